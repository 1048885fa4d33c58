import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../test/chain.ts';
import { openTestApp, type TestApp, units } from '../../test/harness.ts';
import { backDemoData } from './demo-chain.ts';

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

async function custody(): Promise<{ ether: bigint; carbon: bigint }> {
  const { address } = chain.chain.deployment.contracts.CarbonCustody;
  return {
    ether: BigInt(await chain.chain.rpc.call<string>('eth_getBalance', [address, 'latest'])),
    carbon: (await chain.contract('CarbonToken').getFunction('balanceOf')(address)) as bigint,
  };
}

test('puts into the custody what the ledger owes, once, and again when the chain has lost it', async () => {
  await backDemoData(t.app, chain.chain);
  expect(await custody()).toEqual({ ether: 0n, carbon: 0n });
  const back = await chain.snapshot();
  await t.user('alice', { funds: { CARBON: '5000', EUR: '10.00' } });
  await t.user('bob', { funds: { ETH: '10', CARBON: '0.5' } });
  const owed = { ether: units('10', 'ETH'), carbon: units('5000.5', 'CARBON') };
  await backDemoData(t.app, chain.chain);
  expect(await custody()).toEqual(owed);
  const height = await chain.height();
  await backDemoData(t.app, chain.chain);
  expect([await custody(), await chain.height()]).toEqual([owed, height]);
  await back();
  expect(await custody()).toEqual({ ether: 0n, carbon: 0n });
  await backDemoData(t.app, chain.chain);
  expect(await custody()).toEqual(owed);
});

test('tells it as the platform’s own backing, never as a deposit', async () => {
  const logs = await chain.contract('CarbonCustody').queryFilter('*', chain.chain.deployment.deployedAtBlock);
  const names = logs.flatMap((log) => ('eventName' in log ? [log.eventName] : []));
  expect(names).toContain('ReserveFunded');
  expect(names).not.toContain('EtherReceived');
});
