import { IllegalTransition } from './errors.ts';

/** What each step leads to, by the state from which it is taken; what is not in it cannot happen. */
type Machine<State extends string, Step extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Step, State>>>>
>;

/**
 * How things of a kind pass from state to state: gives the state that a step leads to. Throws IllegalTransition, which says
 * what could not be done in a word for the step, if it leads nowhere from here.
 */
export function stepsOf<State extends string, Step extends string>(
  thing: string,
  machine: Machine<State, Step>,
  words: Readonly<Record<Step, string>>,
): (state: State, step: Step) => State {
  return (state, step) => {
    const next = machine[state][step];
    if (!next) throw new IllegalTransition(thing, state, words[step]);
    return next;
  };
}
