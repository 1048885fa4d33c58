import { sql as raw } from 'drizzle-orm';
import { index, integer, text, unique, uuid } from 'drizzle-orm/pg-core';
import { type Db, texts } from './client.ts';
import { amount, bytes, createdAt, day, id, table } from './columns.ts';
import { parties } from './parties.ts';
import { retirementBeneficiaries, retirementReason, type RetirementReason, type RetirementRow } from './retirements.ts';

/**
 * What somebody's own wallet was given to sign: the chain tells the hash of the beneficiary alone, and by this the platform
 * knows who it is when the retirement is seen.
 */
export const preparedRetirements = table(
  'prepared_retirements',
  {
    id: id(),
    ownerId: uuid()
      .notNull()
      .references(() => parties.id),
    chainId: integer().notNull(),
    account: bytes().notNull(),
    chainBatchId: amount().notNull(),
    /** In 10^-18 of a tonne. */
    quantity: amount().notNull(),
    beneficiaryId: uuid()
      .notNull()
      .references(() => retirementBeneficiaries.id),
    beneficiaryHash: bytes().notNull(),
    beneficiarySalt: bytes(),
    reason: retirementReason().notNull(),
    message: text().notNull(),
    /** Of these the chain gets nothing. */
    retiringEntity: text(),
    consumptionCountry: text(),
    consumptionFrom: day(),
    consumptionTo: day(),
    createdAt: createdAt(),
  },
  (t) => [
    unique('prepared_retirements_once').on(
      t.chainId,
      t.account,
      t.chainBatchId,
      t.beneficiaryHash,
      t.quantity,
      t.reason,
      t.message,
    ),
    index('prepared_retirements_age').on(t.createdAt),
  ],
);

/** What is told of a retirement that has changed. */
export type ChangedRetirement = Pick<RetirementRow, 'id' | 'ownerId' | 'status' | 'intentId'>;
const CHANGED = 'r.id, r.owner_id, r.status, r.intent_id';

/** A retirement by somebody's own wallet, as its log tells it; hex without `0x`. */
export interface WalletRetirement {
  readonly blockNumber: bigint;
  readonly logIndex: number;
  readonly txHash: string;
  readonly blockTime: Date;
  readonly account: string;
  readonly chainBatchId: string;
  readonly quantity: bigint;
  readonly beneficiaryHash: string;
  readonly reason: RetirementReason;
  readonly message: string;
}

/**
 * Writes what wallets retired: of the user who has the address linked, with the beneficiary that was prepared. The project
 * is found by the intent that recorded it on the chain; the batch, where the project has one of that year alone.
 */
