import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { someoneWaits } from '../../test/accounts.ts';
import { buy } from '../../test/engines.ts';
import { openTestApp, type TestApp, type TestUser, units } from '../../test/harness.ts';
import { openOffer } from '../../test/offers.ts';
import { lockAnnouncements } from './announcements.ts';
import { brokenConstraint } from './client.ts';

let t: TestApp;
let [seller, buyer] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  seller = await t.user('seller', { funds: { CARBON: '100000' } });
  buyer = await t.user('buyer', { funds: { EUR: '10000.00' } });
});
afterAll(() => t[Symbol.asyncDispose]());

const quote = (price: string) => t.db.sql`
  insert into price_latest values ('MCO2', 'EUR', ${units(price, 'ETH').toString()}, now(), now(), 'TEST', null, true)
  on conflict (instrument, currency) do update set price = excluded.price, seen_at = now()`;

describe('who waited for an announcement', () => {
  test('finds it as it is now, with the market price of now, not of before the wait', async () => {
    const offer = await openOffer(seller);
    await quote('9');
    const bought = await t.db.transact(async (tx) => {
      await lockAnnouncements(tx, [offer.id]);
      const waiting = buy(buyer.ctx, offer, '1');
      await someoneWaits(t);
      // It follows the market from now on, and the market has moved, both while the buyer waits.
      await tx.sql`update announcements set price_kind = 'MARKET', fixed_price = null, premium_bps = 100 where id = ${offer.id}`;
      await quote('10');
      return { waiting };
    });
    expect(await bought.waiting).toMatchObject({ pricePerCredit: units('10.1', 'ETH'), priceSource: 'TEST' });
  });

  test('finds it over if its time ran out meanwhile', async () => {
    const offer = await openOffer(seller, { expiresAt: new Date(Date.now() + 86_400_000).toISOString() });
    const bought = await t.db.transact(async (tx) => {
      await lockAnnouncements(tx, [offer.id]);
      const waiting = buy(buyer.ctx, offer, '1').catch((error: unknown) => error);
      await someoneWaits(t);
      // Later than the buyer's transaction began, and over by the time that it goes on.
      await tx.sql`update announcements set expires_at = clock_timestamp() where id = ${offer.id}`;
      return { waiting };
    });
    expect(await bought.waiting).toMatchObject({ code: 'ANNOUNCEMENT_CLOSED', status: 'EXPIRED' });
  });
});

describe('the database itself refuses', () => {
  const refusalOf = (work: PromiseLike<unknown>) =>
    Promise.resolve(work).then(
      () => 'nothing',
      (error: unknown) => brokenConstraint(error) ?? (error as Error).message,
    );

  test.each(['trades', 'transfers', 'fee_schedules'])('to change or forget %s', async (table) => {
    const offer = await openOffer(seller);
    await buy(buyer.ctx, offer, '1');
    const statements = [`update ${table} set created_at = now()`, `delete from ${table}`, `truncate ${table} cascade`];
    for (const statement of statements) expect(await refusalOf(t.db.sql.unsafe(statement))).toContain('append-only');
  });

  test('to forget an announcement, or to give it another seller or currency', async () => {
    const { sql } = t.db;
    const { id } = await openOffer(seller);
    expect(await refusalOf(sql`delete from announcements where id = ${id}`)).toContain('append-only');
    for (const change of [sql`seller_id = ${buyer.id}`, sql`currency = 'USD'`]) {
      const refusal = await refusalOf(sql`update announcements set ${change} where id = ${id}`);
      expect(refusal).toBe('announcements_parties');
    }
  });

  test.each([
    ['an open one to a draft', 'ACTIVE', 'DRAFT'],
    ['a cancelled one to life', 'CANCELLED', 'ACTIVE'],
    ['an expired one to life', 'EXPIRED', 'PAUSED'],
  ])('to bring back %s', async (_, from, to) => {
    const { sql } = t.db;
    const { id } = await openOffer(seller);
    await sql`update announcements set status = ${from} where id = ${id}`;
    expect(await refusalOf(sql`update announcements set status = ${to} where id = ${id}`)).toBe(
      'announcements_closed_for_good',
    );
  });

  test.each([
    ['to leave an open one with nothing', 'remaining = 0', 'announcements_open_has_left'],
    ['to have more left than was offered', 'remaining = quantity + 1', 'announcements_quantities'],
    ['to sell out with something left', `status = 'SOLD_OUT'`, 'announcements_sold_out'],
    ['to give it two prices', 'premium_bps = 1', 'announcements_price'],
    ['to give it away', 'fixed_price = 0', 'announcements_price'],
    ['to ask for more than there is at once', 'minimum_fill = quantity + 1', 'announcements_minimum_fill'],
    ['to sell CARBON for CARBON', `currency = 'CARBON'`, 'announcements_parties'],
  ])('%s', async (_, change, constraint) => {
    const { id } = await openOffer(seller);
    const { sql } = t.db;
    expect(await refusalOf(sql`update announcements set ${sql.unsafe(change)} where id = ${id}`)).toBe(constraint);
  });
});
