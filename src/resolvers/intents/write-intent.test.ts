import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZodError } from 'zod';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { readArgs } from './args.ts';
import { type NewIntent, writeIntent } from './write-intent.ts';

const CHAIN = 31_337;
const REF = `0x${'ab'.repeat(32)}`;
const TO = `0x${'Cd'.repeat(20)}`;

let t: TestApp;
let user: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  user = await t.user('user');
});
afterAll(() => t[Symbol.asyncDispose]());

const payOut = (more: Partial<NewIntent<'CUSTODY_PAY_OUT'>> = {}): NewIntent<'CUSTODY_PAY_OUT'> => ({
  chainId: CHAIN,
  kind: 'CUSTODY_PAY_OUT',
  reference: 'withdrawal-1',
  args: { ref: REF, asset: 'ETH', to: TO, amount: 2n ** 200n },
  createdBy: null,
  userId: user.id,
  ...more,
});
const write = (intent: NewIntent) => t.db.transact((tx) => writeIntent(tx, intent));

test('an intent waits for the sender, with its arguments whole, and is told', async () => {
  const intent = await write(payOut());
  expect(intent).toMatchObject({ status: 'PREPARED', userId: user.id, nonce: null, tries: 0 });
  expect(intent.args).toEqual({ ref: REF, asset: 'ETH', to: TO.toLowerCase(), amount: (2n ** 200n).toString() });
  expect(readArgs('CUSTODY_PAY_OUT', intent.args).amount).toBe(2n ** 200n);
  const told = await t.db.sql`select payload from outbox where topic = 'chainIntent' and key = ${intent.id}`;
  expect(told.map(({ payload }) => payload as unknown)).toEqual([
    { id: intent.id, kind: 'CUSTODY_PAY_OUT', status: 'PREPARED', userId: user.id },
  ]);
});

test('twice is once, also at the same time; another wish under the same reference is a fault', async () => {
  const wish = payOut({ reference: 'withdrawal-2' });
  const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => write(wish)));
  for (const other of others) expect(other).toEqual(first);
  await expect(write({ ...wish, args: { ...wish.args, amount: 1n } })).rejects.toThrow('other arguments');
  expect((await write({ ...wish, chainId: 1 })).id).not.toBe(first?.id);
});

test('an intent is undone with what caused it', async () => {
  const failing = t.db.transact(async (tx) => {
    await writeIntent(tx, payOut({ reference: 'withdrawal-3' }));
    throw new Error('the cause failed');
  });
  await expect(failing).rejects.toThrow('the cause failed');
  expect(await t.db.sql`select from chain_intents where reference = 'withdrawal-3'`).toHaveLength(0);
});

test.each([
  ['an amount of nothing', { amount: 0n }],
  ['more than a uint256', { amount: 2n ** 256n }],
  ['the zero address', { to: `0x${'00'.repeat(20)}` }],
  ['an address that is too short', { to: '0xabcd' }],
  ['a reference that is no 32 bytes', { ref: '0x1234' }],
  ['an asset that is not kept', { asset: 'EUR' as 'ETH' }],
  ['an argument that nobody asked for', { data: '0x' }],
])('refuses %s', async (_, args) => {
  const wish = payOut({ reference: 'withdrawal-4' });
  await expect(write({ ...wish, args: { ...wish.args, ...args } })).rejects.toThrow(ZodError);
});
