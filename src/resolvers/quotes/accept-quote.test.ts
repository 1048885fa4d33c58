import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOrderLab, type OrderLab, payByCard, settled } from '../../../test/order-lab.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { selectQuotesById } from '../../db/quotes.ts';
import { selectOrderLines } from '../../db/order-writes.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import { selectPricedBatches } from '../../db/priced-batches.ts';
import { Forbidden, NotFound, Unauthenticated } from '../errors.ts';
import { decodeId, encodeId } from '../ids.ts';
import { createOrder } from '../orders/create-order.ts';
import { NotEnoughOffered, QuoteClosed } from '../orders/errors.ts';
import { suspendProject } from '../projects/suspend-project.ts';
import { acceptQuote } from './accept-quote.ts';
import { createQuote } from './create-quote.ts';
import { ProjectNotForSale } from './errors.ts';

let t: TestApp;
let lab: OrderLab;
let buyer: TestUser;
let batchId: string;

beforeAll(async () => {
  t = await openTestApp({ QUOTES_OPEN: '100' });
  lab = await openOrderLab(t);
  buyer = await t.user('buyer');
  batchId = await lab.batch({ project: { category: 'ARR; WRC' } });
  await lab.stock(batchId, 500n);
});
afterAll(() => t[Symbol.asyncDispose]());

const quoted = (by: TestUser, quantity: string, given: object = {}) =>
  createQuote(by.ctx, { batchId: encodeId('CreditBatch', batchId), quantity, currency: 'EUR', ...given });
const wish = ({ id }: { readonly id: string }, given: object = {}) => ({
  quoteId: encodeId('Quote', id),
  idempotencyKey: newId(),
  ...given,
});
const statusOf = async ({ id }: { readonly id: string }) => (await selectQuotesById(t.db, [id]))[0]?.status;

test('orders at the price of the quote, to the cent, and takes the quote', async () => {
  const quote = await quoted(buyer, '120');
  const ordered = await acceptQuote(buyer.ctx, wish(quote));
  expect(ordered).toMatchObject({
    source: 'QUOTE',
    sourceId: quote.id,
    quantity: 120n,
    total: quote.total,
    buyerFee: quote.buyerFee,
    feeScheduleVersion: quote.feeScheduleVersion,
  });
  expect(await statusOf(quote)).toBe('CONSUMED');
  expect(await selectOrderLines(t.db, [ordered.id])).toMatchObject([
    { announcementId: null, batchId, pricePerCredit: quote.unitPrice, priceSource: 'QUOTE' },
  ]);
  expect((await lab.holding(PLATFORM_PARTY, batchId)).held).toBe(120n);
  await payByCard(buyer, ordered);
  expect(await settled(t, ordered)).toMatchObject({ status: 'COMPLETED' });
  expect(await lab.holding(buyer.id, batchId)).toEqual({ available: 120n, held: 0n });
  expect(await lab.faultsInBooks()).toEqual([]);
});

test('takes it once, however often and by whom it is tried at the same time', async () => {
  const quote = await quoted(buyer, '1');
  const tries = await Promise.allSettled(Array.from({ length: 6 }, () => acceptQuote(buyer.ctx, wish(quote))));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refused = tries.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  expect(refused.every((reason) => reason instanceof QuoteClosed && reason.status === 'CONSUMED')).toBe(true);
  const again = wish(await quoted(buyer, '1'));
  const [first, second] = [await acceptQuote(buyer.ctx, again), await acceptQuote(buyer.ctx, again)];
  expect(second.id).toBe(first.id);
});

test('is only for whoever asked, in time', async () => {
  const quote = await quoted(buyer, '1');
  await expect(acceptQuote(t.nobody, wish(quote))).rejects.toThrow(Unauthenticated);
  await expect(acceptQuote((await t.user('stranger')).ctx, wish(quote))).rejects.toThrow(NotFound);
  await expect(acceptQuote(buyer.ctx, wish({ id: newId() }))).rejects.toThrow(NotFound);
  await t.db.transact(async ({ sql }) => {
    await sql`set local session_replication_role = replica`;
    await sql`update quotes set expires_at = now() - interval '1 second' where id = ${quote.id}`;
  });
  await expect(acceptQuote(buyer.ctx, wish(quote))).rejects.toMatchObject({ code: 'QUOTE_CLOSED', status: 'EXPIRED' });
});

test('keeps the quote open where the stock has gone meanwhile', async () => {
  const small = await lab.batch({ project: { category: 'ARR; WRC', name: 'Small' } });
  await lab.stock(small, 10n);
  const [one, two] = [
    await quoted(buyer, '6', { batchId: encodeId('CreditBatch', small) }),
    await quoted(buyer, '6', { batchId: encodeId('CreditBatch', small) }),
  ];
  await acceptQuote(buyer.ctx, wish(one));
  await expect(acceptQuote(buyer.ctx, wish(two))).rejects.toThrow(NotEnoughOffered);
  expect(await statusOf(two)).toBe('OPEN');
});

test('nothing of a project that was suspended meanwhile is sold, neither by quote nor by announcement', async () => {
  const suspended = await lab.batch({ project: { category: 'ARR; WRC', name: 'Suspended' } });
  await lab.stock(suspended, 10n);
  const offer = await lab.offer(suspended, 10n);
  const quote = await quoted(buyer, '1', { batchId: encodeId('CreditBatch', suspended) });
  const admin = await t.user('suspending', { roles: ['PLATFORM_ADMIN'] });
  const [batch] = await selectPricedBatches(t.db, [suspended]);
  const projectId = encodeId('Project', batch?.projectId ?? '');
  await suspendProject(admin.ctx, { projectId, reason: 'an inquiry' });
  await expect(acceptQuote(buyer.ctx, wish(quote))).rejects.toThrow(ProjectNotForSale);
  expect(await statusOf(quote)).toBe('OPEN');
  const order = { announcementId: encodeId('Announcement', offer.id), quantity: '1', idempotencyKey: newId() };
  await expect(createOrder(buyer.ctx, order)).rejects.toThrow(ProjectNotForSale);
});

test('an organization’s quote is taken for it, by one who pays for it', async () => {
  const [founder, viewer] = [await t.user('founder', { roles: ['ENTERPRISE_USER'] }), await t.user('viewer')];
  const { organizationId } = await foundedBy(t, founder, [viewer, 'VIEWER']);
  const quote = await quoted(founder, '1', { organizationId });
  await expect(acceptQuote(viewer.ctx, wish(quote))).rejects.toThrow(Forbidden);
  const ordered = await acceptQuote(founder.ctx, wish(quote));
  expect(ordered.organizationId).toBe(decodeId(organizationId)?.id);
});
