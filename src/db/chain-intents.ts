import { eq, sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, pgEnum, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { amount, bytes, createdAt, id, instant, table } from './columns.ts';
import { newestOf } from './keyset.ts';
import { users } from './users.ts';

/** What the platform sends. NONCE_FILL moves nothing: it takes a nonce that others wait behind. */
export const chainIntentKind = pgEnum('chain_intent_kind', [
  'ACCOUNT_REGISTER_USER',
  'ACCOUNT_LINK_WALLET',
  'ACCOUNT_UNLINK_WALLET',
  'ACCOUNT_CREDIT_CARBON',
  'PROJECT_RECORD',
  'CREDITS_MINT',
  'PAYMENT_CONFIRM',
  'PAYMENT_CONVERT',
  'PRICE_SET',
  'CUSTODY_PAY_OUT',
  'CUSTODY_RETIRE',
  'PROOF_ANCHOR',
  'NONCE_FILL',
]);
export type IntentKind = (typeof chainIntentKind.enumValues)[number];

export const chainIntentStatus = pgEnum('chain_intent_status', [
  'PREPARED',
  'BROADCAST',
  'MINED',
  'FINALIZED',
  'DROPPED',
  'REPLACED',
  'FAILED',
  'ORPHANED',
]);
export type IntentStatus = (typeof chainIntentStatus.enumValues)[number];

/**
 * A transaction that the platform wants on the chain, written with what causes it. One reference of a kind is one
 * intent. The nonce belongs to the intent from the moment that it is handed out: whatever is signed for the intent is
 * signed with it, so of all attempts the chain takes at most one. It gets another nonce only when another transaction
 * has used this one up for good.
 */
export const chainIntents = table(
  'chain_intents',
  {
    id: id(),
    chainId: integer().notNull(),
    kind: chainIntentKind().notNull(),
    reference: text().notNull(),
    /** As the kind's shape writes them: integers as decimal text, bytes and addresses as lower-case hex. */
    args: jsonb().notNull(),
    status: chainIntentStatus().notNull().default('PREPARED'),
    /** Whom it is about: that user sees it. */
    userId: uuid().references(() => users.id),
    createdBy: uuid().references(() => users.id),
    afterIntentId: uuid(),
    signer: bytes(),
    nonce: bigint({ mode: 'bigint' }),
    /** The transaction that carried it out (or used its nonce up), and where it was mined. */
    txHash: bytes(),
    blockNumber: bigint({ mode: 'bigint' }),
    blockHash: bytes(),
    errorCode: text(),
    errorText: text(),
    /** An empty transaction is to take its place: by whose wish, or because it can no longer succeed. */
    cancelRequestedAt: instant(),
    /** How often it was tried in vain since it last went on, why the last time, and when it is tried again. */
    tries: integer().notNull().default(0),
    waitingFor: text(),
    nextTryAt: createdAt(),
    /** Who works on it, and until when nobody else does. A process that dies leaves both to run out. */
    claim: uuid(),
    claimedUntil: instant(),
    createdAt: createdAt(),
    changedAt: createdAt(),
  },
  (t) => [
    uniqueIndex('chain_intents_reference').on(t.chainId, t.kind, t.reference),
    uniqueIndex('chain_intents_nonce')
      .on(t.chainId, t.signer, t.nonce)
      .where(sql`${t.nonce} is not null`),
    index('chain_intents_open')
      .on(t.chainId, t.status, t.nextTryAt)
      .where(sql`${t.status} in ('PREPARED', 'BROADCAST', 'MINED', 'ORPHANED')`),
    index('chain_intents_after')
      .on(t.afterIntentId)
      .where(sql`${t.afterIntentId} is not null`),
    index('chain_intents_user').on(t.userId, t.id),
    index('chain_intents_status').on(t.status, t.id),
    check('chain_intents_slot', sql`(${t.signer} is null) = (${t.nonce} is null)`),
    check(
      'chain_intents_mined',
      sql`(${t.blockNumber} is null) = (${t.blockHash} is null)
          and (${t.status} not in ('MINED', 'FINALIZED') or (${t.txHash} is not null and ${t.blockNumber} is not null))`,
    ),
    check('chain_intents_reason', sql`${t.status} <> 'FAILED' or ${t.errorCode} is not null`),
    check('chain_intents_not_after_itself', sql`${t.afterIntentId} <> ${t.id}`),
  ],
);

export type IntentRow = typeof chainIntents.$inferSelect;

/** What an attempt does: SEND carries the intent out, CANCEL takes its place and moves nothing. */
export const chainAttemptPurpose = pgEnum('chain_attempt_purpose', ['SEND', 'CANCEL']);
export type AttemptPurpose = (typeof chainAttemptPurpose.enumValues)[number];

/** A signed transaction, stored before anybody else gets it: after a crash the same bytes are sent again. */
export const chainAttempts = table(
  'chain_attempts',
  {
    id: id(),
    intentId: uuid()
      .notNull()
      .references(() => chainIntents.id),
    chainId: integer().notNull(),
    purpose: chainAttemptPurpose().notNull(),
    signer: bytes().notNull(),
    nonce: bigint({ mode: 'bigint' }).notNull(),
    hash: bytes().notNull(),
    raw: bytes().notNull(),
    gasLimit: bigint({ mode: 'bigint' }).notNull(),
    maxFeePerGas: amount().notNull(),
    maxPriorityFeePerGas: amount().notNull(),
    createdAt: createdAt(),
    /** When it was last given to the RPC, how often, and what came back. */
    sentAt: instant(),
    sends: integer().notNull().default(0),
    answer: text(),
  },
  (t) => [
    uniqueIndex('chain_attempts_hash').on(t.chainId, t.hash),
    index('chain_attempts_intent').on(t.intentId, t.id),
  ],
);

export type AttemptRow = typeof chainAttempts.$inferSelect;

/** An address that signs for the platform. Its row is the lock under which nonces are handed out. */
export const chainSigners = table(
  'chain_signers',
  {
    chainId: integer().notNull(),
    address: bytes().notNull(),
    /** One more than the greatest nonce that was handed out. */
    nextNonce: bigint({ mode: 'bigint' }).notNull(),
    /** What the chain said last: how many of its transactions were mined, and what it has to pay with. */
    minedNonce: bigint({ mode: 'bigint' }).notNull(),
    balance: amount().notNull(),
    /** Since when the next nonce is one that nobody holds, while later ones wait behind it. */
    gapSince: instant(),
    seenAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.address] })],
);

