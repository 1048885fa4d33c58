import { id as keccakOf } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedForChain, walletOf } from '../../../test/addresses.ts';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { later, openDesk } from '../../../test/intents.ts';
import { passSend } from '../../workers/intents/send-intents.ts';
import { passWatch } from '../../workers/intents/watch-intents.ts';
import { linkWallet } from './link-wallet.ts';
import { unlinkWallet } from './unlink-wallet.ts';

let chain: TestChain;
let t: TestApp;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({}, chain);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const call = (method: string, params: readonly unknown[]): Promise<unknown> => chain.chain.rpc.call(method, params);
const userOf = (address: string) => chain.contract('CarbonAccount').getFunction('userOf')(address) as Promise<string>;

/** Lets the sender work until the newest link of the user is in this state. */
async function until(user: TestUser, state: string): Promise<void> {
  const desk = openDesk(t);
  const until = Date.now() + 20_000;
  while (Date.now() < until) {
    await passSend(desk);
    await passWatch(desk);
    const [row] = await t.db.sql<{ chainState: string }[]>`
      select chain_state from linked_addresses where user_id = ${user.id} order by id desc limit 1`;
    if (row?.chainState === state) return;
    await later(t);
  }
  const rows = await t.db.sql`select kind, status, waiting_for, error_text from chain_intents order by id`;
  throw new Error(`the link never became ${state}: ${JSON.stringify(rows)}`);
}

test('a wallet goes from one user to another, and CarbonAccount follows', async () => {
  const [alice, bob] = [await t.user('alice'), await t.user('bob')];
  const wallet = walletOf('wandering', call);
  await linkWallet(alice.ctx, await signedForChain(alice.ctx, wallet));
  await until(alice, 'LINKED');
  expect(await userOf(wallet.address)).toBe(keccakOf(alice.id));

  await unlinkWallet(alice.ctx, { address: wallet.address });
  // Signed while the chain still has the former link, whose end uses a nonce of the wallet up.
  await linkWallet(bob.ctx, await signedForChain(bob.ctx, wallet));
  await until(bob, 'LINKED');
  expect(await userOf(wallet.address)).toBe(keccakOf(bob.id));
  await until(alice, 'UNLINKED');
});

test('a wallet goes on before the chain has heard of any of it', async () => {
  const [dan, eve] = [await t.user('dan'), await t.user('eve')];
  const wallet = walletOf('hasty', call);
  await linkWallet(dan.ctx, await signedForChain(dan.ctx, wallet));
  await unlinkWallet(dan.ctx, { address: wallet.address });
  await linkWallet(eve.ctx, await signedForChain(eve.ctx, wallet));
  await until(eve, 'LINKED');
  expect(await userOf(wallet.address)).toBe(keccakOf(eve.id));
  await until(dan, 'UNLINKED');
});

test('a wallet that ended its link on the chain by itself can be unlinked and linked again', async () => {
  const finn = await t.user('finn');
  const wallet = walletOf('independent', call);
  await linkWallet(finn.ctx, await signedForChain(finn.ctx, wallet));
  await until(finn, 'LINKED');
  await chain.send('CarbonAccount', 'unlinkWallet', [wallet.address]);
  await unlinkWallet(finn.ctx, { address: wallet.address });
  await until(finn, 'UNLINKED');
  await linkWallet(finn.ctx, await signedForChain(finn.ctx, wallet));
  await until(finn, 'LINKED');
  expect(await userOf(wallet.address)).toBe(keccakOf(finn.id));
});
