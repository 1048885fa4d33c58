import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localAccounts } from '../src/local/local-plan.ts';
import type { Hex } from '../src/resolvers/chain/client.ts';
import { startTestChain, type TestChain } from './chain.ts';
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

const NEVER = 0;

let chain: TestChain;
let t: TestApp;
let to: Hex;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({}, chain);
  to = await readyToPayOut(chain);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

/** Runs a sender that dies of SIGKILL after that step; gives its steps if it came to the end. */
async function sendAndDie(dieAfter: number): Promise<number | undefined> {
  const { dataDir } = t.app.config;
  const { deployment } = chain.chain;
  const given = { databaseUrl: t.databaseUrl, dataDir, rpcUrl: chain.url, deployment, dieAfter };
  const child = spawn(process.execPath, ['test/intents-crash-child.ts', JSON.stringify(given)], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(dataDir, 'compiled') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const [steps, complaint, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code === 0) return Number(steps);
  expect({ complaint, code, signal }).toEqual({ complaint: '', code: null, signal: 'SIGKILL' });
  return undefined;
}

/** Waits until the server has carried out or given up whatever it was still sent. */
async function serverIsThrough(): Promise<void> {
  for (;;) {
    const [row] = await t.db.sql<{ busy: boolean }[]>`
      select exists (select from pg_stat_activity
        where datname = current_database() and application_name = 'crashing') as busy`;
    if (!row?.busy) return;
  }
}

const minedCount = async (): Promise<number> =>
  Number(await chain.chain.rpc.call('eth_getTransactionCount', [localAccounts.operator.address, 'latest']));

test('a sender killed between any two steps leaves a transaction that arrives, and arrives once', async () => {
  await payOut(t, to);
  const steps = (await sendAndDie(NEVER)) ?? 0;
  // Claim, look, reserve a nonce, sign, keep, send, note: each leaves and is answered.
  expect(steps).toBeGreaterThanOrEqual(2 * 15);
  const left = { nothing: 0, signed: 0, onChain: 0 };
  for (let step = 1; step <= steps; step += 1) {
    const ref = anyRef();
    const intent = await payOut(t, to, ref);
    const before = await minedCount();
    expect(await sendAndDie(step)).toBeUndefined();
    await serverIsThrough();
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