export type SignerRow = typeof chainSigners.$inferSelect;

export type NewIntentRow = Pick<
  IntentRow,
  'chainId' | 'kind' | 'reference' | 'userId' | 'createdBy' | 'afterIntentId'
> & { readonly args: Readonly<Record<string, string | number>> };

/** Writes an intent unless its reference is taken; undefined if it is. Waits for whoever is writing the same one. */
export async function insertIntent({ sql }: Db, intent: NewIntentRow): Promise<IntentRow | undefined> {
  const [row] = await sql<IntentRow[]>`
    insert into chain_intents (chain_id, kind, reference, args, user_id, created_by, after_intent_id)
    values (${intent.chainId}, ${intent.kind}, ${intent.reference}, ${sql.json(intent.args)}, ${intent.userId},
            ${intent.createdBy}, ${intent.afterIntentId})
    on conflict (chain_id, kind, reference) do nothing
    returning *`;
  return row;
}

export async function selectIntentByReference(
  { sql }: Db,
  { chainId, kind, reference }: Pick<IntentRow, 'chainId' | 'kind' | 'reference'>,
): Promise<IntentRow | undefined> {
  const [row] = await sql<IntentRow[]>`
    select * from chain_intents where chain_id = ${chainId} and kind = ${kind} and reference = ${reference}`;
  return row;
}

export async function selectIntentsById({ sql }: Db, ids: readonly string[]): Promise<IntentRow[]> {
  return await sql<IntentRow[]>`select * from chain_intents where id = any(${ids}::uuid[])`;
}

