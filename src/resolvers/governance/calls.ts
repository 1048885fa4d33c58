import type { ProposalCall } from '../../db/proposals.ts';
import { contractAt, interfaces } from '../chain/contracts.ts';
import type { App } from '../context.ts';

/** A call of a proposal, with what it says where it is one of our contracts'. */
export interface CallWords extends ProposalCall {
  readonly contract: string | null;
  readonly words: string | null;
}

const MOST_WORDS = 2_000;

/** Anybody wrote it: what does not fit the ABI has no words. */
export function wordsOf({ chain }: Pick<App, 'chain'>, call: ProposalCall): CallWords {
  const contract = chain && contractAt(chain, call.target);
  if (!contract) return { ...call, contract: null, words: null };
  return {
    ...call,
    contract,
    words: parsed(interfaces[contract].parseTransaction.bind(interfaces[contract]), call.data),
  };
}

function parsed(parse: (transaction: { data: string }) => { name: string; args: unknown } | null, data: string) {
  try {
    const call = parse({ data });
    return call && `${call.name}(${(call.args as unknown[]).map(textOf).join(', ')})`.slice(0, MOST_WORDS);
  } catch {
    return null;
  }
}

const textOf = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(textOf).join(', ')}]`
    : typeof value === 'string'
      ? JSON.stringify(value)
      : String(value);
