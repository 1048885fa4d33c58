import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { bytes, createdAt, instant, table } from './columns.ts';
import { users } from './users.ts';

/** The authenticator of a user (RFC 6238). Its secret is wrapped by the master keys that wrap those of documents. */
export const secondFactors = table(
  'second_factors',
  {
    userId: uuid()
      .primaryKey()
      .references(() => users.id),
    masterKeyId: text().notNull(),
    wrappedKey: bytes().notNull(),
    createdAt: createdAt(),
    /** Null until a first code has shown that the authenticator has the secret. */
    enabledAt: instant(),
    /** The step of 30 s of the newest code that was taken: none of it or of one before is taken again. */
    lastStep: bigint({ mode: 'number' }),
  },
  (t) => [check('second_factors_step', sql`${t.enabledAt} is null or ${t.lastStep} is not null`)],
);

/** What replaces a lost authenticator, each once. */
export const recoveryCodes = table(
  'recovery_codes',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id),
    /** SHA-256. */
    codeHash: bytes().notNull(),
    createdAt: createdAt(),
    usedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.codeHash] })],
);

/** A sign-in whose first proof was right, and that waits for the second. */
export const loginChallenges = table(
  'login_challenges',
  {
    /** SHA-256. */
    tokenHash: bytes().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
    expiresAt: instant().notNull(),
    attempts: integer().notNull().default(0),
    usedAt: instant(),
  },
  (t) => [index('login_challenges_user').on(t.userId), index('login_challenges_expiry').on(t.expiresAt)],
);

export type SecondFactorRow = typeof secondFactors.$inferSelect;

export async function selectSecondFactor({ sql }: Db, userId: string): Promise<SecondFactorRow | undefined> {
  const [row] = await sql<SecondFactorRow[]>`
    select user_id, master_key_id, wrapped_key, created_at, enabled_at, last_step::float8 as last_step
    from second_factors where user_id = ${userId}`;
  return row;
}

export async function hasSecondFactor({ sql }: Db, userId: string): Promise<boolean> {
  return (await sql`select 1 from second_factors where user_id = ${userId} and enabled_at is not null`).length > 0;
}

/** Whether the user has a second factor, and whether this session has proven it within the last `withinS` seconds. */
export async function selectFactorState(
  { sql }: Db,
  { userId, sessionId, withinS }: { userId: string; sessionId: string; withinS: number },
): Promise<{ readonly enabled: boolean; readonly recent: boolean }> {
  const [row] = await sql<{ recent: boolean }[]>`
    select coalesce(s.factor_at > now() - make_interval(secs => ${withinS}), false) as recent
    from second_factors f left join sessions s on s.id = ${sessionId} and s.user_id = f.user_id
    where f.user_id = ${userId} and f.enabled_at is not null`;
  return { enabled: row !== undefined, recent: row?.recent ?? false };
}

/** Keeps a secret that was given out and not used yet, in place of one before; false where one is in use. */
export async function putPreparedFactor(
  { sql }: Db,
  { userId, masterKeyId, wrappedKey }: Pick<SecondFactorRow, 'userId' | 'masterKeyId' | 'wrappedKey'>,
): Promise<boolean> {
  const put = await sql`
    insert into second_factors as f (user_id, master_key_id, wrapped_key)
    values (${userId}, ${masterKeyId}, ${wrappedKey})
    on conflict (user_id) do update
      set master_key_id = excluded.master_key_id, wrapped_key = excluded.wrapped_key, created_at = now()
      where f.enabled_at is null
    returning 1`;
  return put.length === 1;
}

/** Takes the secret into use by its first code; false if it is another by now, is in use, or was prepared too long ago. */
export async function enableFactor(
  { sql }: Db,
  { userId, wrappedKey, step, withinS }: { userId: string; wrappedKey: Buffer; step: number; withinS: number },
): Promise<boolean> {
  const enabled = await sql`
    update second_factors set enabled_at = now(), last_step = ${step}
    where user_id = ${userId} and enabled_at is null and wrapped_key = ${wrappedKey}
      and created_at > now() - make_interval(secs => ${withinS})
    returning 1`;
  return enabled.length === 1;
}

/** Takes the code of a step, once; false if it, or one after it, was taken before. */
export async function takeStep({ sql }: Db, { userId, wrappedKey, step }: TakenStep): Promise<boolean> {
  const taken = await sql`
    update second_factors set last_step = ${step}
    where user_id = ${userId} and enabled_at is not null and wrapped_key = ${wrappedKey} and last_step < ${step}
    returning 1`;
  return taken.length === 1;
}

export interface TakenStep {
  readonly userId: string;
  readonly wrappedKey: Buffer;
  readonly step: number;
}

