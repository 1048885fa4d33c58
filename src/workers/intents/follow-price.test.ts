import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { openDesk, passUntil } from '../../../test/intents.ts';
import type { IntentRow } from '../../db/chain-intents.ts';
import { recordTicks } from '../../resolvers/prices/record-ticks.ts';
import type { Desk } from './desk.ts';
import { isDue, passFollowPrice } from './follow-price.ts';

let chain: TestChain;
let t: TestApp;
let desk: Desk;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({}, chain);
  desk = openDesk(t);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const wishes = async (): Promise<IntentRow[]> =>
  t.db.sql<IntentRow[]>`select * from chain_intents where kind = 'PRICE_SET' order by id`;
const onChain = async (): Promise<bigint> =>
  (await chain.contract('CarbonPayment').getFunction('weiPerCarbon')()) as bigint;

/** The market says that one MCO2 costs so much ether, as it was so many seconds ago. */
async function market(price: string, { source = 'COINGECKO', secondsAgo = 1 } = {}): Promise<void> {
  await t.db.sql`truncate price_latest, price_ticks`;
  const asOf = new Date(Date.now() - secondsAgo * 1_000);
  const ticks = [{ instrument: 'MCO2', currency: 'ETH', price, asOf } as const];
  await recordTicks(t.nobody, { source, ticks, seenAt: asOf });
}

/** Sends what the pass has written. */
async function settled(): Promise<void> {
  for (const { id } of await wishes()) await passUntil(desk, t, { id }, 'MINED');
}

test('the price on the chain follows the market once it has moved far enough, and not before', async () => {
  await market('0.0025');
  await passFollowPrice(desk);
  await market('0.002524');
  await passFollowPrice(desk);
  expect(await wishes()).toEqual([]);
  await market('0.002525');
  await passFollowPrice(desk);
  await passFollowPrice(desk);
  expect(await wishes()).toHaveLength(1);
  await settled();
  expect(await onChain()).toBe(2_525_000_000_000_000n);
  await passFollowPrice(desk);
  expect(await wishes()).toHaveLength(1);
});

test('it is never set from a price that is stale', async () => {
  const before = (await wishes()).length;
  await market('0.005', { secondsAgo: 1_000 });
  await passFollowPrice(desk);
  expect(await wishes()).toHaveLength(before);
});

test('it is set from an invented price on the local chain only', async () => {
  const before = (await wishes()).length;
  await market('0.003', { source: 'SIMULATED' });
  const real = { ...desk, chain: { ...desk.chain, chainId: 1 } };
  const config = { ...t.app.config, CHAIN_PRICE_SETTER: 'keystore:price.json' };
  await passFollowPrice({ ...real, ctx: { ...desk.ctx, app: { ...t.app, config } } });
  expect(await wishes()).toHaveLength(before);
  await passFollowPrice(desk);
  expect(await wishes()).toHaveLength(before + 1);
  await settled();
});

test('a price that does not move is set again before the contract finds it too old', async () => {
  await market('0.003');
  const before = (await wishes()).length;
  await passFollowPrice(desk);
  expect(await wishes()).toHaveLength(before);
  await chain.chain.rpc.call('evm_increaseTime', [31_536_000 / 2]);
  await chain.mine();
  await passFollowPrice(desk);
  expect(await wishes()).toHaveLength(before + 1);
});

test('a price that the market leaves before it is signed is dropped, and the new one is set', async () => {
  await settled();
  await market('0.004');
  await passFollowPrice(desk);
  // The sender has not come to it, as in an outage or while gas is too dear.
  await market('0.0035');
  await passFollowPrice(desk);
  expect((await wishes()).at(-1)).toMatchObject({ status: 'DROPPED', args: { weiPerCarbon: '4000000000000000' } });
  await passFollowPrice(desk);
  const last = (await wishes()).at(-1);
  await passUntil(desk, t, last ?? { id: '' }, 'MINED');
  expect(await onChain()).toBe(3_500_000_000_000_000n);
});

test('it is left alone where nobody has the key that sets it', async () => {
  const real = { ...desk, chain: { ...desk.chain, chainId: 1 } };
  const before = (await wishes()).length;
  await market('0.005');
  await passFollowPrice(real);
  expect(await wishes()).toHaveLength(before);
  const config = { ...t.app.config, CHAIN_PRICE_SETTER: 'keystore:price.json' };
  await passFollowPrice({ ...real, ctx: { ...desk.ctx, app: { ...t.app, config } } });
  expect((await wishes()).slice(before)).toMatchObject([{ chainId: 1, status: 'PREPARED' }]);
});

test.each([
  ['none is set', { weiPerCarbon: 0n, ageS: 0n, maxAgeS: 100n }, 5n, true],
  ['it is as the market', { weiPerCarbon: 1_000n, ageS: 0n, maxAgeS: 100n }, 1_000n, false],
  ['it is a little over', { weiPerCarbon: 1_000n, ageS: 0n, maxAgeS: 100n }, 1_009n, false],
  ['it is too much over', { weiPerCarbon: 1_000n, ageS: 0n, maxAgeS: 100n }, 1_010n, true],
  ['it is too much under', { weiPerCarbon: 1_000n, ageS: 0n, maxAgeS: 100n }, 990n, true],
  ['half of its time is over', { weiPerCarbon: 1_000n, ageS: 50n, maxAgeS: 100n }, 1_000n, true],
  ['nearly half of it is', { weiPerCarbon: 1_000n, ageS: 49n, maxAgeS: 100n }, 1_000n, false],
])('whether it is due when %s', (_, set, price, due) => {
  expect(isDue(set, price, 100)).toBe(due);
});
