import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { offerId, runOut, step } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOrderLab, order, orderIdOf, type OrderLab, payByCard, settled } from '../../../test/order-lab.ts';
import { namesOn, PAGE, searchDifferences } from '../../../test/search-lab.ts';
import { cancelAnnouncement } from '../announcements/cancel-announcement.ts';
import { expireAnnouncements } from '../announcements/expire-announcements.ts';
import { pauseAnnouncement } from '../announcements/pause-announcement.ts';
import { resumeAnnouncement } from '../announcements/resume-announcement.ts';
import { encodeId } from '../ids.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { resumeProject } from './resume-project.ts';
import { searchProjects } from './search-projects.ts';
import { suspendProject } from './suspend-project.ts';

let t: TestApp;
let lab: OrderLab;
let [buyer, admin] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  lab = await openOrderLab(t);
  buyer = await t.user('buyer');
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

let projects = 0;
/** A batch of a project of its own, and whether the search has that project among those with credits for sale. */
async function batchOf(): Promise<{ readonly batchId: string; readonly isForSale: () => Promise<boolean> }> {
  const name = `Peat bog ${(projects += 1)}`;
  const batchId = await lab.batch({ project: { name } });
  const has = async (hasCreditsForSale: boolean) =>
    namesOn(await searchProjects(t.nobody, { search: { hasCreditsForSale }, first: 50 }, PAGE)).includes(name);
  return {
    batchId,
    async isForSale() {
      const found = await has(true);
      expect(await has(false), name).toBe(!found);
      return found;
    },
  };
}
const cancel = (ordered: { readonly id: string }) =>
  cancelOrder(buyer.ctx, { orderId: orderIdOf(ordered), idempotencyKey: newId() });
const ofBatch = (batchId: string, quantity: string) =>
  order(buyer, { batchId: encodeId('CreditBatch', batchId), quantity, currency: 'EUR' });

test('credits that are announced are for sale while some are left that nobody has ordered', async () => {
  const { batchId, isForSale } = await batchOf();
  await lab.give(buyer.id, batchId, 3n);
  expect(await isForSale()).toBe(false);
  const offer = await lab.offer(batchId, 10n);
  expect(await isForSale()).toBe(true);

  const [first, rest] = [await ofBatch(batchId, '4'), await ofBatch(batchId, '6')];
  expect(await isForSale()).toBe(false);
  await cancel(rest);
  expect(await isForSale()).toBe(true);
  await payByCard(buyer, first);
  expect(await settled(t, first)).toMatchObject({ status: 'COMPLETED' });
  expect(await isForSale()).toBe(true);
  const last = await order(buyer, { announcementId: offerId(offer), quantity: '6' });
  await payByCard(buyer, last);
  await settled(t, last);
  expect(await isForSale()).toBe(false);
  expect(await searchDifferences(t.db)).toEqual([]);
});

test('an announcement that is paused, cancelled or has run out sells nothing', async () => {
  const { batchId, isForSale } = await batchOf();
  const seller = await t.user('seller');
  const offer = await lab.offer(batchId, 5n, { seller });
  await pauseAnnouncement(seller.ctx, step(offer));
  expect(await isForSale()).toBe(false);
  await resumeAnnouncement(seller.ctx, step(offer));
  expect(await isForSale()).toBe(true);
  await cancelAnnouncement(seller.ctx, step(offer));
  expect(await isForSale()).toBe(false);
  const other = await lab.offer(batchId, 5n);
  await runOut(t, [other.id]);
  await expireAnnouncements(t.nobody);
  expect(await isForSale()).toBe(false);
  expect(await searchDifferences(t.db)).toEqual([]);
});

test('what the platform has in stock is for sale, and what others hold is not', async () => {
  const { batchId, isForSale } = await batchOf();
  await lab.stock(batchId, 7n);
  expect(await isForSale()).toBe(true);
  const ordered = await ofBatch(batchId, '7');
  expect(await isForSale()).toBe(false);
  await cancel(ordered);
  expect(await isForSale()).toBe(true);
  expect(await searchDifferences(t.db)).toEqual([]);
});

test('nothing of a suspended project is for sale', async () => {
  const { batchId, isForSale } = await batchOf();
  await lab.stock(batchId, 7n);
  const [row] = await t.db.sql<{ projectId: string }[]>`select project_id from batches where id = ${batchId}`;
  const projectId = encodeId('Project', row?.projectId ?? '');
  await suspendProject(admin.ctx, { projectId, reason: 'an inquiry' });
  expect(await isForSale()).toBe(false);
  await expect(ofBatch(batchId, '1')).rejects.toMatchObject({ code: 'NOT_ENOUGH_OFFERED' });
  await resumeProject(admin.ctx, { projectId, reason: 'it is over' });
  expect(await isForSale()).toBe(true);
});

test('many who order and cancel the last ones at once leave the search as the market is', async () => {
  const [here, there] = [await batchOf(), await batchOf()];
  for (const { batchId } of [here, there]) {
    await lab.stock(batchId, 1n);
    await lab.offer(batchId, 1n);
  }
  const people = await Promise.all(Array.from({ length: 8 }, (_, index) => t.user(`hasty-${index}`)));
  await Promise.all(
    people.map(async (hasty, index) => {
      for (const { batchId } of index % 2 === 0 ? [here, there] : [there, here]) {
        const wish = { batchId: encodeId('CreditBatch', batchId), quantity: '1', currency: 'EUR' };
        const ordered = await order(hasty, wish).catch(() => undefined);
        if (ordered) await cancelOrder(hasty.ctx, { orderId: orderIdOf(ordered), idempotencyKey: newId() });
      }
    }),
  );
  expect([await here.isForSale(), await there.isForSale()]).toEqual([true, true]);
  expect(await searchDifferences(t.db)).toEqual([]);
});
