import { afterAll, beforeAll, expect, test } from 'vitest';
import { localAccounts } from '../src/local/local-plan.ts';
import type { Hex } from '../src/resolvers/chain/client.ts';
import { startTestChain, type TestChain } from './chain.ts';
import { type Doomed, openDoomed } from './crashes.ts';
import { openTestApp, type TestApp } from './harness.ts';
import {
  anyRef,
  attemptsNow,
  intentNow,
  later,
  openDesk,
  passUntil,
  payOut,
  readyToPayOut,
  timesOnChain,
} from './intents.ts';

let chain: TestChain;
let t: TestApp;
let to: Hex;
let doomed: Doomed;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({}, chain);
  to = await readyToPayOut(chain);
  doomed = await openDoomed(t, 'test/intents-crash-child.ts', {
    dataDir: t.app.config.dataDir,
    rpcUrl: chain.url,
    deployment: chain.chain.deployment,
  });
});
afterAll(async () => {
  await doomed[Symbol.asyncDispose]();
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const minedCount = async (): Promise<number> =>
  Number(await chain.chain.rpc.call('eth_getTransactionCount', [localAccounts.operator.address, 'latest']));

test('a sender killed between any two steps leaves a transaction that arrives, and arrives once', async () => {
  await payOut(t, to);
  const steps = await doomed.toTheEnd();
  // Claim, look, reserve a nonce, sign, keep, send, note: each leaves and is answered.
  expect(steps).toBeGreaterThanOrEqual(2 * 15);
  const left = { nothing: 0, signed: 0, onChain: 0 };
  for (let step = 1; step <= steps; step += 1) {
    const ref = anyRef();
    const intent = await payOut(t, to, ref);
    const before = await minedCount();
    await doomed.toStep(step);
    const signed = await attemptsNow(t, intent);
    const happened = await timesOnChain(chain, 'PaidOut', ref);
    left[happened > 0 ? 'onChain' : signed.length > 0 ? 'signed' : 'nothing'] += 1;
    // What the chain has was kept before it got it.
    if (happened > 0) expect(signed).toHaveLength(1);

    await later(t);
    await passUntil(openDesk(t), t, intent, 'MINED');
    expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(1);
    expect(await minedCount()).toBe(before + 1);
    expect(await attemptsNow(t, intent)).toHaveLength(1);
    expect((await intentNow(t, intent)).nonce).toBe(BigInt(before));
  }
  expect(left.nothing + left.signed + left.onChain).toBe(steps);
  for (const count of Object.values(left)) expect(count).toBeGreaterThanOrEqual(2);
}, 900_000);
