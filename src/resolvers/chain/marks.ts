import type { ChainCursor } from '../../db/chain-cursors.ts';

/** How far a chain is, as its node says: its newest block, and how deep it is settled. */
export interface Marks {
  readonly head: bigint;
  readonly safe: bigint;
  readonly finalized: bigint;
}

/**
 * The cursor with what the node says. What was final stays so: a node that says less lags behind, or has lost what it had,
 * and that shows elsewhere. A node's words are put in order, since safe is never beyond the head.
 */
export function withMarks(cursor: ChainCursor, { head, safe, finalized }: Marks): ChainCursor {
  const headBlock = max(head, cursor.finalizedBlock);
  const finalizedBlock = max(cursor.finalizedBlock, min(finalized, headBlock));
  return { ...cursor, headBlock, safeBlock: max(finalizedBlock, min(safe, headBlock)), finalizedBlock };
}

/** Whether the cursor says already what the node says. */
export const isMarked = (cursor: ChainCursor, marks: Marks): boolean => {
  const { headBlock, safeBlock, finalizedBlock } = withMarks(cursor, marks);
  return headBlock === cursor.headBlock && safeBlock === cursor.safeBlock && finalizedBlock === cursor.finalizedBlock;
};

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
