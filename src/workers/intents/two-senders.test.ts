import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import {
  anyRef,
  attemptsNow,
  intentNow,
  openDesk,
  passUntil,
  payOut,
  readyToPayOut,
  timesOnChain,
} from '../../../test/intents.ts';
import { createApp, createLog } from '../../app.ts';
import { openDatabase } from '../../db/client.ts';
import type { Hex } from '../../resolvers/chain/client.ts';
import { platformContext } from '../../resolvers/context.ts';
import { createDesk } from './passes.ts';
import { passSend } from './send-intents.ts';
import { passWatch } from './watch-intents.ts';

const MANY = 40;

let chain: TestChain;
let t: TestApp;
let to: Hex;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({ CHAIN_INTENTS_IN_FLIGHT: '64' }, chain);
  to = await readyToPayOut(chain);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

test('several senders at once: each transaction is signed and mined once, and no nonce is left out', async () => {
  const refs = Array.from({ length: MANY }, anyRef);
  const intents = await Promise.all(refs.map((ref) => payOut(t, to, ref)));
  // A process of its own has a pool of its own, and keys of its own.
  const others = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const db = openDatabase({ url: t.databaseUrl, poolSize: 4, statementTimeoutMs: 10_000 });
      const app = await createApp(t.app.config, db, createLog(t.app.config), chain.chain);
      return { db, desk: createDesk(platformContext(app, 'sender')) };
    }),
  );
  try {
    const desks = others.map(({ desk }) => desk);
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(desks.flatMap((desk) => [passSend(desk), passWatch(desk)]));
    }
    for (const intent of intents) await passUntil(openDesk(t), t, intent, 'MINED');
  } finally {
    await Promise.all(others.map(({ db }) => db.close()));
  }
  const nonces = [];
  for (const [i, intent] of intents.entries()) {
    expect(await attemptsNow(t, intent)).toHaveLength(1);
    expect(await timesOnChain(chain, 'PaidOut', refs[i] ?? '0x')).toBe(1);
    nonces.push(Number((await intentNow(t, intent)).nonce));
  }
  const sorted = nonces.toSorted((a, b) => a - b);
  expect(sorted).toEqual(Array.from({ length: MANY }, (_, i) => (sorted[0] ?? 0) + i));
});
