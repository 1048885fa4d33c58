import { and, eq, inArray, sql } from 'drizzle-orm';
import { index, inet, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { bytes, createdAt, id, instant, table } from './columns.ts';
import { users } from './users.ts';

export const tokenPurpose = pgEnum('token_purpose', ['EMAIL_VERIFICATION', 'PASSWORD_RESET']);
export type TokenPurpose = (typeof tokenPurpose.enumValues)[number];

/** A sign-in on one device. Its refresh tokens form one family: one is current, the others are used up. */
export const sessions = table(
  'sessions',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    address: inet(),
    userAgent: text(),
    createdAt: createdAt(),
    lastUsedAt: createdAt(),
    expiresAt: instant().notNull(),
    endedAt: instant(),
    endReason: text(),
    /** When it last proved the second factor of its user; null if never. */
    factorAt: instant(),
  },
  (t) => [
    index('sessions_open')
      .on(t.userId, t.lastUsedAt)
      .where(sql`${t.endedAt} is null`),
    index('sessions_ended')
      .on(t.endedAt)
      .where(sql`${t.endedAt} is not null`),
    index('sessions_expiry').on(t.expiresAt),
    index('sessions_user').on(t.userId),
  ],
);

export const refreshTokens = table(
  'refresh_tokens',
  {
    tokenHash: bytes().primaryKey(),
    sessionId: uuid()
      .notNull()
      .references(() => sessions.id),
    createdAt: createdAt(),
    usedAt: instant(),
  },
  (t) => [index('refresh_tokens_session').on(t.sessionId)],
);

