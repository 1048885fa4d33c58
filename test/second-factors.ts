import { selectSecondFactor } from '../src/db/second-factors.ts';
import type { Context } from '../src/resolvers/context.ts';
import { enableSecondFactor } from '../src/resolvers/second-factors/enable-second-factor.ts';
import { openSeed } from '../src/resolvers/second-factors/factor.ts';
import { prepareSecondFactor } from '../src/resolvers/second-factors/prepare-second-factor.ts';
import { codeAt } from '../src/resolvers/second-factors/rules.ts';
import { type Account, callWith, openAccount, signIn } from './accounts.ts';
import type { TestApp } from './harness.ts';

/** What the user's authenticator shows so many steps of 30 s from now. */
export async function codeOf(t: TestApp, { id }: Pick<Account, 'id'>, steps = 0): Promise<string> {
  const row = await selectSecondFactor(t.db, id);
  if (!row) throw new Error('there is no authenticator');
  return codeAt(await openSeed(t.app, row), new Date(Date.now() + steps * 30_000));
}

/** Lets the codes of now be taken again, as those of later would be. */
export async function forgetSteps(t: TestApp, { id }: Pick<Account, 'id'>): Promise<void> {
  await t.db.sql`update second_factors set last_step = 0 where user_id = ${id} and enabled_at is not null`;
}

/** A code that is sure not to be the one shown now, nor near to it. */
export async function wrongCode(t: TestApp, account: Pick<Account, 'id'>): Promise<string> {
  const near = await Promise.all([-2, -1, 0, 1, 2].map((steps) => codeOf(t, account, steps)));
  return ['111111', '222222', '333333', '444444', '555555', '666666'].find((code) => !near.includes(code)) ?? '777777';
}

/** An account with a second factor, the session in which it was enabled, and its recovery codes. */
export async function openGuarded(
  t: TestApp,
  username: string,
): Promise<Account & { readonly ctx: Context; readonly recoveryCodes: readonly string[] }> {
  const account = await openAccount(t, username);
  const ctx = await callWith(t, (await signIn(t, account)).accessToken);
  await prepareSecondFactor(ctx);
  const { recoveryCodes } = await enableSecondFactor(ctx, {
    password: account.password,
    code: await codeOf(t, account),
  });
  await forgetSteps(t, account);
  return { ...account, ctx, recoveryCodes };
}
