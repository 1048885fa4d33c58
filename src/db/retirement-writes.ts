import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { index, uuid } from 'drizzle-orm/pg-core';
import { type BlockRow, serialBlocks } from './batches.ts';
import type { Db } from './client.ts';
import { amount, createdAt, id, table } from './columns.ts';
import {
  type BeneficiaryRow,
  type NewRetirement,
  retirementBeneficiaries,
  retirementBlocks,
  type RetirementRow,
  retirements,
} from './retirements.ts';

/** CARBON that was given for a beneficiary: by the id of the wish. Below zero what was taken back of it. */
export const retirementContributions = table(
  'retirement_contributions',
  {
    id: id(),
    beneficiaryId: uuid()
      .notNull()
      .references(() => retirementBeneficiaries.id),
    quantity: amount().notNull(),
    /** What was held for the beneficiary then, less than a tonne. */
    remainder: amount().notNull(),
    createdAt: createdAt(),
  },
  (t) => [index('retirement_contributions_beneficiary').on(t.beneficiaryId, t.id)],
);

export type ContributionRow = typeof retirementContributions.$inferSelect;
export type BeneficiaryKey = Pick<
  BeneficiaryRow,
  'ownerId' | 'name' | 'country' | 'identifierScheme' | 'identifier' | 'isPrivate'
>;

/** The owner's beneficiary of these words, made where there is none yet. */
export async function takeBeneficiary(db: Db, key: BeneficiaryKey): Promise<BeneficiaryRow> {
  const found = await findBeneficiary(db, key);
  if (found) return found;
  await db.orm.insert(retirementBeneficiaries).values(key).onConflictDoNothing();
  // Another statement: it sees what somebody else made meanwhile.
  const made = await findBeneficiary(db, key);
  if (!made) throw new Error('a beneficiary was written and is not there');
  return made;
}

async function findBeneficiary({ orm }: Db, key: BeneficiaryKey): Promise<BeneficiaryRow | undefined> {
  const t = retirementBeneficiaries;
  const same = (column: typeof t.country | typeof t.identifierScheme, value: string | null) =>
    sql`${column}::text is not distinct from ${value}`;
  const [row] = await orm
    .select()
    .from(t)
    .where(
      and(
        eq(t.ownerId, key.ownerId),
        eq(t.name, key.name),
        eq(t.isPrivate, key.isPrivate),
        same(t.country, key.country),
        same(t.identifierScheme, key.identifierScheme),
        same(t.identifier, key.identifier),
      ),
    );
  return row;
}

/** Locks a beneficiary until the transaction ends: before any wallet. */
export async function lockBeneficiary({ orm }: Db, beneficiaryId: string): Promise<BeneficiaryRow | undefined> {
  const t = retirementBeneficiaries;
  const [row] = await orm.select().from(t).where(eq(t.id, beneficiaryId)).for('no key update');
  return row;
}

/** Notes what was given for a beneficiary (or taken back), and what is left of it that is no whole tonne. */
export async function insertContribution(
  { orm }: Db,
  row: Pick<ContributionRow, 'id' | 'beneficiaryId' | 'quantity' | 'remainder'>,
): Promise<void> {
  await orm.insert(retirementContributions).values(row);
  await orm
    .update(retirementBeneficiaries)
    .set({ carbonHeld: row.remainder })
    .where(eq(retirementBeneficiaries.id, row.beneficiaryId));
}

export async function selectContributionsById({ orm }: Db, ids: readonly string[]): Promise<ContributionRow[]> {
  return await orm
    .select()
    .from(retirementContributions)
    .where(inArray(retirementContributions.id, [...ids]));
}

export async function insertRetirements({ orm }: Db, rows: readonly NewRetirement[]): Promise<RetirementRow[]> {
  return rows.length === 0
    ? []
    : await orm
        .insert(retirements)
        .values([...rows])
        .returning();
}

/** Locks retirements in the order of their ids: before registries, wallets and blocks, everywhere. */
export async function lockRetirements({ orm }: Db, ids: readonly string[]): Promise<RetirementRow[]> {
  return await orm
    .select()
    .from(retirements)
    .where(inArray(retirements.id, [...ids]))
    .orderBy(asc(retirements.id))
    .for('no key update');
}

export type RetirementChange = Partial<
  Pick<
    RetirementRow,
    | 'status'
    | 'statusReason'
    | 'intentId'
    | 'txHash'
    | 'blockNumber'
    | 'logIndex'
    | 'retiredAt'
    | 'submittedAt'
    | 'confirmedAt'
    | 'finalizedAt'
    | 'revertedAt'
    | 'ownerId'
  >
>;

export async function updateRetirements(
  { orm }: Db,
  ids: readonly string[],
  change: RetirementChange,
): Promise<RetirementRow[]> {
  return ids.length === 0
    ? []
    : await orm
        .update(retirements)
        .set(change)
        .where(inArray(retirements.id, [...ids]))
        .returning();
}

