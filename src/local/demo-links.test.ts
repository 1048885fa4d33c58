import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../test/chain.ts';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { myAddresses } from '../resolvers/addresses/read.ts';
import { addressOf } from '../resolvers/addresses/rules.ts';
import { unlinkWallet } from '../resolvers/addresses/unlink-wallet.ts';
import { linkDemoPeople } from './demo-links.ts';
import { localAccounts } from './local-plan.ts';

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

const linksOf = async ({ ctx }: TestUser) =>
  (await myAddresses(ctx)).map(({ address, chainState }) => [addressOf(address), chainState]);

test('links alice and bob to their accounts, once, and leaves to them what they do with it', async () => {
  await linkDemoPeople(t.app);
  const [alice, bob, eve] = [await t.user('alice'), await t.user('bob'), await t.user('eve')];
  await linkDemoPeople(t.app);
  await linkDemoPeople(t.app);
  expect(await linksOf(alice)).toEqual([[localAccounts.alice.address, 'PENDING']]);
  expect(await linksOf(bob)).toEqual([[localAccounts.bob.address, 'PENDING']]);
  expect(await linksOf(eve)).toEqual([]);
  await unlinkWallet(bob.ctx, { address: localAccounts.bob.address });
  await linkDemoPeople(t.app);
  expect(await linksOf(bob)).toEqual([]);
});
