import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import {
  batches,
  type BatchRow,
  type BlockPlace,
  type BlockRow,
  type CreditState,
  externalRetirements,
  type ExternalRetirementRow,
  serialBlocks,
} from './batches.ts';
import type { Db } from './client.ts';

interface PageOf<Place> {
  /** Where the page before ended. */
  readonly after: Place | undefined;
  readonly limit: number;
}

/** Of a project, the newest vintage first; a place is its first and its last day. */
export async function selectBatchPage(
  { orm }: Db,
  projectId: string,
  { after, limit }: PageOf<readonly [start: string, end: string]>,
): Promise<BatchRow[]> {
  // As text, which has the order of the days: a place that clients made up need not be a day.
  const place = after && sql`(${batches.vintageStart}::text, ${batches.vintageEnd}::text) < (${after[0]}, ${after[1]})`;
  return await orm
    .select()
    .from(batches)
    .where(and(eq(batches.projectId, projectId), place))
    .orderBy(desc(batches.vintageStart), desc(batches.vintageEnd))
    .limit(limit);
}

export interface CreditCount {
  readonly batchId: string;
  readonly state: CreditState;
  /** Whole tonnes of CO2e. */
  readonly quantity: bigint;
}

/** How many credits of these batches are in which state; of a state in which there are none there is no row. */
export async function selectCreditCounts({ sql: statement }: Db, batchIds: readonly string[]): Promise<CreditCount[]> {
  return await statement<CreditCount[]>`
    select batch_id, state, sum(block_end - block_start + 1) as quantity
    from serial_blocks where batch_id = any(${[...batchIds]}::uuid[])
    group by batch_id, state order by batch_id, state`;
}

/** Of a batch, in the order in which they were stored; a place is the id of a block. */
export async function selectBlockPage(
  { orm }: Db,
  batchId: string,
  { state, after, limit }: PageOf<string> & { readonly state: CreditState | undefined },
): Promise<BlockRow[]> {
  return await orm
    .select()
    .from(serialBlocks)
    .where(
      and(
        eq(serialBlocks.batchId, batchId),
        after === undefined ? undefined : gt(serialBlocks.id, after),
        state === undefined ? undefined : eq(serialBlocks.state, state),
      ),
    )
    .orderBy(asc(serialBlocks.id))
    .limit(limit);
}

export interface RetiredBlock {
  readonly retirement: ExternalRetirementRow;
  readonly block: BlockRow;
}

/** Of a batch, the last first; a place is the day and the id of the block. */
export async function selectRetirementPage(
  { orm }: Db,
  batchId: string,
  { after, limit }: PageOf<readonly [retiredOn: string, blockId: string]>,
): Promise<RetiredBlock[]> {
  const { retiredOn, blockId } = externalRetirements;
  return await orm
    .select({ retirement: externalRetirements, block: serialBlocks })
    .from(externalRetirements)
    .innerJoin(serialBlocks, eq(serialBlocks.id, blockId))
    .where(
      and(
        eq(serialBlocks.batchId, batchId),
        after && sql`(${retiredOn}::text, ${blockId}) < (${after[0]}, ${after[1]}::uuid)`,
      ),
    )
    .orderBy(desc(retiredOn), desc(blockId))
    .limit(limit);
}

/** Locks a block until the transaction ends. */
export async function lockBlock({ orm }: Db, blockId: string): Promise<BlockRow | undefined> {
  const [row] = await orm.select().from(serialBlocks).where(eq(serialBlocks.id, blockId)).for('no key update');
  return row;
}

/** Blocks that have integers in common with the place, in order. */
export async function selectHolding(
  { orm }: Db,
  { registry, prefix, blockStart, blockEnd }: BlockPlace,
  limit: number,
): Promise<BlockRow[]> {
  const held = sql`int8range(${serialBlocks.blockStart}, ${serialBlocks.blockEnd}, '[]')`;
  return await orm
    .select()
    .from(serialBlocks)
    .where(
      and(
        eq(serialBlocks.registry, registry),
        eq(serialBlocks.prefix, prefix),
        sql`${held} && int8range(${blockStart}::bigint, ${blockEnd}::bigint, '[]')`,
      ),
    )
    .orderBy(asc(serialBlocks.blockStart))
    .limit(limit);
}
