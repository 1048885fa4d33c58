import {
  machines,
  type StateMachine as Machine,
  statesOf,
  transitionsOf,
  type Transition,
} from '../resolvers/state-machines.ts';
import { builder } from './builder.ts';

const StateTransition = builder.objectRef<Transition>('StateTransition').implement({
  description: 'A step that leads from one state to another. What is not listed cannot happen.',
  fields: (t) => ({
    from: t.exposeString('from', { description: 'The state before, such as "DRAFT".' }),
    step: t.exposeString('step', { description: 'What happens, such as "OPEN".' }),
    to: t.exposeString('to', { description: 'The state after, such as "ACTIVE".' }),
  }),
});

const StateMachine = builder.objectRef<Machine>('StateMachine').implement({
  description: 'The states of one kind of thing, and how it passes from one to the next.',
  fields: (t) => ({
    noun: t.exposeString('noun', { description: 'Which type of this schema it is about, such as "Announcement".' }),
    initial: t.exposeString('initial', { description: 'The state in which it begins.' }),
    states: t.stringList({ description: 'Every state; one that no transition leaves is final.', resolve: statesOf }),
    transitions: t.field({ type: [StateTransition], description: 'Every step there is.', resolve: transitionsOf }),
  }),
});

builder.queryField('stateMachines', (t) =>
  t.field({
    type: [StateMachine],
    description: 'The state machines, printed from the very tables that decide: which step is possible in which state.',
    extensions: { shared: true },
    args: { noun: t.arg.string({ required: false, description: 'Only the one of this type, such as "Withdrawal".' }) },
    resolve: (_, { noun }) => machines.filter((machine) => !noun || machine.noun === noun),
  }),
);
