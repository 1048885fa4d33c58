import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { someoneWaits } from '../../../test/accounts.ts';
import { buy, faultsInBooks, manyUsers, openEngine, outcomesOf } from '../../../test/engines.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import { lockAnnouncements } from '../../db/announcements.ts';
import { Refusal } from '../errors.ts';

let t: TestApp;
let seller: TestUser;
let buyers: TestUser[];
beforeAll(async () => {
  t = await openTestApp();
  seller = await t.user('seller', { funds: { CARBON: '100' } });
  buyers = await manyUsers(t, 'buyer', 8, '1000.00');
});
afterAll(() => t[Symbol.asyncDispose]());

const tradesOf = async ({ id }: { id: string }) =>
  await t.db.sql<{ id: string }[]>`select id from trades where announcement_id = ${id}`;

test('a lost connection is told to every caller at once, and the same keys settle once when it is back', async () => {
  await using engine = await openEngine(t);
  const offer = await openOffer(seller, { price: { fixed: '1' } });
  const wishes = buyers.slice(0, 8).map((buyer) => ({ buyer, key: { idempotencyKey: newId() } }));
  const send = () => outcomesOf(wishes.map(({ buyer, key }) => buy(engine.at(buyer.ctx), offer, '1', key)));
  const lost = await t.db.transact(async (tx) => {
    await lockAnnouncements(tx, [offer.id]);
    const sent = send();
    await someoneWaits(t);
    await t.db.sql`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return sent;
  });
  expect(lost.done).toEqual([]);
  expect(lost.refused).toHaveLength(8);
  for (const error of lost.refused) expect(error).not.toBeInstanceOf(Refusal);
  // One transaction failed: without a database, the halves of a batch are not tried one after the other.
  expect(engine.failures).toHaveLength(1);
  expect(await tradesOf(offer)).toEqual([]);

  const again = await send();
  const repeated = await send();
  expect(again.refused).toEqual([]);
  expect(repeated.done).toEqual(again.done);
  expect(await tradesOf(offer)).toHaveLength(8);
  expect(await faultsInBooks(t)).toEqual([]);
});
