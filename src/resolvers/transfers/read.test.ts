import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { encodeKeyset } from '../pages.ts';
import { myTransfers, visibleTransfers } from './read.ts';
import { sendTransfer } from './send-transfer.ts';

let t: TestApp;
let [alice, bob, carol, admin, finance] = [] as unknown as [TestUser, TestUser, TestUser, TestUser, TestUser];
const ids: string[] = [];

beforeAll(async () => {
  t = await openTestApp();
  alice = await t.user('alice', { funds: { EUR: '100.00' } });
  bob = await t.user('bob', { funds: { EUR: '100.00' } });
  carol = await t.user('carol', { funds: { EUR: '100.00' } });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  finance = await t.user('finance', { roles: ['FINANCE'] });
  for (let i = 0; i < 7; i++) {
    const [from, to] = i % 2 ? [bob, alice] : [alice, bob];
    const sent = {
      recipientId: encodeId('User', to.id),
      asset: 'EUR',
      amount: '1.00',
      idempotencyKey: `transfer-${i}`,
    };
    ids.push((await sendTransfer(from.ctx, sent)).id);
  }
  const other = { recipientId: encodeId('User', bob.id), asset: 'EUR', amount: '1.00', idempotencyKey: 'of-carol' };
  await sendTransfer(carol.ctx, other);
});
afterAll(() => t[Symbol.asyncDispose]());

test('gives what the caller sent and received, newest first, page by page, and nothing of others', async () => {
  const found: string[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < 3; pages++) {
    const page = await myTransfers(alice.ctx, { first: 3, after });
    expect(page.hasNextPage).toBe(pages < 2);
    expect(page.hasPreviousPage).toBe(pages > 0);
    found.push(...page.items.map(({ id }) => id));
    after = page.cursorOf(page.items.at(-1) ?? (undefined as never));
  }
  expect(found).toEqual(ids.toReversed());
  expect((await myTransfers(carol.ctx, {})).items).toHaveLength(1);
});

test('joins the parties that are wanted, and those alone', async () => {
  const [plain] = (await myTransfers(alice.ctx, { first: 1 })).items;
  expect(plain).not.toHaveProperty('sender');
  const [both] = (await myTransfers(alice.ctx, { first: 1 }, { sender: true, recipient: true })).items;
  expect(both?.sender).toEqual(await t.nobody.loaders.users.load(alice.id));
  expect(both?.recipient).toEqual(await t.nobody.loaders.users.load(bob.id));
});

test('refuses a caller who is not signed in, and a cursor that is none', async () => {
  await expect(myTransfers(t.nobody, {})).rejects.toThrow(Unauthenticated);
  for (const after of ['x', encodeKeyset(['newest', 1n]), encodeKeyset(["' or true"])]) {
    await expect(myTransfers(alice.ctx, { after })).rejects.toThrow(InputInvalid);
  }
});

test('a transfer is seen by its parties and an admin; for everyone else it is as if it were not there', async () => {
  const [id] = ids as [string];
  const absent = '01900000-0000-7000-8000-000000000000';
  for (const { ctx } of [alice, bob, admin]) {
    const [seen, missing] = await visibleTransfers(ctx, [id, absent]);
    expect(seen).toMatchObject({ id });
    expect(missing).toBeNull();
  }
  for (const ctx of [carol.ctx, finance.ctx, t.nobody])
    expect(await visibleTransfers(ctx, [id, absent])).toEqual([null, null]);
});
