import type { ChainCursor } from '../../db/chain-cursors.ts';
import { type ChainRpc, RpcError, type RpcOutcome } from '../../resolvers/chain/client.ts';
import type { Marks } from '../../resolvers/chain/marks.ts';
import { AnswersDisagree, type Header, readHeader } from './answers.ts';
import { resultOf, toQuantity } from './fetch-range.ts';

/** Where the chain stands, and what it has now at the place where the cursor stands. */
export interface Tip {
  readonly head: Header;
  readonly marks: Marks;
  /** The chain's block of the cursor's number; null where the chain does not reach so far. */
  readonly atCursor: Header | null;
}

/**
 * Asks all of it in one request, so that it is of one moment as far as a node can give that. Where the node does not know
 * what is safe or final, blocks count as that once `finalityBlocks` lie above them.
 */
export async function readTip(
  rpc: ChainRpc,
  cursor: Pick<ChainCursor, 'indexedBlock'>,
  finalityBlocks: number,
  signal?: AbortSignal,
): Promise<Tip> {
  const places = ['latest', 'safe', 'finalized', toQuantity(cursor.indexedBlock < 0n ? 0 : cursor.indexedBlock)];
  const [latest, safe, finalized, atCursor] = await rpc.batch(
    places.map((place) => ({ method: 'eth_getBlockByNumber', params: [place, false] })),
    signal && { signal },
  );
  const head = latest && readHeader(resultOf(latest));
  if (!head || !atCursor) throw new AnswersDisagree('the chain has no latest block');
  const assumed = BigInt(Math.max(0, head.number - finalityBlocks));
  return {
    head,
    marks: { head: BigInt(head.number), safe: heightOf(safe) ?? assumed, finalized: heightOf(finalized) ?? assumed },
    atCursor: readHeader(resultOf(atCursor)),
  };
}

/** The number of a tagged block, or undefined where the node does not know the tag. */
function heightOf(outcome: RpcOutcome | undefined): bigint | undefined {
  if (!outcome) return undefined;
  if (!outcome.ok) {
    if (outcome.error instanceof RpcError && outcome.error.kind === 'REFUSED') return undefined;
    throw outcome.error;
  }
  const header = readHeader(outcome.result);
  return header ? BigInt(header.number) : undefined;
}
