import type { AttemptRow, IntentRow, IntentStatus, SignerRow } from './chain-intents.ts';
import type { Db } from './client.ts';

// The statements of the sender. Order of locks: the signer, then the intent, then what the intent's handlers lock.

/** An intent that one sender works on: nobody else does until the claim runs out. */
export interface ClaimedIntent extends IntentRow {
  readonly claim: string;
  /** The state of the one that it comes after; null if there is none. */
  readonly afterStatus: IntentStatus | null;
}

/**
 * Takes the intent that is to be sent next: those first that hold a nonce, since others wait behind them. One that comes
 * after another is due once that one is mined, or will never be.
 */
export async function claimIntent(
  { sql }: Db,
  { chainId, claimS }: { chainId: number; claimS: number },
): Promise<ClaimedIntent | undefined> {
  const [row] = await sql<ClaimedIntent[]>`
    with due as (
      select i.id, b.status as after_status
      from chain_intents i left join chain_intents b on b.id = i.after_intent_id
      where i.chain_id = ${chainId} and i.status in ('PREPARED', 'ORPHANED') and i.next_try_at <= now()
        and (i.claimed_until is null or i.claimed_until < now())
        and (b.id is null or i.nonce is not null or b.status not in ('PREPARED', 'BROADCAST', 'ORPHANED'))
      order by i.nonce nulls last, i.id limit 1 for update of i skip locked)
    update chain_intents i
    set claim = gen_random_uuid(), claimed_until = clock_timestamp() + make_interval(secs => ${claimS})
    from due where i.id = due.id
    returning i.*, due.after_status`;
  return row;
}

/** Takes this intent, if it is in one of these states and nobody works on it. */
export async function claimIntentById(
  { sql }: Db,
  { id, statuses, claimS }: { id: string; statuses: readonly IntentStatus[]; claimS: number },
): Promise<ClaimedIntent | undefined> {
  const [row] = await sql<ClaimedIntent[]>`
    update chain_intents
    set claim = gen_random_uuid(), claimed_until = clock_timestamp() + make_interval(secs => ${claimS})
    where id = ${id} and status::text = any(${statuses}::text[])
      and (claimed_until is null or claimed_until < clock_timestamp())
    returning *, null::chain_intent_status as after_status`;
  return row;
}

/** Ends a claim; says nothing if it had run out and another has it. */
export async function releaseIntent({ sql }: Db, { id, claim }: Pick<ClaimedIntent, 'id' | 'claim'>): Promise<void> {
  await sql`update chain_intents set claim = null, claimed_until = null where id = ${id} and claim = ${claim}`;
}

/**
 * Notes why an intent could not be sent, and puts it off; with `counts`, for longer each time, `anew` from the shortest on.
 * A nonce for which nothing is signed goes to others meanwhile: those behind it would all wait for it.
 */
export async function putOffIntent(
  { sql }: Db,
  wait: {
    readonly id: string;
    readonly claim: string;
    readonly waitingFor: string;
    readonly firstS: number;
    readonly mostS: number;
    readonly counts: boolean;
    readonly anew: boolean;
  },
): Promise<void> {
  const { id, claim, waitingFor, firstS, mostS, counts, anew } = wait;
  const before = anew ? sql`0` : sql`tries`;
  const unsigned = sql`i.status = 'PREPARED' and not exists (
    select from chain_attempts a where a.intent_id = i.id and a.signer = i.signer and a.nonce = i.nonce)`;
  await sql`
    update chain_intents i
    set waiting_for = ${waitingFor}, tries = ${before} + ${counts ? 1 : 0}, changed_at = clock_timestamp(),
      next_try_at = clock_timestamp() + make_interval(
        secs => least(${mostS}::float8, ${firstS}::float8 * ${counts ? sql`2 ^ least(${before}, 20)` : sql`1`})),
      signer = case when ${unsigned} then null else signer end, nonce = case when ${unsigned} then null else nonce end
    where id = ${id} and claim = ${claim}`;
}

