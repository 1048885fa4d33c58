import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { batchIdOf, stockIn } from '../../../test/pricing.ts';
import { listAudit } from '../audit/read.ts';
import { Forbidden, InputInvalid, Unauthenticated } from '../errors.ts';
import { idOfVersion } from '../fee-schedules/rules.ts';
import { encodeId } from '../ids.ts';
import { createQuote } from '../quotes/create-quote.ts';
import { scaled } from './decimals.ts';
import { listModels, modelParameters, modelsById, readModel } from './models.ts';
import { publishPricingParameters } from './publish-pricing-parameters.ts';

let t: TestApp;
let [admin, finance, buyer] = [] as unknown as TestUser[] as [TestUser, TestUser, TestUser];
let batchId: string;
beforeAll(async () => {
  t = await openTestApp();
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  finance = await t.user('finance', { roles: ['FINANCE'] });
  buyer = await t.user('buyer');
  const owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  ({ batchId } = await stockIn(t, { owner, admin }, { project: { category: 'IFM' } }));
});
afterAll(() => t[Symbol.asyncDispose]());

const base = (value: string) => ({ name: 'TYPE_BASE', key: 'IFM', currency: 'EUR', value, source: 'Broker, November' });
const publish = (user: TestUser, given: object = {}) =>
  publishPricingParameters(user.ctx, { reason: 'IFM has risen', parameters: [base('13')], ...given });
const quoted = () => createQuote(buyer.ctx, { batchId: batchIdOf(batchId), quantity: '2', currency: 'EUR' });

test('quotes are priced by it from the moment on, and those before keep their price', async () => {
  const before = await quoted();
  const model = await publish(admin);
  expect(model).toMatchObject({ authorId: admin.id, reason: 'IFM has risen' });
  expect(await quoted()).toMatchObject({ modelVersion: model.version, unitPrice: scaled('13') });
  expect(before).toMatchObject({ modelVersion: 1, unitPrice: scaled('12') });
  const [kept] = await t.db.sql`select unit_price from quotes where id = ${before.id}`;
  expect(kept).toEqual({ unitPrice: scaled('12') });
});

test('what is to come holds from its day on, and everybody can see it before', async () => {
  const effectiveFrom = new Date(Date.now() + 86_400_000).toISOString();
  const coming = await publish(admin, { parameters: [base('20')], effectiveFrom });
  const now = await readModel(t.nobody, undefined);
  expect(now?.version).toBeLessThan(coming.version);
  expect(await quoted()).toMatchObject({ unitPrice: scaled('13') });
  const own = await modelParameters(t.nobody, coming, { ownOnly: true });
  expect(own).toMatchObject([{ name: 'TYPE_BASE', key: 'IFM', value: scaled('20'), authorId: admin.id }]);
  const all = await modelParameters(t.nobody, coming, { ownOnly: false });
  expect(all.length).toBeGreaterThan(100);
  expect(all.find(({ name, key }) => name === 'TYPE_BASE' && key === 'ARR')).toMatchObject({
    modelVersion: 1,
    authorId: null,
  });
  const page = await listModels(t.nobody, { first: 2 });
  expect(page.items.map(({ version }) => version)).toEqual([coming.version, coming.version - 1]);
  expect(await modelsById(t.nobody, [idOfVersion(1), idOfVersion(99_999)])).toMatchObject([{ version: 1 }, null]);
});

test('is recorded with what was decided', async () => {
  const model = await publish(admin, { parameters: [{ name: 'LABEL_CAP', value: '1.5', source: 'a test' }] });
  const { items } = await listAudit(admin.ctx, {
    filterBy: { subjectId: encodeId('PricingModel', idOfVersion(model.version)) },
  });
  expect(items).toMatchObject([{ actorId: admin.id, action: 'PRICING_PUBLISHED' }]);
  const detail = items[0]?.detail as { readonly parameters: string } | undefined;
  expect(JSON.parse(detail?.parameters ?? '')).toEqual({ 'LABEL_CAP  ': '1.50' });
});

test('refuses everyone but PLATFORM_ADMIN, what is outside its limits, and a start that has passed', async () => {
  const versions = async () => (await t.db.sql`select version from pricing_models`).length;
  const before = await versions();
  await expect(publishPricingParameters(t.nobody, {})).rejects.toThrow(Unauthenticated);
  await expect(publish(finance)).rejects.toThrow(Forbidden);
  await expect(publish(admin, { parameters: [base('0')] })).rejects.toThrow(InputInvalid);
  await expect(publish(admin, { effectiveFrom: '2026-01-01T00:00:00Z' })).rejects.toMatchObject({
    issues: [{ path: ['effectiveFrom'] }],
  });
  expect(await versions()).toBe(before);
});

test('no version is ever changed', async () => {
  await expect(t.db.sql`update pricing_parameters set value = 1`).rejects.toThrow(/append/i);
  await expect(t.db.sql`delete from pricing_models`).rejects.toThrow(/append/i);
});