/** Locks an intent. Taken before anything that its handlers lock (withdrawals, then accounts), by everyone. */
export async function lockIntent({ sql }: Db, id: string): Promise<IntentRow | undefined> {
  const [row] = await sql<IntentRow[]>`select * from chain_intents where id = ${id} for update`;
  return row;
}

/** What a step of the state machine changes besides the status. */
export type IntentPatch = Partial<
  Pick<
    IntentRow,
    | 'signer'
    | 'nonce'
    | 'txHash'
    | 'blockNumber'
    | 'blockHash'
    | 'errorCode'
    | 'errorText'
    | 'cancelRequestedAt'
    | 'tries'
    | 'waitingFor'
    | 'nextTryAt'
  >
>;

export async function updateIntent(
  { orm }: Db,
  id: string,
  change: IntentPatch & { readonly status?: IntentStatus },
): Promise<IntentRow> {
  const [row] = await orm
    .update(chainIntents)
    .set({ ...change, changedAt: sql`clock_timestamp()` })
    .where(eq(chainIntents.id, id))
    .returning();
  return row as IntentRow;
}

export interface IntentWanted {
  /** Only those about this user. */
  readonly userId?: string | undefined;
  readonly kinds?: readonly IntentKind[] | undefined;
  readonly statuses?: readonly IntentStatus[] | undefined;
  readonly reference?: string | undefined;
  /** The last one of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function selectIntents({ sql }: Db, wanted: IntentWanted): Promise<IntentRow[]> {
  const { userId, kinds, statuses, reference, after, limit } = wanted;
  const order = userId
    ? newestOf(sql, 'user_id', sql`${userId}::uuid`, after)
    : sql`${after ? sql`id < ${after}` : sql`true`} order by id desc`;
  return await sql<IntentRow[]>`
    select * from chain_intents
    where true
      ${kinds ? sql`and kind::text = any(${kinds}::text[])` : sql``}
      ${statuses ? sql`and status::text = any(${statuses}::text[])` : sql``}
      ${reference === undefined ? sql`` : sql`and reference = ${reference}`}
      and ${order}
    limit ${limit}`;
}

/** What was signed for these intents, the newest first of each. */
export async function selectAttemptsOf({ sql }: Db, intentIds: readonly string[]): Promise<AttemptRow[]> {
  return await sql<AttemptRow[]>`
    select * from chain_attempts where intent_id = any(${intentIds}::uuid[]) order by intent_id, id desc`;
}

/** How the sending does: how many intents are in each state, and what is under way for longest. */
export interface IntentCounts {
  /** Those that are not final, and those that failed of the last day: what is over for longer is never counted again. */
  readonly counts: Readonly<Partial<Record<IntentStatus, number>>>;
  /** Seconds since the oldest one that is neither mined nor given up was written; 0 if there is none. */
  readonly oldestS: number;
  readonly oldestKind: IntentKind | null;
}

export async function selectIntentCounts({ sql }: Db, chainId: number): Promise<IntentCounts> {
  const [[counted], [oldest]] = await Promise.all([
    sql<{ counts: Record<string, number> | null }[]>`
      select jsonb_object_agg(status, number) as counts from (
        select status, count(*) as number from chain_intents
        where chain_id = ${chainId} and status in ('PREPARED', 'BROADCAST', 'MINED', 'ORPHANED') group by status
        union all
        select 'FAILED', count(*) from chain_intents
        where chain_id = ${chainId} and status = 'FAILED' and id > uuidv7(interval '-1 day')) as by_status`,
    sql<{ oldestS: number; kind: IntentKind }[]>`
      select extract(epoch from clock_timestamp() - created_at)::float8 as oldest_s, kind
      from chain_intents
      where chain_id = ${chainId} and status in ('PREPARED', 'BROADCAST', 'ORPHANED') order by id limit 1`,
  ]);
  return { counts: counted?.counts ?? {}, oldestS: oldest?.oldestS ?? 0, oldestKind: oldest?.kind ?? null };
}
