import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { outboxFloor, outboxHead, readEvents } from './outbox.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
  // Transaction ids long gone, written out of order, with different numbers of digits.
  await t.db.sql`
    insert into outbox (xid, topic, key, payload)
    values ('100', 'price', 'c', '{}'), ('9', 'price', 'a', '{}'), ('11', 'price', 'b', '{}'), ('9', 'price', 'a2', '{}')`;
});
afterAll(() => t[Symbol.asyncDispose]());

test('events come in the order of their transactions as numbers, not as text', async () => {
  const rows = await readEvents(t.db, { xid: '0', position: 0n }, 10);
  expect(rows.map(({ xid, key }) => `${xid} ${key}`)).toEqual(['9 a', '9 a2', '11 b', '100 c']);
  expect((await readEvents(t.db, { xid: '0', position: 0n }, 3)).map(({ xid }) => xid)).toEqual(['9', '9', '11']);
  expect((await readEvents(t.db, { xid: '11', position: 10n }, 10)).map(({ xid }) => xid)).toEqual(['100']);
});

test('the newest place is that of numbers too, and so is the one up to which all is forgotten', async () => {
  expect((await outboxHead(t.db)).xid).toBe('100');
  expect(await outboxFloor(t.db)).toEqual({ xid: '0', position: 0n });
  await t.db.sql`delete from outbox where key in ('c', 'a')`;
  expect((await outboxFloor(t.db)).xid).toBe('100');
  await t.db.sql`delete from outbox where key = 'b'`;
  expect((await outboxFloor(t.db)).xid).toBe('100');
});