export const oneTimeTokens = table(
  'one_time_tokens',
  {
    tokenHash: bytes().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    purpose: tokenPurpose().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [index('one_time_tokens_user').on(t.userId, t.purpose), index('one_time_tokens_expiry').on(t.expiresAt)],
);

export type SessionRow = typeof sessions.$inferSelect;

/** Why a session ended. */
export type EndReason =
  | 'LOGGED_OUT'
  | 'REVOKED'
  | 'REFRESH_TOKEN_REUSED'
  | 'PASSWORD_CHANGED'
  | 'PASSWORD_RESET'
  | 'TOO_MANY';

export interface LoginRow {
  readonly id: string;
  readonly passwordHash: string;
  /** Whether the user has signed in from this address before, and lately enough that the session is still kept. */
  readonly knownAddress: boolean;
}

/** The account that a login names, by its e-mail address if there is an @ in it. */
export async function selectLogin({ sql }: Db, login: string, address: string | null): Promise<LoginRow | undefined> {
  const column = login.includes('@') ? sql`email` : sql`username`;
  const [row] = await sql<LoginRow[]>`
    select u.id, u.password_hash,
           exists (select from sessions s where s.user_id = u.id and s.address = ${address}::inet) as known_address
    from users u where lower(${column}) = lower(${login})`;
  return row;
}

export async function insertSession(
  { sql }: Db,
  session: {
    id: string;
    userId: string;
    address: string | null;
    userAgent: string;
    ttlS: number;
    withFactor?: boolean;
  },
): Promise<{ expiresAt: Date }> {
  const [row] = await sql<{ expiresAt: Date }[]>`
    insert into sessions (id, user_id, address, user_agent, expires_at, factor_at)
    values (${session.id}, ${session.userId}, ${session.address}, ${session.userAgent},
            now() + make_interval(secs => ${session.ttlS}), case when ${session.withFactor ?? false} then now() end)
    returning expires_at`;
  return row as { expiresAt: Date };
}

/**
 * Whether the user has signed in with this program from this address before, as far as sessions are kept; the first
 * session of all is no surprise either.
 */
export async function isKnownPlace(
  { sql }: Db,
  { userId, address, userAgent }: { userId: string; address: string | null; userAgent: string },
): Promise<boolean> {
  const [row] = await sql<{ known: boolean }[]>`
    select coalesce(bool_or(address is not distinct from ${address}::inet and user_agent = ${userAgent}), true) as known
    from sessions where user_id = ${userId}`;
  return row?.known ?? true;
}

export async function insertRefreshToken({ sql }: Db, tokenHash: Buffer, sessionId: string): Promise<void> {
  await sql`insert into refresh_tokens (token_hash, session_id) values (${tokenHash}, ${sessionId})`;
}

export interface LockedRefreshToken {
  readonly sessionId: string;
  readonly userId: string;
  readonly used: boolean;
  /** Whether its session goes on: neither ended nor expired. */
  readonly open: boolean;
}

/** The refresh token with this hash. Its session is locked: of two uses at once, the second sees the first. */
export async function lockRefreshToken({ sql }: Db, tokenHash: Buffer): Promise<LockedRefreshToken | undefined> {
  const [session] = await sql<{ id: string; userId: string; open: boolean }[]>`
    select id, user_id, ended_at is null and expires_at > now() as open from sessions
    where id = (select session_id from refresh_tokens where token_hash = ${tokenHash})
    for no key update`;
  if (!session) return undefined;
  // Read after the lock was got, since the transaction before may have used it up.
  const [token] = await sql<{ used: boolean }[]>`
    select used_at is not null as used from refresh_tokens where token_hash = ${tokenHash}`;
  return { sessionId: session.id, userId: session.userId, used: token?.used ?? true, open: session.open };
}

/** Uses up one refresh token, puts the next in its place and gives the session its full time again. */
export async function rotateRefreshToken(
  { sql }: Db,
  { sessionId, from, to, ttlS }: { sessionId: string; from: Buffer; to: Buffer; ttlS: number },
): Promise<{ expiresAt: Date }> {
  const [, , [row]] = await Promise.all([
    sql`update refresh_tokens set used_at = now() where token_hash = ${from}`,
    sql`insert into refresh_tokens (token_hash, session_id) values (${to}, ${sessionId})`,
    sql<{ expiresAt: Date }[]>`
      update sessions set last_used_at = now(), expires_at = now() + make_interval(secs => ${ttlS})
      where id = ${sessionId} returning expires_at`,
  ]);
  return row as { expiresAt: Date };
}

/** Ends open sessions of a user: `only` one, or all `but` one, for which the user must be locked. Gives those it ended. */
export async function endSessions(
  { sql }: Db,
  { userId, only, but, reason }: { userId: string; only?: string; but?: string; reason: EndReason },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update sessions set ended_at = now(), end_reason = ${reason}
    where user_id = ${userId} and ended_at is null
      ${only === undefined ? sql`` : sql`and id = ${only}`}
      ${but === undefined ? sql`` : sql`and id <> ${but}`}
    returning id`;
  return rows.map((row) => row.id);
}

/** Ends the open sessions of a user, who must be locked, beyond the `keep` that were used last. */
export async function endOldestSessions({ sql }: Db, userId: string, keep: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update sessions set ended_at = now(), end_reason = ${'TOO_MANY' satisfies EndReason}
    where id in (
      select id from sessions where user_id = ${userId} and ended_at is null
      order by last_used_at desc, id desc offset ${keep})
    returning id`;
  return rows.map((row) => row.id);
}

/** The user's open sessions, newest first, `limit` of them before the session `before`. */
export async function selectOpenSessions(
  { sql }: Db,
  { userId, before, limit }: { userId: string; before: string | undefined; limit: number },
): Promise<SessionRow[]> {
  return await sql<SessionRow[]>`
    select * from sessions
    where user_id = ${userId} and ended_at is null and expires_at > now()
      ${before === undefined ? sql`` : sql`and id < ${before}`}
    order by id desc limit ${limit}`;
}

/** The sessions of this user among these ids, open or not. */
export async function selectSessions(
  { orm }: Db,
  { userId, ids }: { userId: string; ids: readonly string[] },
): Promise<SessionRow[]> {
  return orm
    .select()
    .from(sessions)
    .where(and(inArray(sessions.id, [...ids]), eq(sessions.userId, userId)));
}

/** The sessions that were ended within the last `withinS` seconds. */
export async function selectEndedSessions({ sql }: Db, withinS: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from sessions where ended_at > now() - make_interval(secs => ${withinS})`;
  return rows.map((row) => row.id);
}

export async function insertOneTimeToken(
  { sql }: Db,
  token: { tokenHash: Buffer; userId: string; purpose: TokenPurpose; ttlS: number },
): Promise<void> {
  await sql`
    insert into one_time_tokens (token_hash, user_id, purpose, expires_at)
    values (${token.tokenHash}, ${token.userId}, ${token.purpose}, now() + make_interval(secs => ${token.ttlS}))`;
}

/** Whose token it is, if it can still be used. */
export async function selectOneTimeToken(
  { sql }: Db,
  tokenHash: Buffer,
  purpose: TokenPurpose,
): Promise<string | undefined> {
  const [row] = await sql<{ userId: string }[]>`
    select user_id from one_time_tokens
    where token_hash = ${tokenHash} and purpose = ${purpose} and used_at is null and expires_at > now()`;
  return row?.userId;
}

/**
 * Uses the token up, and with it the user's others of the same purpose. Undefined if it cannot be used (any more). The
 * user must be locked, or two tokens of one user could wait for each other.
 */
export async function takeOneTimeToken(
  { sql }: Db,
  tokenHash: Buffer,
  purpose: TokenPurpose,
): Promise<string | undefined> {
  const [taken] = await sql<{ userId: string }[]>`
    update one_time_tokens set used_at = now()
    where token_hash = ${tokenHash} and purpose = ${purpose} and used_at is null and expires_at > now()
    returning user_id`;
  if (taken) {
    await sql`
      update one_time_tokens set used_at = now()
      where user_id = ${taken.userId} and purpose = ${purpose} and used_at is null`;
  }
  return taken?.userId;
}

/**
 * Deletes sessions that are over since `keptS` seconds, their refresh tokens before them, and one-time tokens that have
 * expired; gives how many rows, at most `limit` of each kind a call.
 */
export async function deleteOldSessions(
  { sql }: Db,
  { keptS, limit }: { keptS: number; limit: number },
): Promise<number> {
  const over = sql`s.expires_at < now() - make_interval(secs => ${keptS})`;
  const refreshed = await sql`
    delete from refresh_tokens where token_hash in (
      select r.token_hash from sessions s join refresh_tokens r on r.session_id = s.id
      where ${over} order by s.expires_at limit ${limit})`;
  const sessions = await sql`
    delete from sessions where id in (
      select s.id from sessions s
      where ${over} and not exists (select from refresh_tokens r where r.session_id = s.id)
      order by s.expires_at limit ${limit})`;
  const tokens = await sql`
    delete from one_time_tokens where token_hash in (
      select token_hash from one_time_tokens where expires_at < now() order by expires_at limit ${limit})`;
  return refreshed.count + sessions.count + tokens.count;
}
