import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import {
  anyRef,
  attemptsNow,
  intend,
  intentNow,
  openDesk,
  passUntil,
  payOut,
  readyToPayOut,
  timesOnChain,
} from '../../../test/intents.ts';
import { localAccounts } from '../../local/local-plan.ts';
import type { Hex } from '../../resolvers/chain/client.ts';
import type { Desk } from './desk.ts';
import { passSend } from './send-intents.ts';
import { passWatch } from './watch-intents.ts';

let chain: TestChain;
let t: TestApp;
let desk: Desk;
let to: Hex;
const { operator } = localAccounts;
const rpc = <T>(method: string, ...params: unknown[]) => chain.chain.rpc.call<T>(method, params);

beforeAll(async () => {
  chain = await startTestChain({ slotsInAnEpoch: 4 });
  t = await openTestApp({ CHAIN_CONFIRMATIONS: '3' }, chain);
  desk = openDesk(t);
  to = await readyToPayOut(chain);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

/** What was told of an intent, oldest first. */
const told = async ({ id }: { id: string }): Promise<string[]> =>
  (
    await t.db.sql<{ status: string }[]>`
      select payload ->> 'status' as status from outbox where topic = 'chainIntent' and key = ${id} order by position`
  ).map(({ status }) => status);

test.each([1, 3])('a reorg of %i blocks takes it out of the chain: the same bytes go again, once', async (depth) => {
  const ref = anyRef();
  const intent = await payOut(t, to, ref);
  const mined = await passUntil(desk, t, intent, 'MINED');
  await chain.mine(depth - 1);
  await chain.reorg(depth);
  expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(0);
  await passWatch(desk);
  expect(await intentNow(t, intent)).toMatchObject({ status: 'ORPHANED' });
  const again = await passUntil(desk, t, intent, 'MINED');
  expect(again.txHash).toEqual(mined.txHash);
  expect(again.blockHash).not.toEqual(mined.blockHash);
  expect(await attemptsNow(t, intent)).toHaveLength(1);
  expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(1);
  expect(await told(intent)).toEqual(['PREPARED', 'BROADCAST', 'MINED', 'ORPHANED', 'BROADCAST', 'MINED']);
});

test('mined again in another block before anybody looked, it is told that the first one is gone', async () => {
  const intent = await payOut(t, to);
  const mined = await passUntil(desk, t, intent, 'MINED');
  const [attempt] = await attemptsNow(t, intent);
  await chain.reorg(1);
  await chain.mine();
  await rpc('eth_sendRawTransaction', `0x${attempt?.raw.toString('hex')}`);
  await passWatch(desk);
  const again = await passUntil(desk, t, intent, 'MINED');
  expect(again.blockNumber).toBeGreaterThan(mined.blockNumber ?? 0n);
  expect((await told(intent)).slice(2)).toEqual(['MINED', 'ORPHANED', 'BROADCAST', 'MINED']);
});

test('where the new chain used its nonce for something else, it is signed anew with the same reference', async () => {
  const ref = anyRef();
  const intent = await payOut(t, to, ref);
  const mined = await passUntil(desk, t, intent, 'MINED');
  await chain.reorg(1);
  await rpc('anvil_dropAllTransactions');
  await chain.wallet(operator.index).sendTransaction({ to: operator.address, nonce: Number(mined.nonce) });
  await passWatch(desk);
  await passSend(desk);
  await chain.mine(3);
  const again = await passUntil(desk, t, intent, 'MINED');
  expect(again.nonce).toBeGreaterThan(mined.nonce ?? 0n);
  expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(1);
});

test('one that failed in its block is not given up before that is settled, and may yet succeed in another', async () => {
  const ref = anyRef();
  await rpc('evm_setAutomine', false);
  const intent = await payOut(t, to, ref);
  await passUntil(desk, t, intent, 'BROADCAST');
  // It succeeds in the simulation, and fails in the block: the contract is paused just before it.
  const pause = await chain
    .contract('CarbonCustody', localAccounts.deployer.index)
    .getFunction('pause')
    .send({
      maxFeePerGas: 10n ** 12n,
      maxPriorityFeePerGas: 10n ** 12n,
    });
  await chain.mine();
  await chain.mined(pause);
  await passWatch(desk);
  expect(await intentNow(t, intent)).toMatchObject({ status: 'BROADCAST' });
  expect((await intentNow(t, intent)).waitingFor).toMatch(/^reverted in block \d+: enforced pause; waits/);
  await chain.reorg(1);
  await rpc('anvil_dropAllTransactions');
  await t.db.sql`update chain_attempts set sent_at = now() - interval '1 hour'`;
  await passWatch(desk);
  await chain.mine();
  await passUntil(desk, t, intent, 'MINED');
  expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(1);
  await rpc('evm_setAutomine', true);
});

test('one that failed in its block fails for good once that is settled, with the words of the contract', async () => {
  await rpc('evm_setAutomine', false);
  const ref = anyRef();
  const intent = await intend(t, 'CUSTODY_PAY_OUT', { ref, asset: 'ETH', to, amount: 1n });
  await passUntil(desk, t, intent, 'BROADCAST');
  const unlink = await chain
    .contract('CarbonAccount', localAccounts.alice.index)
    .getFunction('unlinkWallet')
    .send(to, {
      maxFeePerGas: 10n ** 12n,
      maxPriorityFeePerGas: 10n ** 12n,
    });
  await chain.mine(3);
  await chain.mined(unlink);
  const failed = await passUntil(desk, t, intent, 'FAILED');
  expect(failed).toMatchObject({ errorCode: 'NotLinked', nonce: expect.any(BigInt) as bigint });
  expect(failed.errorText).toMatch(/^reverted in block \d+: not linked \(to 0x\w{40}\)$/);
  await rpc('evm_setAutomine', true);
});
