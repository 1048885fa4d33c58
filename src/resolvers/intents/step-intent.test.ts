import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { anyRef, intend, intentNow } from '../../../test/intents.ts';
import { type IntentRow, lockIntent } from '../../db/chain-intents.ts';
import { transact } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import type { IntentStep } from './rules.ts';
import { stepIntent } from './step-intent.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const step = ({ id }: IntentRow, by: IntentStep, patch = {}): Promise<IntentRow> =>
  transact(t.nobody, async (tx) => stepIntent(tx, t.nobody, (await lockIntent(tx, id)) as IntentRow, by, patch));

const told = async ({ id }: IntentRow): Promise<unknown[]> =>
  (
    await t.db.sql<{ status: string }[]>`
    select payload ->> 'status' as status from outbox where key = ${id} order by position`
  ).map(({ status }) => status);

test('a step changes the state, ends what it waited for, and is told', async () => {
  const intent = await intend(t, 'PRICE_SET', { weiPerCarbon: 1n });
  await t.db.sql`update chain_intents set tries = 3, waiting_for = 'ether' where id = ${intent.id}`;
  expect(await step(intent, 'BROADCAST')).toMatchObject({ status: 'BROADCAST', tries: 0, waitingFor: null });
  const mined = { txHash: Buffer.alloc(32), blockNumber: 7n, blockHash: Buffer.alloc(32) };
  expect(await step(intent, 'MINE', mined)).toMatchObject({ status: 'MINED', blockNumber: 7n });
  expect(await told(intent)).toEqual(['PREPARED', 'BROADCAST', 'MINED']);
});

test('refuses a step that leads nowhere from here', async () => {
  const intent = await intend(t, 'PRICE_SET', { weiPerCarbon: 1n });
  await expect(step(intent, 'FINALIZE')).rejects.toThrow(IllegalTransition);
  expect(await intentNow(t, intent)).toMatchObject({ status: 'PREPARED' });
});

test('what a handler refuses undoes the step, and nothing of it is told', async () => {
  const args = { ref: anyRef(), asset: 'ETH', to: `0x${'aa'.repeat(20)}`, amount: 1n } as const;
  const intent = await intend(t, 'CUSTODY_PAY_OUT', args);
  await step(intent, 'CANCEL');
  // There is no withdrawal behind it that could be taken up again.
  await expect(step(intent, 'RETRY')).rejects.toThrow(NotFound);
  expect(await intentNow(t, intent)).toMatchObject({ status: 'DROPPED' });
  expect(await told(intent)).toEqual(['PREPARED', 'DROPPED']);
});