export async function insertWalletRetirements(
  { sql }: Db,
  chainId: number,
  rows: readonly WalletRetirement[],
): Promise<ChangedRetirement[]> {
  if (rows.length === 0) return [];
  return await sql<ChangedRetirement[]>`
    insert into retirements as r (
      id, request_id, way, owner_id, retired_asset, batch_id, project_id, quantity, beneficiary_id, beneficiary_hash,
      beneficiary_salt, retiring_entity, consumption_country, consumption_from, consumption_to, reason, message, status, chain_id, chain_batch_id, account, tx_hash, block_number, log_index,
      retired_at, submitted_at)
    select named.id, named.id, 'WALLET', link.user_id, 'CREDIT', batch.id, project.id, w.quantity, prepared.beneficiary_id,
           w.beneficiary_hash, prepared.beneficiary_salt, prepared.retiring_entity, prepared.consumption_country,
           prepared.consumption_from, prepared.consumption_to, w.reason, w.message, 'SUBMITTED', ${chainId}, w.chain_batch_id,
           w.account, w.tx_hash, w.block_number, w.log_index, w.block_time, clock_timestamp()
    from (
      select block_number, log_index, decode(tx_hash, 'hex') as tx_hash, block_time, decode(account, 'hex') as account,
             chain_batch_id, quantity, decode(beneficiary_hash, 'hex') as beneficiary_hash, reason, message
      from unnest(
        ${texts(rows.map((row) => row.blockNumber))}::bigint[], ${texts(rows.map((row) => row.logIndex))}::int[],
        ${rows.map((row) => row.txHash)}::text[], ${texts(rows.map((row) => row.blockTime))}::timestamptz[],
        ${rows.map((row) => row.account)}::text[], ${rows.map((row) => row.chainBatchId)}::text[]::numeric[],
        ${texts(rows.map((row) => row.quantity))}::numeric[], ${rows.map((row) => row.beneficiaryHash)}::text[],
        ${rows.map((row) => row.reason)}::retirement_reason[], ${rows.map((row) => row.message)}::text[]
      ) as u (block_number, log_index, tx_hash, block_time, account, chain_batch_id, quantity, beneficiary_hash, reason, message)
    ) as w
    cross join lateral (select uuidv7() as id where w.log_index is not null) as named
    left join linked_addresses link on link.address = w.account and link.unlinked_at is null
    left join lateral (
      select p.beneficiary_id, p.beneficiary_salt, p.retiring_entity, p.consumption_country, p.consumption_from, p.consumption_to
      from prepared_retirements p
      where p.chain_id = ${chainId} and p.account = w.account and p.chain_batch_id = w.chain_batch_id
        and p.beneficiary_hash = w.beneficiary_hash and p.quantity = w.quantity and p.reason = w.reason
        and p.message = w.message and p.owner_id = link.user_id
    ) as prepared on true
    left join credit_batches minted on minted.chain_id = ${chainId} and minted.batch_id = w.chain_batch_id
    left join lateral (
      select i.reference::uuid as id from chain_intents i
      where i.chain_id = ${chainId} and i.kind = 'PROJECT_RECORD'
        and i.args ->> 'projectKey' = '0x' || encode(minted.project_key, 'hex')
        and i.reference ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        and exists (select from projects p where p.id::text = i.reference)
      limit 1
    ) as project on true
    left join lateral (
      select min(b.id::text)::uuid as id from batches b
      where b.project_id = project.id and b.vintage = minted.vintage having count(*) = 1
    ) as batch on true
    -- Final already: an operator had the chain read again from below what was final.
    on conflict (chain_id, block_number, log_index, tx_hash) where block_number is not null and status <> 'REVERTED'
      do nothing
    returning ${sql.unsafe(CHANGED)}`;
}

interface Confirming {
  readonly chainId: number;
  readonly confirmedBlock: bigint;
  readonly from: readonly string[];
}

/**
 * Makes CONFIRMED what the chain has up to a block, of retirements in these states: what the custody did by its receipt,
 * what wallets did by the place of its log. Locked in the order of their ids, before any wallet.
 */
export async function confirmRetirements(
  { sql }: Db,
  { chainId, confirmedBlock, from }: Confirming,
): Promise<ChangedRetirement[]> {
  return await sql<ChangedRetirement[]>`
    with due as (
      select r.id, l.tx_hash, l.block_number, l.log_index, l.block_time
      from retirements r
      left join chain_receipts c on c.chain_id = r.chain_id and c.kind = 'CREDITS_RETIRED_FOR' and c.ref = r.chain_ref
      join chain_logs l on l.chain_id = r.chain_id and l.orphaned_at is null
        and l.block_number = coalesce(c.block_number, r.block_number) and l.log_index = coalesce(c.log_index, r.log_index)
      where r.chain_id = ${chainId} and r.status = any(${[...from]}::retirement_status[])
        and coalesce(c.block_number, r.block_number) <= ${confirmedBlock}
      order by r.id for no key update of r
    )
    update retirements r
    set status = 'CONFIRMED', tx_hash = due.tx_hash, block_number = due.block_number, log_index = due.log_index,
        retired_at = due.block_time, confirmed_at = clock_timestamp(),
        submitted_at = coalesce(r.submitted_at, clock_timestamp())
    from due where r.id = due.id
    returning ${sql.unsafe(CHANGED)}`;
}

/**
 * Takes back what a reorg took out of the chain: what the custody did (by its references) is on its way again; what
 * wallets did (by the places of their logs) did not happen. Locked in the order of their ids, before any wallet.
 */
