import { asc, eq, inArray, sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgEnum, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { amount, createdAt, day, id, table } from './columns.ts';
import { projects } from './projects.ts';
import { registries } from './registries.ts';

export const creditState = pgEnum('credit_state', [
  'PENDING',
  'ACTIVE',
  'ON_HOLD',
  'BUFFER',
  'RETIRED',
  'CANCELLED',
  'EXPIRED',
]);
export type CreditState = (typeof creditState.enumValues)[number];

/** In whose hands credits are: somebody's account at the registry, or the platform's custody. */
export const holderClass = pgEnum('holder_class', ['REGISTRY_ACCOUNT', 'PLATFORM_CUSTODY']);
export type HolderClass = (typeof holderClass.enumValues)[number];

/** Credits of one project and one vintage. What it counts is the sum of its serial blocks, which the database keeps. */
export const batches = table(
  'batches',
  {
    id: id(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    vintageStart: day().notNull(),
    /** The last day of the vintage. */
    vintageEnd: day().notNull(),
    /** The year in which the vintage begins. */
    vintage: integer()
      .generatedAlwaysAs(sql`extract(year from vintage_start)`)
      .notNull(),
    /** Whole tonnes of CO2e. */
    quantity: amount().notNull().default(0n),
    createdAt: createdAt(),
  },
  (t) => [
    unique('batches_vintage').on(t.projectId, t.vintageStart, t.vintageEnd),
    check('batches_vintage_order', sql`${t.vintageEnd} >= ${t.vintageStart}`),
    check('batches_quantity', sql`${t.quantity} >= 0`),
  ],
);

/**
 * A block of serial numbers: `blockEnd - blockStart + 1` credits. Within a registry and a prefix no integer is in two blocks
 * (serial_blocks_overlap, an exclusion constraint).
 */
export const serialBlocks = table(
  'serial_blocks',
  {
    id: id(),
    batchId: uuid()
      .notNull()
      .references(() => batches.id),
    registry: text()
      .notNull()
      .references(() => registries.code),
    prefix: text().notNull(),
    blockStart: bigint({ mode: 'bigint' }).notNull(),
    blockEnd: bigint({ mode: 'bigint' }).notNull(),
    suffix: text().notNull(),
    /** As the registry writes it. */
    serial: text().notNull(),
    state: creditState().notNull(),
    holder: holderClass().notNull(),
    issuedOn: day(),
    createdAt: createdAt(),
  },
  (t) => [
    index('serial_blocks_batch').on(t.batchId, t.id),
    check('serial_blocks_order', sql`${t.blockEnd} >= ${t.blockStart}`),
    check('serial_blocks_start', sql`${t.blockStart} >= 0`),
  ],
);

/** A retirement that a registry tells of, outside the platform. It happened: it stays. */
export const externalRetirements = table(
  'external_retirements',
  {
    blockId: uuid()
      .primaryKey()
      .references(() => serialBlocks.id),
    retiredOn: day().notNull(),
    beneficiary: text(),
    /** In the registry's words. */
    reason: text(),
    details: text(),
  },
  (t) => [index('external_retirements_day').on(t.retiredOn, t.blockId)],
);

export type BatchRow = typeof batches.$inferSelect;
export type BlockRow = typeof serialBlocks.$inferSelect;
export type ExternalRetirementRow = typeof externalRetirements.$inferSelect;
export type NewBlock = Omit<BlockRow, 'createdAt'>;

/** The batch of each project and vintage, made where there is none yet; in the order of the wishes. */
export async function takeBatches(
  { sql: statement }: Db,
  wishes: readonly Pick<BatchRow, 'projectId' | 'vintageStart' | 'vintageEnd'>[],
): Promise<string[]> {
  const rows = await statement<{ id: string }[]>`
    with wish as (
      select * from unnest(
        ${wishes.map(({ projectId }) => projectId)}::uuid[],
        ${wishes.map(({ vintageStart }) => vintageStart)}::date[],
        ${wishes.map(({ vintageEnd }) => vintageEnd)}::date[]) with ordinality as w (project_id, vintage_start, vintage_end, place)
    ), made as (
      insert into batches (project_id, vintage_start, vintage_end)
      select distinct project_id, vintage_start, vintage_end from wish order by 1, 2, 3
      -- An update that changes nothing, so that what another transaction made meanwhile comes back as well.
      on conflict (project_id, vintage_start, vintage_end) do update set vintage_start = excluded.vintage_start
      returning id, project_id, vintage_start, vintage_end
    )
    select made.id from wish join made using (project_id, vintage_start, vintage_end) order by wish.place`;
  return rows.map(({ id: batchId }) => batchId);
}

/** Breaks `serial_blocks_overlap` where an integer has been given already. */
export async function insertBlocks({ orm }: Db, rows: readonly NewBlock[]): Promise<BlockRow[]> {
  return rows.length === 0
    ? []
    : await orm
        .insert(serialBlocks)
        .values([...rows])
        .returning();
}

export async function selectBlocksById({ orm }: Db, ids: readonly string[]): Promise<BlockRow[]> {
  return await orm
    .select()
    .from(serialBlocks)
    .where(inArray(serialBlocks.id, [...ids]));
}

export async function insertExternalRetirements({ orm }: Db, rows: readonly ExternalRetirementRow[]): Promise<void> {
  if (rows.length > 0) await orm.insert(externalRetirements).values([...rows]);
}

export async function selectBatchesById({ orm }: Db, ids: readonly string[]): Promise<BatchRow[]> {
  return await orm
    .select()
    .from(batches)
    .where(inArray(batches.id, [...ids]));
}

/** Oldest vintage first. */
export async function selectBatchesOf({ orm }: Db, projectId: string): Promise<BatchRow[]> {
  return await orm
    .select()
    .from(batches)
    .where(eq(batches.projectId, projectId))
    .orderBy(asc(batches.vintageStart), asc(batches.vintageEnd));
}

export interface BlockPlace {
  readonly registry: string;
  readonly prefix: string;
  readonly blockStart: bigint;
  readonly blockEnd: bigint;
}

/** A block that has integers in common with the wish at `place`. */
export interface OverlappingBlock extends BlockRow {
  readonly place: number;
}

/** What each place has in common with blocks that are there, in order; a place counts from 0. */
export async function selectOverlaps(
  { sql: statement }: Db,
  places: readonly BlockPlace[],
): Promise<OverlappingBlock[]> {
  return await statement<OverlappingBlock[]>`
    select (wish.place - 1)::int as place, b.id, b.batch_id, b.registry, b.prefix, b.block_start, b.block_end, b.suffix, b.serial,
      b.state, b.holder, b.issued_on::text, b.created_at
    from unnest(
      ${places.map(({ registry }) => registry)}::text[],
      ${places.map(({ prefix }) => prefix)}::text[],
      ${places.map(({ blockStart }) => blockStart.toString())}::bigint[],
      ${places.map(({ blockEnd }) => blockEnd.toString())}::bigint[]) with ordinality as wish (registry, prefix, first, last, place)
    join serial_blocks b on b.registry = wish.registry and b.prefix = wish.prefix
      and int8range(b.block_start, b.block_end, '[]') && int8range(wish.first, wish.last, '[]')
    order by wish.place, b.block_start`;
}

/** Lets imports and splits of one registry's blocks come one after the other, until the transaction ends. */
export async function lockBlocksOf({ sql: statement }: Db, registry: string): Promise<void> {
  await statement`select pg_advisory_xact_lock(hashtextextended(${`serial blocks of ${registry}`}, 0))`;
}

/** Cuts a block down, or moves its state on. Breaks `serial_blocks_steps` for a step that there is not. */
export async function updateBlock(
  { orm }: Db,
  blockId: string,
  change: Partial<Pick<BlockRow, 'blockStart' | 'blockEnd' | 'serial' | 'state' | 'holder'>>,
): Promise<void> {
  await orm.update(serialBlocks).set(change).where(eq(serialBlocks.id, blockId));
}

export async function selectExternalRetirements(
  { orm }: Db,
  blockIds: readonly string[],
): Promise<ExternalRetirementRow[]> {
  return await orm
    .select()
    .from(externalRetirements)
    .where(inArray(externalRetirements.blockId, [...blockIds]));
}
