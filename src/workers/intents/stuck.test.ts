import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import {
  age,
  anyRef,
  attemptsNow,
  intentNow,
  later,
  openDesk,
  passUntil,
  payOut,
  readyToPayOut,
  timesOnChain,
} from '../../../test/intents.ts';
import { localAccounts } from '../../local/local-plan.ts';
import type { Hex } from '../../resolvers/chain/client.ts';
import { encodeId } from '../../resolvers/ids.ts';
import { cancelChainIntent } from '../../resolvers/intents/cancel-chain-intent.ts';
import type { Desk } from './desk.ts';
import { passMendNonces } from './mend-nonces.ts';
import { passSend } from './send-intents.ts';
import { passWatch } from './watch-intents.ts';

let chain: TestChain;
let t: TestApp;
let desk: Desk;
let admin: TestUser;
let to: Hex;
const rpc = <T>(method: string, ...params: unknown[]) => chain.chain.rpc.call<T>(method, params);
const { operator } = localAccounts;

beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({ CHAIN_MAX_FEE_GWEI: '20', CHAIN_CONFIRMATIONS: '2' }, chain);
  desk = openDesk(t);
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  to = await readyToPayOut(chain);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});
beforeEach(() => rpc('evm_setAutomine', false));
afterEach(async () => {
  await chain.mine(3);
  await passWatch(desk);
  await rpc('evm_setAutomine', true);
});

/** Looks again when what was sent is so old that it counts as stuck. */
async function waitLong(): Promise<void> {
  await age(t, 10_000);
  await passWatch(desk);
}

const minedCount = async (): Promise<number> =>
  Number(await rpc('eth_getTransactionCount', operator.address, 'latest'));

test('one that is not mined gets a higher fee each time, and is mined once', async () => {
  const ref = anyRef();
  const intent = await payOut(t, to, ref);
  await passUntil(desk, t, intent, 'BROADCAST');
  await passWatch(desk);
  expect(await attemptsNow(t, intent)).toHaveLength(1);
  await waitLong();
  await waitLong();
  const [third, second, first] = await attemptsNow(t, intent);
  for (const [before, after] of [
    [first, second],
    [second, third],
  ] as const) {
    if (!before || !after) throw new Error('an attempt is missing');
    expect(after.nonce).toBe(before.nonce);
    for (const fee of ['maxFeePerGas', 'maxPriorityFeePerGas'] as const) {
      expect(after[fee] * 1000n).toBeGreaterThanOrEqual(before[fee] * 1125n);
    }
  }
  const before = await minedCount();
  await chain.mine();
  const mined = await passUntil(desk, t, intent, 'MINED');
  expect(mined.txHash).toEqual(third?.hash);
  expect(await minedCount()).toBe(before + 1);
  expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(1);
});

test('only the next of a signer is replaced, and all are mined in their order', async () => {
  const intents = [await payOut(t, to), await payOut(t, to), await payOut(t, to)];
  await passSend(desk);
  await waitLong();
  const [first = [], ...others] = await Promise.all(intents.map((intent) => attemptsNow(t, intent)));
  expect(first).toHaveLength(2);
  for (const attempts of others) expect(attempts).toEqual([expect.objectContaining({ sends: 2 })]);
  await chain.mine();
  for (const intent of intents) await passUntil(desk, t, intent, 'MINED');
});

test('no more is offered than the cap: it waits, says so, and is mined when gas is cheaper', async () => {
  const intent = await payOut(t, to);
  await passUntil(desk, t, intent, 'BROADCAST');
  for (let i = 0; i < 60; i += 1) await waitLong();
  const attempts = await attemptsNow(t, intent);
  for (const { maxFeePerGas } of attempts) expect(maxFeePerGas).toBeLessThanOrEqual(20n * 10n ** 9n);
  expect(attempts.length).toBeLessThan(60);
  expect((await intentNow(t, intent)).waitingFor).toMatch(/^FEES_TOO_HIGH: .* over 20 gwei$/);
  await chain.mine();
  await passUntil(desk, t, intent, 'MINED');
});

test('one under way is cancelled by an empty transaction, and given up when that is settled', async () => {
  const ref = anyRef();
  const intent = await payOut(t, to, ref);
  await passUntil(desk, t, intent, 'BROADCAST');
  await cancelChainIntent(admin.ctx, { intentId: encodeId('ChainIntent', intent.id), reason: 'a mistake' });
  await passWatch(desk);
  const [cancel, send] = await attemptsNow(t, intent);
  expect([cancel?.purpose, send?.purpose, cancel?.nonce]).toEqual(['CANCEL', 'SEND', send?.nonce]);
  await chain.mine();
  await passWatch(desk);
  expect(await intentNow(t, intent)).toMatchObject({ status: 'BROADCAST' });
  await chain.mine();
  const replaced = await passUntil(desk, t, intent, 'REPLACED');
  expect(replaced.txHash).toEqual(cancel?.hash);
  expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(0);
});

