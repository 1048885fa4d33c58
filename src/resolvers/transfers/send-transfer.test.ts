import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import { formatAmount } from '../amounts.ts';
import { IdempotencyConflict, InputInvalid, InsufficientFunds, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { SelfTransfer } from './errors.ts';
import { sendTransfer } from './send-transfer.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

let names = 0;
const pair = async (): Promise<[TestUser, TestUser]> => {
  const funds = { EUR: '100.00', USD: '50.00', CARBON: '3' };
  names += 1;
  return [await t.user(`sender${names}`, { funds }), await t.user(`recipient${names}`)];
};

const wish = (to: TestUser, changes: Record<string, unknown> = {}) => ({
  recipientId: encodeId('User', to.id),
  asset: 'EUR',
  amount: '12.34',
  note: 'for the seeds',
  idempotencyKey: 'the-key-1',
  ...changes,
});

test('moves the amount at once and touches no other currency', async () => {
  const [sender, recipient] = await pair();
  const transfer = await sendTransfer(sender.ctx, wish(recipient));
  expect(transfer).toMatchObject({
    senderId: sender.id,
    recipientId: recipient.id,
    asset: 'EUR',
    amount: 1234n,
    note: 'for the seeds',
    status: 'COMPLETED',
  });
  expect(await t.balance(sender, 'EUR')).toEqual({ available: units('87.66', 'EUR'), held: 0n });
  expect(await t.balance(recipient, 'EUR')).toEqual({ available: units('12.34', 'EUR'), held: 0n });
  expect(await t.balance(sender, 'USD')).toEqual({ available: units('50.00', 'USD'), held: 0n });
  expect(await t.balance(recipient, 'USD')).toEqual({ available: 0n, held: 0n });
  expect(await t.balance(sender, 'CARBON')).toEqual({ available: units('3', 'CARBON'), held: 0n });
});

test('moves all there is, to the last 10^-18', async () => {
  const [sender, recipient] = await pair();
  await sendTransfer(sender.ctx, wish(recipient, { asset: 'CARBON', amount: '2.999999999999999999' }));
  await sendTransfer(
    sender.ctx,
    wish(recipient, { asset: 'CARBON', amount: '0.000000000000000001', idempotencyKey: 'key-two-2' }),
  );
  expect(await t.balance(sender, 'CARBON')).toEqual({ available: 0n, held: 0n });
  expect(await t.balance(recipient, 'CARBON')).toEqual({ available: units('3', 'CARBON'), held: 0n });
});

test('refuses a caller who is not signed in', async () => {
  const [, recipient] = await pair();
  await expect(sendTransfer(t.nobody, wish(recipient))).rejects.toThrow(Unauthenticated);
});

test('refuses a transfer to oneself, which moved nothing into being', async () => {
  const [sender] = await pair();
  await expect(sendTransfer(sender.ctx, wish(sender))).rejects.toThrow(SelfTransfer);
  expect(await t.balance(sender, 'EUR')).toEqual({ available: units('100.00', 'EUR'), held: 0n });
});

test('refuses more than is available, and says what is', async () => {
  const [sender, recipient] = await pair();
  const refused = sendTransfer(sender.ctx, wish(recipient, { amount: '100.01' }));
  await expect(refused).rejects.toThrow(InsufficientFunds);
  await expect(refused).rejects.toMatchObject({ asset: 'EUR', available: 10_000n, required: 10_001n });
  expect(await t.balance(recipient, 'EUR')).toEqual({ available: 0n, held: 0n });
});

test('refuses a recipient who does not exist, and an id that is none of a user', async () => {
  const [sender, recipient] = await pair();
  const nobody = encodeId('User', '01900000-0000-7000-8000-000000000000');
  await expect(sendTransfer(sender.ctx, wish(recipient, { recipientId: nobody }))).rejects.toThrow(NotFound);
  const wallet = encodeId('Wallet', recipient.id);
  await expect(sendTransfer(sender.ctx, wish(recipient, { recipientId: wallet }))).rejects.toThrow(InputInvalid);
});

test('refuses a bad input with every issue at once', async () => {
  const [sender, recipient] = await pair();
  const bad = wish(recipient, { recipientId: 'x', amount: '1.234', note: 'a\u0000b', idempotencyKey: 'short' });
  const refused = sendTransfer(sender.ctx, bad);
  await expect(refused).rejects.toThrow(InputInvalid);
  const paths = await refused.catch((error: InputInvalid) => error.issues.map((issue) => issue.path.join('.')));
  expect(new Set(paths as string[])).toEqual(new Set(['recipientId', 'amount', 'note', 'idempotencyKey']));
});

test.each(['-1', '0', '0.00', '1e3', '1e400', 'NaN', '', ' 1', '+1', '0x10', '1,5', '1.', '.5'])(
  'refuses %j as an amount',
  async (amount) => {
    const [sender, recipient] = await pair();
    await expect(sendTransfer(sender.ctx, wish(recipient, { amount }))).rejects.toThrow(InputInvalid);
  },
);

test('twice is once: the same key and input give the first result again', async () => {
  const [sender, recipient] = await pair();
  const first = await sendTransfer(sender.ctx, wish(recipient));
  const again = await sendTransfer(sender.ctx, wish(recipient));
  expect(again).toEqual(first);
  expect(await t.balance(recipient, 'EUR')).toEqual({ available: 1234n, held: 0n });
});

test('twice at the same time is once', async () => {
  const [sender, recipient] = await pair();
  const transfers = await Promise.all(Array.from({ length: 20 }, () => sendTransfer(sender.ctx, wish(recipient))));
  expect(new Set(transfers.map(({ id }) => id)).size).toBe(1);
  expect(await t.balance(recipient, 'EUR')).toEqual({ available: 1234n, held: 0n });
});

test('refuses a used key with another input; another user may use it', async () => {
  const [sender, recipient] = await pair();
  await sendTransfer(sender.ctx, wish(recipient));
  await expect(sendTransfer(sender.ctx, wish(recipient, { amount: '12.35' }))).rejects.toThrow(IdempotencyConflict);
  await sendTransfer(recipient.ctx, wish(sender, { amount: '2.34' }));
  expect(await t.balance(recipient, 'EUR')).toEqual({ available: 1000n, held: 0n });
});

test('a refused wish leaves its key free, since nothing was done', async () => {
  const [sender, recipient] = await pair();
  const more = wish(recipient, { amount: '150.00' });
  await expect(sendTransfer(sender.ctx, more)).rejects.toThrow(InsufficientFunds);
  const donor = await t.user(`donor${names}`, { funds: { EUR: '60.00' } });
  await sendTransfer(donor.ctx, wish(sender, { amount: '60.00' }));
  await sendTransfer(sender.ctx, more);
  expect(await t.balance(sender, 'EUR')).toEqual({ available: units('10.00', 'EUR'), held: 0n });
});

test('tells both owners', async () => {
  const [sender, recipient] = await pair();
  const { id } = await sendTransfer(sender.ctx, wish(recipient));
  const events = await t.db.sql<{ topic: string; payload: Record<string, string> }[]>`
    select topic, payload from outbox where xid = (select xid from outbox where key = ${id}) order by position`;
  expect(events.map(({ topic, payload }) => [topic, payload.ownerId ?? payload.id])).toEqual([
    ['transfer', id],
    ['wallet', sender.id],
    ['wallet', recipient.id],
  ]);
});

test('a hundred transfers to and fro at once neither deadlock nor lose a cent', async () => {
  const [a, b] = await pair();
  await sendTransfer(a.ctx, wish(b, { amount: '50.00', idempotencyKey: 'seed-money' }));
  const cents = (i: number) => BigInt(i + 1);
  await Promise.all(
    Array.from({ length: 100 }, (_, i) => {
      const [from, to] = i % 2 ? [a, b] : [b, a];
      return sendTransfer(
        from.ctx,
        wish(to, { amount: formatAmount(cents(i), 'EUR'), idempotencyKey: `concurrent-${i}` }),
      );
    }),
  );
  const [left, right] = [await t.balance(a, 'EUR'), await t.balance(b, 'EUR')];
  expect(left.available + right.available).toBe(10_000n);
  const gained = Array.from({ length: 100 }, (_, i) => (i % 2 ? -cents(i) : cents(i))).reduce(
    (sum, gain) => sum + gain,
    0n,
  );
  expect(left.available).toBe(5000n + gained);
  expect((await t.ledgerSums()).EUR).toBe(0n);
});