/** Says what an intent under way waits for, without putting anything off. True if that is news. */
export async function noteWaiting({ sql }: Db, id: string, waitingFor: string | null): Promise<boolean> {
  const rows = await sql`
    update chain_intents set waiting_for = ${waitingFor}
    where id = ${id} and waiting_for is distinct from ${waitingFor} and status = 'BROADCAST' returning id`;
  return rows.length > 0;
}

export interface Slot {
  readonly chainId: number;
  readonly signer: Buffer;
  /** How many transactions of the signer are mined, and its balance in wei, as the chain said just now. */
  readonly minedNonce: bigint;
  readonly balance: bigint;
  /** How many nonces may be waiting to be mined. */
  readonly inFlight: number;
  readonly intent: Pick<ClaimedIntent, 'id' | 'claim'>;
  /** This nonce and no other. */
  readonly only?: bigint;
}

/**
 * Hands out a nonce under the signer's lock: the smallest that is not mined and that no intent holds, so that a gap is
 * filled first. `FULL` when too many wait; `LOST` when the intent is no longer the caller's to send.
 */
export async function takeNonce({ sql }: Db, slot: Slot): Promise<bigint | 'FULL' | 'LOST'> {
  const { chainId, signer, minedNonce, balance, inFlight, intent, only } = slot;
  await sql`
    insert into chain_signers (chain_id, address, next_nonce, mined_nonce, balance)
    values (${chainId}, ${signer}, ${minedNonce}, ${minedNonce}, ${balance.toString()}::numeric)
    on conflict (chain_id, address) do update
    set mined_nonce = excluded.mined_nonce, balance = excluded.balance, seen_at = clock_timestamp()`;
  const [free] = await sql<{ nonce: bigint }[]>`
    select nonce from (
      select ${only ?? minedNonce}::int8 as nonce
      union all
      select nonce + 1 from chain_intents
      where chain_id = ${chainId} and signer = ${signer} and nonce >= ${minedNonce} and ${only === undefined}) as candidates
    where not exists (
      select from chain_intents i where i.chain_id = ${chainId} and i.signer = ${signer} and i.nonce = candidates.nonce)
    order by nonce limit 1`;
  if (!free || free.nonce < minedNonce) return 'LOST';
  if (free.nonce >= minedNonce + BigInt(inFlight)) return 'FULL';
  const taken = await sql`
    update chain_intents set signer = ${signer}, nonce = ${free.nonce}, changed_at = clock_timestamp()
    where id = ${intent.id} and claim = ${intent.claim} and status = 'PREPARED' and nonce is null
      and cancel_requested_at is null
    returning id`;
  if (taken.length === 0) return 'LOST';
  await sql`
    update chain_signers set next_nonce = greatest(next_nonce, ${free.nonce} + 1)
    where chain_id = ${chainId} and address = ${signer}`;
  return free.nonce;
}

export type NewAttempt = Pick<
  AttemptRow,
  | 'intentId'
  | 'chainId'
  | 'purpose'
  | 'signer'
  | 'nonce'
  | 'hash'
  | 'raw'
  | 'gasLimit'
  | 'maxFeePerGas'
  | 'maxPriorityFeePerGas'
>;

/** Keeps what was signed. Signed twice alike, as some signers do, it is the same attempt. */
export async function insertAttempt({ sql }: Db, attempt: NewAttempt): Promise<AttemptRow> {
  const [row] = await sql<AttemptRow[]>`
    insert into chain_attempts
      (intent_id, chain_id, purpose, signer, nonce, hash, raw, gas_limit, max_fee_per_gas, max_priority_fee_per_gas)
    values (${attempt.intentId}, ${attempt.chainId}, ${attempt.purpose}, ${attempt.signer}, ${attempt.nonce},
            ${attempt.hash}, ${attempt.raw}, ${attempt.gasLimit}, ${attempt.maxFeePerGas.toString()}::numeric,
            ${attempt.maxPriorityFeePerGas.toString()}::numeric)
    on conflict (chain_id, hash) do update set intent_id = excluded.intent_id
    returning *`;
  return row as AttemptRow;
}

/** Notes that an attempt was given to the chain, and what came back. */
export async function noteSend({ sql }: Db, id: string, answer: string): Promise<void> {
  await sql`
    update chain_attempts set sends = sends + 1, sent_at = clock_timestamp(), answer = ${answer} where id = ${id}`;
}

