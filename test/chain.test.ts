import { afterAll, beforeAll, expect, test } from 'vitest';
import { localAccounts } from '../src/local/local-plan.ts';
import { startTestChain, type TestChain } from './chain.ts';
import { openTestApp } from './harness.ts';

// The chain that other tests stand on, as they use it.

const TONNE = 10n ** 18n;

let chain: TestChain;
beforeAll(async () => {
  chain = await startTestChain({ slotsInAnEpoch: 2 });
});
afterAll(() => chain[Symbol.asyncDispose]());

const bobs = (): Promise<bigint> => chain.contract('CarbonToken').getFunction('balanceOf')(localAccounts.bob.address);

test('sells CARBON for ether at the first price, and goes back to a moment as often as it is asked', async () => {
  const back = await chain.snapshot();
  for (const amount of [3n, 5n]) {
    expect(await bobs()).toBe(0n);
    const cost = (await chain.contract('CarbonPayment').getFunction('quote')(amount * TONNE)) as bigint;
    expect(cost).toBe(amount * 2_500_000_000_000_000n);
    const args = [localAccounts.bob.address, amount * TONNE];
    await chain.send('CarbonPayment', 'payForCarbonCredits', args, {
      from: localAccounts.bob.index,
      value: cost,
    });
    expect(await bobs()).toBe(amount * TONNE);
    await back();
  }
});

test('lets blocks be replaced, and says how deep it is settled', async () => {
  await chain.mine(10);
  const height = await chain.height();
  const hashOf = async (): Promise<string> =>
    (await chain.chain.rpc.call<{ hash: string }>('eth_getBlockByNumber', [`0x${(height - 1).toString(16)}`, false]))
      .hash;
  const before = await hashOf();
  await chain.reorg(3);
  expect(await chain.height()).toBe(height);
  expect(await hashOf()).not.toBe(before);
  const finalized = await chain.chain.rpc.call<{ number: string }>('eth_getBlockByNumber', ['finalized', false]);
  expect(Number(finalized.number)).toBe(height - 4);
});

test('comes back shorter than it was when it is killed', async () => {
  await chain.mine(2);
  const kept = await chain.height();
  await chain.stop();
  await chain.start();
  await chain.mine(5);
  await chain.kill();
  await chain.start();
  expect(await chain.height()).toBe(kept);
});

test('is what an app works with', async () => {
  await using with_ = await openTestApp({}, chain);
  expect(with_.app.chain).toBe(chain.chain);
  expect(with_.app.config).toMatchObject({ RPC_URL: chain.url, CHAIN_ID: 31_337 });
  await using without = await openTestApp();
  expect(without.app.chain).toBeUndefined();
});
