import { sql } from 'drizzle-orm';
import { check, date, index, integer, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { type Db, texts } from './client.ts';
import { amount, createdAt, id, instant, table } from './columns.ts';
import { organizations } from './organizations.ts';
import { parties } from './parties.ts';
import type { PaymentMethodCode } from './payments.ts';
import { users } from './users.ts';
import { asset } from './wallets.ts';

// What somebody pays otherwise than everybody: what is agreed with an organization, what was traded, what processors take.

/** Fees agreed with an organization, from a moment on. Null: what everybody pays. Append-only. */
export const organizationFees = table(
  'organization_fees',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    makerBps: integer(),
    takerBps: integer(),
    /** The contract, or why. */
    reason: text().notNull(),
    effectiveFrom: instant().notNull(),
    authorId: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [
    index('organization_fees_effective').on(t.organizationId, t.effectiveFrom, t.id),
    check('organization_fees_bps', sql`${t.makerBps} between 0 and 10000 and ${t.takerBps} between 0 and 10000`),
    check('organization_fees_reason', sql`${t.reason} <> ''`),
  ],
);

/** What an owner bought and sold on one whole day (UTC), in cents of the euro. Written once, when the day is over. */
export const ownerVolumes = table(
  'owner_volumes',
  {
    day: date({ mode: 'string' }).notNull(),
    ownerId: uuid()
      .notNull()
      .references(() => parties.id),
    volume: amount().notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.ownerId] }), check('owner_volumes_positive', sql`${t.volume} > 0`)],
);

/** What an owner bought and sold on the 30 whole days before `asOf`: what its tier goes by. None: nothing. */
export const feeStandings = table(
  'fee_standings',
  {
    ownerId: uuid()
      .primaryKey()
      .references(() => parties.id),
    volume: amount().notNull(),
    /** The day after the last that counts. */
    asOf: date({ mode: 'string' }).notNull(),
  },
  (t) => [index('fee_standings_as_of').on(t.asOf), check('fee_standings_volume', sql`${t.volume} >= 0`)],
);

/** The last whole day whose trades are in `owner_volumes`. One row. */
export const volumeDays = table('volume_days', {
  day: date({ mode: 'string' }).primaryKey(),
  createdAt: createdAt(),
});

/** What a payment's processor takes of each charge, from a moment on. Append-only. */
export const processorTerms = table(
  'processor_terms',
  {
    version: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** A method of payment. */
    method: text().$type<PaymentMethodCode>().notNull(),
    currency: asset().notNull(),
    rateBps: integer().notNull(),
    /** Beside the rate, in minor units. */
    fixed: amount().notNull(),
    /** Where it is agreed. */
    source: text().notNull(),
    effectiveFrom: instant().notNull(),
    /** Null: the platform's own defaults. */
    authorId: uuid().references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [
    unique('processor_terms_start').on(t.method, t.currency, t.effectiveFrom, t.version),
    check('processor_terms_method', sql`${t.method} in ('CARD', 'BANK_TRANSFER', 'CRYPTO', 'INVOICE')`),
    check('processor_terms_rate', sql`${t.rateBps} between 0 and 9999 and ${t.fixed} >= 0`),
    check('processor_terms_source', sql`${t.source} <> ''`),
  ],
);

export type OrganizationFeesRow = typeof organizationFees.$inferSelect;
export type ProcessorTermsRow = typeof processorTerms.$inferSelect;

/** What decides the fees of an owner, beside the schedule. */
export interface StandingRow {
  readonly ownerId: string;
  readonly makerBps: number | null;
  readonly takerBps: number | null;
  readonly volume: bigint;
}

/** Of those of these owners who stand otherwise than everybody; a statement of two look-ups by key for each. */
export async function selectFeeStandings({ sql: statement }: Db, ownerIds: readonly string[]): Promise<StandingRow[]> {
  return await statement<StandingRow[]>`
    select o.owner_id, own.maker_bps, own.taker_bps, coalesce(s.volume, 0) as volume
    from unnest(${[...ownerIds]}::uuid[]) as o (owner_id)
    left join fee_standings s on s.owner_id = o.owner_id
    left join lateral (
      select maker_bps, taker_bps from organization_fees
      where organization_id = o.owner_id and effective_from <= statement_timestamp()
      order by effective_from desc, id desc limit 1) as own on true
    where s.owner_id is not null or own.maker_bps is not null or own.taker_bps is not null`;
}

export async function insertOrganizationFees(
  { orm }: Db,
  row: typeof organizationFees.$inferInsert,
): Promise<OrganizationFeesRow> {
  const [inserted] = await orm.insert(organizationFees).values(row).returning();
  return inserted as OrganizationFeesRow;
}

/** What is agreed with an organization, now and to come, the last start first. */
export async function selectOrganizationFees(
  { sql: statement }: Db,
  organizationId: string,
  limit: number,
): Promise<OrganizationFeesRow[]> {
  return await statement<OrganizationFeesRow[]>`
    select * from organization_fees where organization_id = ${organizationId}
    order by effective_from desc, id desc limit ${limit}`;
}

export async function insertProcessorTerms(
  { orm }: Db,
  row: typeof processorTerms.$inferInsert,
): Promise<ProcessorTermsRow> {
  const [inserted] = await orm.insert(processorTerms).values(row).returning();
  return inserted as ProcessorTermsRow;
}

/** The terms of each method and currency that are in force now. */
export async function selectProcessorTerms({ sql: statement }: Db): Promise<ProcessorTermsRow[]> {
  return await statement<ProcessorTermsRow[]>`
    select distinct on (method, currency) * from processor_terms where effective_from <= statement_timestamp()
    order by method, currency, effective_from desc, version desc`;
}

/** The day after the last whole day whose volumes are known, if any are. */
export async function selectVolumeDay({ sql: statement }: Db): Promise<string | undefined> {
  const [row] = await statement<{ day: string | null }[]>`select max(day)::text as day from volume_days`;
  return row?.day ?? undefined;
}

/** Writes what each owner bought and sold on a day; the day is then known, so a second time breaks its key. */
export async function insertVolumes(
  { sql: statement }: Db,
  day: string,
  rows: readonly { readonly ownerId: string; readonly volume: bigint }[],
): Promise<void> {
  await statement`insert into volume_days (day) values (${day})`;
  if (rows.length === 0) return;
  await statement`
    insert into owner_volumes (day, owner_id, volume)
    select ${day}::date, owner_id, volume
    from unnest(${rows.map((row) => row.ownerId)}::uuid[], ${texts(rows.map((row) => row.volume))}::numeric[])
      as t (owner_id, volume)`;
}

/** Sums the days from..until (until not included) anew for everybody; who traded nothing then has no standing any more. */
export async function refreshFeeStandings({ sql: statement }: Db, from: string, until: string): Promise<void> {
  await statement`
    insert into fee_standings (owner_id, volume, as_of)
    select owner_id, sum(volume), ${until}::date from owner_volumes where day >= ${from} and day < ${until} group by owner_id
    on conflict (owner_id) do update set volume = excluded.volume, as_of = excluded.as_of`;
  await statement`delete from fee_standings where as_of < ${until}`;
}

/** Whether this transaction is the one that sums volumes, until it ends. */
export async function lockVolumes({ sql: statement }: Db): Promise<boolean> {
  const [row] = await statement<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(${VOLUMES_LOCK}) as mine`;
  return row?.mine ?? false;
}
const VOLUMES_LOCK = 4_207_014;