/** Removes the second factor and its recovery codes; false if there was none in use. */
export async function deleteSecondFactor({ sql }: Db, userId: string): Promise<boolean> {
  await sql`delete from recovery_codes where user_id = ${userId}`;
  const gone = await sql<{ enabled: boolean }[]>`
    delete from second_factors where user_id = ${userId} returning enabled_at is not null as enabled`;
  return gone[0]?.enabled ?? false;
}

/** Puts new codes in the place of all before. */
export async function replaceRecoveryCodes({ sql }: Db, userId: string, hashes: readonly Buffer[]): Promise<void> {
  await sql`delete from recovery_codes where user_id = ${userId}`;
  await sql`
    insert into recovery_codes (user_id, code_hash)
    select ${userId}, decode(hash, 'hex')
    from unnest(${hashes.map((hash) => hash.toString('hex'))}::text[]) as new (hash)`;
}

/** Uses a code up; false if it is none or was used before. */
export async function takeRecoveryCode({ sql }: Db, userId: string, codeHash: Buffer): Promise<boolean> {
  const taken = await sql`
    update recovery_codes set used_at = now()
    where user_id = ${userId} and code_hash = ${codeHash} and used_at is null returning 1`;
  return taken.length === 1;
}

export async function countRecoveryCodes({ sql }: Db, userId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from recovery_codes where user_id = ${userId} and used_at is null`;
  return row?.count ?? 0;
}

/** Notes that this session has proven the second factor now. */
export async function updateFactorProven({ sql }: Db, sessionId: string): Promise<void> {
  await sql`update sessions set factor_at = now() where id = ${sessionId}`;
}

export async function insertChallenge(
  { sql }: Db,
  challenge: { tokenHash: Buffer; userId: string; ttlS: number },
): Promise<{ expiresAt: Date }> {
  const [row] = await sql<{ expiresAt: Date }[]>`
    insert into login_challenges (token_hash, user_id, expires_at)
    values (${challenge.tokenHash}, ${challenge.userId}, now() + make_interval(secs => ${challenge.ttlS}))
    returning expires_at`;
  return row as { expiresAt: Date };
}

/**
 * Counts an attempt at a challenge before it is made and gives whose it is; undefined if it is none, is over, or had as many
 * attempts as it may.
 */
export async function tryChallenge({ sql }: Db, tokenHash: Buffer, most: number): Promise<string | undefined> {
  const [row] = await sql<{ userId: string }[]>`
    update login_challenges set attempts = attempts + 1
    where token_hash = ${tokenHash} and used_at is null and expires_at > now() and attempts < ${most}
    returning user_id`;
  return row?.userId;
}

/** Uses a challenge up; false if it is over. */
export async function takeChallenge({ sql }: Db, tokenHash: Buffer): Promise<boolean> {
  const taken = await sql`
    update login_challenges set used_at = now()
    where token_hash = ${tokenHash} and used_at is null and expires_at > now() returning 1`;
  return taken.length === 1;
}

/** Ends the sign-ins of a user that wait for a code: their first proof may not hold any more. */
export async function endChallenges({ sql }: Db, userId: string): Promise<void> {
  await sql`update login_challenges set used_at = now() where user_id = ${userId} and used_at is null`;
}

export async function deleteOldChallenges({ sql }: Db, limit: number): Promise<number> {
  const gone = await sql`
    delete from login_challenges where token_hash in (
      select token_hash from login_challenges where expires_at < now() order by expires_at limit ${limit})`;
  return gone.count;
}

/** Those whose secret is wrapped by another master key than this, by user after `after`. */
export async function selectFactorsToRewrap(
  { sql }: Db,
  { masterKeyId, after, limit }: { masterKeyId: string; after: string | undefined; limit: number },
): Promise<Pick<SecondFactorRow, 'userId' | 'masterKeyId' | 'wrappedKey'>[]> {
  return await sql<Pick<SecondFactorRow, 'userId' | 'masterKeyId' | 'wrappedKey'>[]>`
    select user_id, master_key_id, wrapped_key from second_factors
    where master_key_id <> ${masterKeyId} ${after === undefined ? sql`` : sql`and user_id > ${after}`}
    order by user_id limit ${limit}`;
}

/** Replaces the wrapping of a secret; false if it is another by now. */
export async function rewrapFactor(
  { sql }: Db,
  { userId, from, masterKeyId, wrappedKey }: Omit<TakenStep, 'step'> & { from: Buffer; masterKeyId: string },
): Promise<boolean> {
  const done = await sql`
    update second_factors set master_key_id = ${masterKeyId}, wrapped_key = ${wrappedKey}
    where user_id = ${userId} and wrapped_key = ${from} returning 1`;
  return done.length === 1;
}
