import type { ProposalCall } from '../../db/proposals.ts';
import { contractAt, interfaces } from '../chain/contracts.ts';
import type { App } from '../context.ts';
import type { NamedValue } from './parameter-names.ts';

/** A call of a proposal, with what it says where it is one of our contracts'. */
export interface CallWords extends ProposalCall {
  readonly contract: string | null;
  readonly words: string | null;
  /** What CarbonParameters is told to set; nothing of any other call. */
  readonly settings: readonly NamedValue[];
}

const MOST_WORDS = 2_000;

/** Anybody wrote it: what does not fit the ABI has no words. */
export function wordsOf({ chain }: Pick<App, 'chain'>, call: ProposalCall): CallWords {
  const contract = chain && contractAt(chain, call.target);
  if (!contract) return { ...call, contract: null, words: null, settings: [] };
  const said = parsed(interfaces[contract].parseTransaction.bind(interfaces[contract]), call.data);
  const words = said && `${said.name}(${said.args.map(textOf).join(', ')})`.slice(0, MOST_WORDS);
  const isSet = contract === 'CarbonParameters' && said?.name === 'set';
  return { ...call, contract, words, settings: isSet ? settingsOf(said.args) : [] };
}

interface Said {
  readonly name: string;
  readonly args: readonly unknown[];
}

function parsed(parse: (transaction: { data: string }) => { name: string; args: unknown } | null, data: string) {
  try {
    const call = parse({ data });
    // Text that is not UTF-8 is found as it is read, not before.
    return call && ({ name: call.name, args: [...(call.args as unknown[])].map(plain) } satisfies Said);
  } catch {
    return null;
  }
}

const plain = (value: unknown): unknown => (Array.isArray(value) ? [...(value as unknown[])].map(plain) : value);

/** `set(names, values)`: the contract refuses lists that are not equally long, and so sets nothing. */
function settingsOf([names, values]: readonly unknown[]): NamedValue[] {
  const [known, to] = [names as readonly string[], values as readonly bigint[]];
  if (known.length !== to.length) return [];
  return known.map((name, at) => ({ name, value: to[at] as bigint }));
}

const textOf = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(textOf).join(', ')}]`
    : typeof value === 'string'
      ? JSON.stringify(value)
      : String(value);
