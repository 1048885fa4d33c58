import type { Db } from '../src/db/client.ts';
import type { Context } from '../src/resolvers/context.ts';
import type { Credentials } from '../src/resolvers/sessions/credentials.ts';
import { loginSession } from '../src/resolvers/sessions/login-session.ts';
import { hashSecret } from '../src/resolvers/sessions/secrets.ts';
import { registerUser } from '../src/resolvers/users/register-user.ts';
import type { TestApp } from './harness.ts';

/** An account that was opened as anyone opens one. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

export async function openAccount(t: TestApp, username: string): Promise<Account> {
  const email = `${username}@example.org`;
  const password = `the long password of ${username}`;
  const { id } = await registerUser(t.nobody, { username, email, password });
  return { id, username, email, password };
}

export const signIn = (t: TestApp, { username, password }: Account, ctx: Context = t.nobody): Promise<Credentials> =>
  loginSession(ctx, { login: username, password });

/** The context of a call with this access token, as the doors make it; nobody's if the token is refused. */
export async function callWith(t: TestApp, accessToken: string): Promise<Context> {
  return { ...t.nobody, viewer: (await t.app.tokens.verify(accessToken)) ?? null };
}

/** The context of a call from this address. */
export const from = (ctx: Context, address: string): Context => ({ ...ctx, request: { ...ctx.request, address } });

/** Puts a token into the database as a mail would carry it. */
export async function plantToken(
  t: TestApp,
  userId: string,
  purpose: 'EMAIL_VERIFICATION' | 'PASSWORD_RESET',
  { secret = `planted-${Math.random()}`, ttlS = 60 } = {},
): Promise<string> {
  await t.db.sql`
    insert into one_time_tokens (token_hash, user_id, purpose, expires_at)
    values (${hashSecret(secret)}, ${userId}, ${purpose}, now() + make_interval(secs => ${ttlS}))`;
  return secret;
}

/** Waits until this many statements of this database wait for a lock. */
export async function someoneWaits(t: TestApp, least = 1): Promise<void> {
  for (;;) {
    const [row] = await t.db.sql<{ waiting: number }[]>`
      select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    if ((row?.waiting ?? 0) >= least) return;
  }
}

/**
 * Brings calls to the point where each waits for the row that is locked here, in their order, and lets them go on
 * together: a race that is run the same way every time.
 */
export async function race<T>(t: TestApp, lock: (tx: Db) => Promise<unknown>, calls: readonly (() => Promise<T>)[]) {
  const running: Promise<PromiseSettledResult<T>>[] = [];
  await t.db.transact(async (tx) => {
    await lock(tx);
    for (const call of calls) {
      running.push(Promise.allSettled([call()]).then(([outcome]) => outcome as PromiseSettledResult<T>));
      await someoneWaits(t, running.length);
    }
  });
  return Promise.all(running);
}

/** Lets every back-off of the database end now, without forgetting what was counted. */
export async function endBackoffs(t: TestApp): Promise<void> {
  await t.db.sql`update throttles set blocked_until = now() where blocked_until is not null`;
}