test('a wish to cancel that comes too late changes nothing', async () => {
  const ref = anyRef();
  const intent = await payOut(t, to, ref);
  await passUntil(desk, t, intent, 'BROADCAST');
  await chain.mine();
  await cancelChainIntent(admin.ctx, { intentId: encodeId('ChainIntent', intent.id), reason: 'too late' });
  expect(await passUntil(desk, t, intent, 'MINED')).toMatchObject({ cancelRequestedAt: null });
  expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(1);
});

test('what was cancelled too late and is undone by a reorg is sent again as it was, and not its empty stand-in', async () => {
  const ref = anyRef();
  const intent = await payOut(t, to, ref);
  await passUntil(desk, t, intent, 'BROADCAST');
  await cancelChainIntent(admin.ctx, { intentId: encodeId('ChainIntent', intent.id), reason: 'too late' });
  await passWatch(desk);
  const [cancel, send] = await attemptsNow(t, intent);
  expect(cancel?.purpose).toBe('CANCEL');
  await rpc('anvil_dropAllTransactions');
  await rpc('eth_sendRawTransaction', `0x${send?.raw.toString('hex')}`);
  await chain.mine();
  await passUntil(desk, t, intent, 'MINED');
  await rpc('anvil_rollback', 1);
  await rpc('anvil_dropAllTransactions');
  await passWatch(desk);
  expect(await intentNow(t, intent)).toMatchObject({ status: 'ORPHANED', cancelRequestedAt: null });
  await passSend(desk);
  await waitLong();
  const [raised] = await attemptsNow(t, intent);
  expect(raised).toMatchObject({ purpose: 'SEND', gasLimit: send?.gasLimit });
  expect(raised?.maxFeePerGas).toBeGreaterThan(cancel?.maxFeePerGas ?? 0n);
  await chain.mine();
  expect((await passUntil(desk, t, intent, 'MINED')).txHash).toEqual(raised?.hash);
  expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(1);
});

test('a nonce that was used from outside: once that is settled it is signed anew, and sent once', async () => {
  const ref = anyRef();
  const intent = await payOut(t, to, ref);
  await passUntil(desk, t, intent, 'BROADCAST');
  const [attempt] = await attemptsNow(t, intent);
  await rpc('anvil_dropTransaction', `0x${attempt?.hash.toString('hex')}`);
  await chain.wallet(operator.index).sendTransaction({ to: operator.address, nonce: Number(attempt?.nonce) });
  await chain.mine();
  await passWatch(desk);
  expect(await intentNow(t, intent)).toMatchObject({ status: 'BROADCAST', nonce: attempt?.nonce });
  await chain.mine();
  await passWatch(desk);
  expect(await intentNow(t, intent)).toMatchObject({ status: 'PREPARED', nonce: null });
  await passSend(desk);
  await chain.mine();
  const mined = await passUntil(desk, t, intent, 'MINED');
  expect(mined.nonce).toBeGreaterThan(attempt?.nonce ?? 0n);
  expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(1);
});

test('a nonce that nobody holds is filled, so that those behind it get on', async () => {
  const ahead = await minedCount();
  await chain.wallet(operator.index).sendTransaction({ to: operator.address, nonce: ahead });
  await chain.mine();
  const intent = await payOut(t, to);
  await passUntil(desk, t, intent, 'BROADCAST');
  // The transaction from outside is undone, and does not come back.
  await rpc('anvil_rollback', 1);
  await rpc('anvil_dropAllTransactions');
  expect(await minedCount()).toBe(ahead);
  await waitLong();
  await passMendNonces(desk);
  await t.db.sql`update chain_signers set gap_since = gap_since - interval '1 hour'`;
  await passMendNonces(desk);
  await passMendNonces(desk);
  const fills = await t.db.sql<{ id: string }[]>`select id from chain_intents where kind = 'NONCE_FILL'`;
  expect(fills).toHaveLength(1);
  await passSend(desk);
  await age(t, 10_000);
  await passWatch(desk);
  await chain.mine();
  await passUntil(desk, t, intent, 'MINED');
  await passUntil(desk, t, fills[0] ?? intent, 'MINED');
});

test('so many of one key wait at once and no more; the others follow', async () => {
  const few = await openTestApp({ CHAIN_INTENTS_IN_FLIGHT: '2' }, chain);
  try {
    const intents = [await payOut(few, to), await payOut(few, to), await payOut(few, to)];
    const desk = openDesk(few);
    await passSend(desk);
    const last = await intentNow(few, intents[2] ?? { id: '' });
    expect(last).toMatchObject({ status: 'PREPARED', nonce: null, tries: 0 });
    expect(last.waitingFor).toMatch(/^too many/);
    await chain.mine();
    await later(few);
    await passSend(desk);
    await chain.mine();
    for (const intent of intents) await passUntil(desk, few, intent, 'MINED');
  } finally {
    await few[Symbol.asyncDispose]();
  }
});
