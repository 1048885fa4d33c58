import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { batchIdOf, euroInDollars, stockIn } from '../../../test/pricing.ts';
import { projectIdOf } from '../../../test/projects.ts';
import { insertOrganizationFees } from '../../db/fee-terms.ts';
import { consumeQuote, insertQuote, lockQuote } from '../../db/quotes.ts';
import { Forbidden, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { FxStale, PriceUnavailable } from '../pricing/errors.ts';
import { scaled } from '../pricing/decimals.ts';
import { suspendProject } from '../projects/suspend-project.ts';
import { createQuote } from './create-quote.ts';
import { NotEnoughInStock, ProjectNotForSale, TooManyQuotes } from './errors.ts';

let t: TestApp;
let [admin, owner, buyer] = [] as unknown as TestUser[] as [TestUser, TestUser, TestUser];
let batchId: string;
beforeAll(async () => {
  t = await openTestApp({ QUOTES_OPEN: '5' });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  buyer = await t.user('buyer');
  ({ batchId } = await stockIn(t, { owner, admin }));
});
afterAll(() => t[Symbol.asyncDispose]());

const wish = (given: object = {}) => ({ batchId: batchIdOf(batchId), quantity: '120', currency: 'EUR', ...given });

test('promises the price of this moment with its fee, and says what both are made of', async () => {
  const quote = await createQuote(buyer.ctx, wish());
  // A vintage of this year of an "ARR; WRC" project: the cheaper of the two, 16.00, and no factor but 1.
  expect(quote).toMatchObject({
    actorId: buyer.id,
    quantity: 120n,
    unitPrice: scaled('16.00'),
    total: 192_000n,
    buyerFee: 1_920n,
    buyerFeeBps: 100,
    buyerFeeBasis: 'DEFAULT',
    modelVersion: 1,
    fxRate: null,
    status: 'OPEN',
  });
  expect(quote.expiresAt.getTime() - quote.createdAt.getTime()).toBe(60_000);
  expect(quote.calculation).toMatchObject({ type: 'WRC', typeBase: '16', price: '16', bandLow: '8', bandHigh: '32' });
});

test('a price in another currency is exchanged at a named rate, and refused where that is too old', async () => {
  await expect(createQuote(buyer.ctx, wish({ currency: 'USD' }))).rejects.toThrow(FxStale);
  await euroInDollars(t, '1.20', 6);
  await expect(createQuote(buyer.ctx, wish({ currency: 'USD' }))).rejects.toThrow(FxStale);
  await euroInDollars(t, '1.1623', 5);
  const quote = await createQuote(buyer.ctx, wish({ currency: 'USD' }));
  // 16 * 1.1623 = 18.5968, to the cent 18.60.
  expect(quote).toMatchObject({ unitPrice: scaled('18.60'), fxRate: scaled('1.1623'), fxSource: 'ECB', fxBase: 'EUR' });
  expect(quote.calculation).toMatchObject({ fx: { base: 'EUR', rate: '1.1623', source: 'ECB', ageDays: 5 } });
});

test('refuses strangers, what is no batch for sale, and more than there is', async () => {
  await expect(createQuote(t.nobody, wish())).rejects.toThrow(Unauthenticated);
  await expect(createQuote(buyer.ctx, wish({ quantity: '1.5', currency: 'ETH' }))).rejects.toMatchObject({
    issues: [{ path: ['quantity'] }, { path: ['currency'] }],
  });
  await expect(createQuote(buyer.ctx, wish({ batchId: projectIdOf({ id: batchId }) }))).rejects.toThrow(InputInvalid);
  await expect(createQuote(buyer.ctx, wish({ batchId: batchIdOf(buyer.id) }))).rejects.toThrow(NotFound);
  const short = createQuote(buyer.ctx, wish({ quantity: '1001' }));
  await expect(short).rejects.toThrow(NotEnoughInStock);
  await expect(short).rejects.toMatchObject({ available: 1_000n });
  const other = await stockIn(
    t,
    { owner, admin },
    { project: { category: null, projectType: 'Dreams', mitigation: 'NOT_DETERMINED' } },
  );
  await expect(createQuote(buyer.ctx, wish({ batchId: batchIdOf(other.batchId) }))).rejects.toThrow(PriceUnavailable);
  await suspendProject(admin.ctx, { projectId: projectIdOf({ id: other.projectId }), reason: 'looked at again' });
  await expect(createQuote(buyer.ctx, wish({ batchId: batchIdOf(other.batchId) }))).rejects.toThrow(ProjectNotForSale);
});

test('an organization is quoted at its own fees, to those who pay for it', async () => {
  const viewer = await t.user('viewer');
  const moss = await foundedBy(t, buyer, [viewer, 'VIEWER']);
  const agreed = {
    organizationId: moss.row.id,
    makerBps: null,
    takerBps: 25,
    reason: 'Contract 7',
    authorId: admin.id,
  };
  await insertOrganizationFees(t.db, { ...agreed, effectiveFrom: new Date(0) });
  const asked = wish({ organizationId: moss.organizationId });
  expect(await createQuote(buyer.ctx, asked)).toMatchObject({
    organizationId: moss.row.id,
    buyerFee: 480n,
    buyerFeeBps: 25,
    buyerFeeBasis: 'OWN',
  });
  await expect(createQuote(viewer.ctx, asked)).rejects.toThrow(Forbidden);
});

test('no more than so many are open at once', async () => {
  const eager = await t.user('eager');
  for (let count = 0; count < 5; count += 1) await createQuote(eager.ctx, wish({ quantity: '1' }));
  await expect(createQuote(eager.ctx, wish({ quantity: '1' }))).rejects.toThrow(TooManyQuotes);
});

test('what was promised stays, is taken once, and in time alone', async () => {
  const taker = await t.user('taker');
  const quote = await createQuote(taker.ctx, wish());
  const change = t.db.sql`update quotes set unit_price = unit_price - 1 where id = ${quote.id}`;
  await expect(change).rejects.toMatchObject({ constraint_name: 'quotes_promise' });
  const take = () =>
    t.db.transact(async (tx) => {
      const locked = await lockQuote(tx, quote.id);
      await consumeQuote(tx, quote.id, locked?.now ?? new Date());
    });
  await take();
  const [taken] = await t.db.sql`select status from quotes where id = ${quote.id}`;
  expect(taken).toEqual({ status: 'CONSUMED' });
  await expect(
    t.db.sql`update quotes set status = 'OPEN', consumed_at = null where id = ${quote.id}`,
  ).rejects.toMatchObject({
    constraint_name: 'quotes_steps',
  });
  const { status, consumedAt, ...promise } = quote;
  void status;
  void consumedAt;
  const late = await insertQuote(t.db, {
    ...promise,
    id: quote.id.replace(/^.{8}/, '00000000'),
    expiresAt: new Date(1_000),
  });
  await expect(consumeQuote(t.db, late.id, new Date())).rejects.toMatchObject({
    cause: { constraint_name: 'quotes_in_time' },
  });
});