/**
 * Blocks of a batch that can be retired: in the platform's custody, and of no retirement; in the order of their serials,
 * as many as hold `count` credits (or all, where they do not). The caller holds the lock of their registries.
 */
export async function selectFreeBlocks({ sql: statement }: Db, batchId: string, count: bigint): Promise<BlockRow[]> {
  return await statement<BlockRow[]>`
    select id, batch_id, registry, prefix, block_start, block_end, suffix, serial, state, holder, issued_on::text, created_at
    from (
      select b.*, sum(block_end - block_start + 1) over (order by registry, prefix, block_start) as so_far
      from serial_blocks b
      where batch_id = ${batchId} and state = 'ACTIVE' and holder = 'PLATFORM_CUSTODY'
        and not exists (select from retirement_blocks r where r.block_id = b.id and r.released_at is null)
    ) as free
    where so_far - (block_end - block_start + 1) < ${count.toString()}::numeric
    order by registry, prefix, block_start`;
}

/** The registries in which a batch has credits, in order. */
export async function selectRegistriesOf({ sql: statement }: Db, batchIds: readonly string[]): Promise<string[]> {
  const rows = await statement<{ registry: string }[]>`
    select distinct registry from serial_blocks where batch_id = any(${[...batchIds]}::uuid[]) order by registry`;
  return rows.map(({ registry }) => registry);
}

export async function insertRetirementBlocks(
  { orm }: Db,
  retirementId: string,
  blocks: readonly Pick<BlockRow, 'id' | 'serial' | 'blockStart' | 'blockEnd'>[],
): Promise<void> {
  await orm.insert(retirementBlocks).values(
    blocks.map(({ id: blockId, serial, blockStart, blockEnd }) => ({
      retirementId,
      blockId,
      serial,
      quantity: blockEnd - blockStart + 1n,
    })),
  );
}

/** Lets others use the blocks of retirements that were undone. */
export async function releaseBlocks({ orm }: Db, retirementIds: readonly string[]): Promise<void> {
  await orm
    .update(retirementBlocks)
    .set({ releasedAt: sql`clock_timestamp()` })
    .where(inArray(retirementBlocks.retirementId, [...retirementIds]));
}

/** Retires the blocks of retirements, for ever. */
export async function retireBlocks({ orm }: Db, retirementIds: readonly string[]): Promise<void> {
  const taken = orm
    .select({ id: retirementBlocks.blockId })
    .from(retirementBlocks)
    .where(inArray(retirementBlocks.retirementId, [...retirementIds]));
  await orm.update(serialBlocks).set({ state: 'RETIRED' }).where(inArray(serialBlocks.id, taken));
}

export interface PlatformCredits {
  readonly batchId: string;
  readonly projectId: string;
  readonly vintage: number;
  /** Whole tonnes. */
  readonly available: bigint;
}

/** What the platform itself has of batches, the oldest vintage first: from it the credits come that CARBON stands for. */
export async function selectPlatformCredits(
  { sql: statement }: Db,
  platformId: string,
  limit: number,
): Promise<PlatformCredits[]> {
  return await statement<PlatformCredits[]>`
    select w.batch_id, b.project_id, b.vintage, a.balance as available
    from wallets w
    join accounts a on a.wallet_id = w.id and a.kind = 'AVAILABLE'
    join batches b on b.id = w.batch_id
    where w.owner_id = ${platformId} and w.asset = 'CREDIT' and a.balance > 0
    order by b.vintage_start, b.vintage_end, w.batch_id limit ${limit}`;
}

export type DueRetirement = Pick<RetirementRow, 'id' | 'status'>;

/** Retirements of a chain in these states that wait for something, oldest first, `limit` of them. */
export async function selectDueRetirements(
  { sql: statement }: Db,
  due: 'ASSIGN' | 'FINALIZE' | 'GIVEN_UP',
  { chainId, limit }: { readonly chainId: number; readonly limit: number },
): Promise<DueRetirement[]> {
  const condition = {
    ASSIGN: statement`r.status = 'REQUESTED' and r.way = 'CUSTODY' and r.intent_id is null`,
    FINALIZE: statement`r.status = 'CONFIRMED' and r.block_number <= (
      select finalized_block from chain_cursors where chain_id = ${chainId})`,
    GIVEN_UP: statement`r.status in ('REQUESTED', 'SUBMITTED') and r.block_number is null and exists (
      select from chain_intents i where i.id = r.intent_id and i.status in ('FAILED', 'DROPPED', 'REPLACED'))`,
  }[due];
  return await statement<DueRetirement[]>`
    select r.id, r.status from retirements r where r.chain_id = ${chainId} and ${condition} order by r.id limit ${limit}`;
}