export async function undoRetirements(
  { sql }: Db,
  {
    chainId,
    refs,
    places,
  }: {
    readonly chainId: number;
    /** Hex without `0x`. */
    readonly refs: readonly string[];
    readonly places: readonly { readonly blockNumber: bigint; readonly logIndex: number }[];
  },
): Promise<ChangedRetirement[]> {
  if (refs.length === 0 && places.length === 0) return [];
  return await sql<ChangedRetirement[]>`
    with gone as (
      select r.id from retirements r
      where r.chain_id = ${chainId} and (
        (r.status = 'CONFIRMED' and r.way = 'CUSTODY' and r.chain_ref = any(
           select decode(hex, 'hex') from unnest(${[...refs]}::text[]) as given (hex)))
        or (r.status in ('SUBMITTED', 'CONFIRMED') and r.way = 'WALLET' and (r.block_number, r.log_index) in (
           select * from unnest(${texts(places.map(({ blockNumber }) => blockNumber))}::bigint[],
                                ${texts(places.map(({ logIndex }) => logIndex))}::int[]))))
      order by r.id for no key update
    )
    update retirements r
    set status = case r.way when 'WALLET' then 'REVERTED' else 'SUBMITTED' end::retirement_status,
        status_reason = case r.way when 'WALLET' then ${ORPHANED} end,
        reverted_at = case r.way when 'WALLET' then clock_timestamp() end,
        tx_hash = case r.way when 'WALLET' then r.tx_hash end, block_number = case r.way when 'WALLET' then r.block_number end,
        log_index = case r.way when 'WALLET' then r.log_index end, confirmed_at = null, retired_at = null
    from gone where r.id = gone.id
    returning ${sql.unsafe(CHANGED)}`;
}

const ORPHANED = 'The chain replaced the block that held it.';

/** Gives what an address retired before anybody had it linked to the user who links it now. */
export async function claimWalletRetirements(
  { sql }: Db,
  account: Buffer,
  userId: string,
): Promise<ChangedRetirement[]> {
  return await sql<ChangedRetirement[]>`
    update retirements r set owner_id = ${userId} where account = ${account} and way = 'WALLET' and owner_id is null
    returning ${sql.unsafe(CHANGED)}`;
}

export type NewPrepared = Omit<typeof preparedRetirements.$inferSelect, 'id' | 'createdAt'>;

/** Remembers what a wallet was given to sign; the same again is as new. */
export async function upsertPrepared({ orm }: Db, row: NewPrepared): Promise<void> {
  const { ownerId, beneficiaryId, retiringEntity, consumptionCountry, consumptionFrom, consumptionTo } = row;
  const said = { retiringEntity, consumptionCountry, consumptionFrom, consumptionTo };
  await orm
    .insert(preparedRetirements)
    .values(row)
    .onConflictDoUpdate({
      target: [
        preparedRetirements.chainId,
        preparedRetirements.account,
        preparedRetirements.chainBatchId,
        preparedRetirements.beneficiaryHash,
        preparedRetirements.quantity,
        preparedRetirements.reason,
        preparedRetirements.message,
      ],
      set: { ownerId, beneficiaryId, ...said, createdAt: raw`clock_timestamp()` },
    });
}

/** Forgets what was prepared so long ago that nobody will sign it any more; gives how many. */
export async function deleteOldPrepared(
  { sql }: Db,
  { keptS, limit }: { readonly keptS: number; readonly limit: number },
): Promise<number> {
  const gone = await sql`
    delete from prepared_retirements where id in (
      select id from prepared_retirements where created_at < now() - make_interval(secs => ${keptS})
      order by created_at limit ${limit})`;
  return gone.count;
}

/** Whether a retirement is on the chain that the chain does not call final yet, as far as the index knows. */
export async function hasConfirmedRetirements({ sql }: Db, chainId: number): Promise<boolean> {
  const rows = await sql`
    select from retirements
    where chain_id = ${chainId} and status = 'CONFIRMED'
      and block_number > (select finalized_block from chain_cursors where chain_id = ${chainId}) limit 1`;
  return rows.length > 0;
}