/** What was signed for an intent with the nonce that it has now, the newest first. */
export async function selectAttempts(
  { sql }: Db,
  { id, signer, nonce }: Pick<IntentRow, 'id' | 'signer' | 'nonce'>,
): Promise<AttemptRow[]> {
  if (signer === null || nonce === null) return [];
  return await sql<AttemptRow[]>`
    select * from chain_attempts
    where intent_id = ${id} and signer = ${signer} and nonce = ${nonce} order by id desc`;
}

/** An intent that the chain may have something to say about, with what was signed for it. */
export interface WatchedIntent extends IntentRow {
  readonly attempts: readonly AttemptRow[];
}

/** Those under way or not final, in the order of their ids: `limit` of them after `after`. */
export async function selectWatched(
  db: Db,
  { chainId, after, limit }: { chainId: number; after: string | undefined; limit: number },
): Promise<WatchedIntent[]> {
  const { sql } = db;
  const intents = await sql<IntentRow[]>`
    select * from chain_intents
    where chain_id = ${chainId} and status in ('BROADCAST', 'MINED') ${after ? sql`and id > ${after}` : sql``}
    order by id limit ${limit}`;
  const attempts = await sql<AttemptRow[]>`
    select a.* from chain_attempts a join chain_intents i on i.id = a.intent_id
    where i.id = any(${intents.map(({ id }) => id)}::uuid[]) and a.signer = i.signer and a.nonce = i.nonce
    order by a.id desc`;
  const byIntent = Map.groupBy(attempts, ({ intentId }) => intentId);
  return intents.map((intent) => ({ ...intent, attempts: byIntent.get(intent.id) ?? [] }));
}

export async function selectSigners({ sql }: Db, chainId: number): Promise<SignerRow[]> {
  return await sql<SignerRow[]>`select * from chain_signers where chain_id = ${chainId} order by address`;
}

/**
 * Notes what the chain says of a signer, and whether later transactions wait behind a nonce that nobody holds. Gives
 * since when they do.
 */
export async function noteSigner(
  { sql }: Db,
  seen: Pick<SignerRow, 'chainId' | 'address' | 'minedNonce' | 'balance'>,
): Promise<Date | null> {
  const { chainId, address, minedNonce, balance } = seen;
  const [row] = await sql<{ gapSince: Date | null }[]>`
    update chain_signers s
    set mined_nonce = ${minedNonce}, balance = ${balance.toString()}::numeric, seen_at = clock_timestamp(),
      gap_since = case when not exists (
          select from chain_intents i
          where i.chain_id = s.chain_id and i.signer = s.address and i.nonce = ${minedNonce})
        and exists (
          select from chain_intents i
          where i.chain_id = s.chain_id and i.signer = s.address and i.nonce > ${minedNonce}
            and i.status in ('PREPARED', 'BROADCAST', 'ORPHANED'))
        then coalesce(gap_since, clock_timestamp()) end
    where chain_id = ${chainId} and address = ${address}
    returning gap_since`;
  return row?.gapSince ?? null;
}

/** A log of the index that is still part of the chain: where this event with these topics was emitted. */
export interface FoundLog {
  readonly topics: readonly Buffer[];
  readonly data: Buffer;
  readonly txHash: Buffer;
  readonly blockNumber: bigint;
  readonly blockHash: Buffer;
}

/** Logs of the index by emitter and topics (null stands for anything), the newest first. */
export async function selectLogsByTopics(
  { sql }: Db,
  wanted: { chainId: number; address: Buffer; topics: readonly (Buffer | null)[]; limit: number },
): Promise<FoundLog[]> {
  const { chainId, address, topics, limit } = wanted;
  const conditions = topics.flatMap((topic, i) => (topic ? [sql`and topics[${i + 1}::int] = ${topic}`] : []));
  return await sql<FoundLog[]>`
    select topics, data, tx_hash, block_number, block_hash from chain_logs
    where chain_id = ${chainId} and address = ${address} and orphaned_at is null ${conditions}
    order by block_number desc, log_index desc limit ${limit}`;
}
