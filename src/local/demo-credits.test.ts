import { expect, test } from 'vitest';
import { openTestApp } from '../../test/harness.ts';
import { PLATFORM_PARTY } from '../db/parties.ts';
import { listAnnouncements } from '../resolvers/announcements/read.ts';
import { splitBlock } from '../resolvers/batches/split-block.ts';
import { balanceOf, isReconciled, myHoldings } from '../resolvers/holdings/read.ts';
import { fillDemoCredits } from './demo-credits.ts';
import { fillDemoProjects } from './demo-projects.ts';

test('the demo has credits for sale and a stock of the platform, also when it is begun again', async () => {
  await using t = await openTestApp();
  const seller = (await t.user('seller', { roles: ['PROJECT_OWNER'] })).ctx;
  const admin = (await t.user('admin', { roles: ['PLATFORM_ADMIN'] })).ctx;
  await fillDemoProjects({ owner: seller, admin });
  for (let times = 0; times < 2; times += 1) {
    await fillDemoCredits({ seller, admin });
    const holdings = await myHoldings(seller, {});
    expect(holdings.items).toMatchObject([{ available: 1_000n, held: 1_000n }]);
    const offers = await listAnnouncements(t.nobody, { filterBy: { asset: 'CREDIT' } }, {});
    expect(offers.items).toMatchObject([{ quantity: 1_000n, remaining: 1_000n, status: 'ACTIVE' }]);
    const stock = await t.db.sql<{ batchId: string; balance: bigint }[]>`
      select w.batch_id, a.balance from wallets w join accounts a on a.wallet_id = w.id and a.kind = 'AVAILABLE'
      where w.owner_id = ${PLATFORM_PARTY} and w.batch_id is not null order by a.id`;
    expect(stock.map(({ balance }) => balance)).toEqual([3_000n, 3_000n]);
    for (const { batchId } of stock) expect(isReconciled(await balanceOf(t.nobody, { id: batchId }))).toBe(true);
  }
});

test('a platform of which credits were retired, in however many parts, starts again', async () => {
  await using t = await openTestApp();
  const seller = (await t.user('seller', { roles: ['PROJECT_OWNER'] })).ctx;
  const admin = (await t.user('admin', { roles: ['PLATFORM_ADMIN'] })).ctx;
  await fillDemoProjects({ owner: seller, admin });
  await fillDemoCredits({ seller, admin });
  const blocks = await t.db.sql<{ id: string }[]>`select id from serial_blocks order by block_start`;
  for (const { id } of blocks) {
    await t.db.transact(async (tx) => {
      let rest: string | undefined = id;
      for (let parts = 0; parts < 120 && rest; parts += 1) rest = (await splitBlock(tx, rest, 3n)).rest?.id;
    });
  }
  const holdings = await myHoldings(seller, {});
  await fillDemoCredits({ seller, admin });
  expect(await myHoldings(seller, {})).toMatchObject({ items: holdings.items });
  const [count] = await t.db.sql<{ deposits: number }[]>`select count(*)::int as deposits from credit_deposits`;
  expect(count).toEqual({ deposits: 3 });
});
