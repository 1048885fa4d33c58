import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { listAudit } from '../audit/read.ts';
import { Forbidden, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { publishProcessorTerms } from './publish-processor-terms.ts';
import { processorTermsInForce } from './read.ts';
import { idOfVersion } from './rules.ts';

let t: TestApp;
let [admin, finance] = [] as unknown as TestUser[] as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  finance = await t.user('finance', { roles: ['FINANCE'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const wish = { method: 'CARD', currency: 'EUR', rateBps: 150, fixed: '0.25', source: 'Contract of March' };
const card = async () =>
  (await processorTermsInForce(t.nobody)).filter(({ method }) => method === 'CARD').map((terms) => ({ ...terms }));

test('holds from its start on, for its way of paying and currency alone', async () => {
  expect(await card()).toMatchObject([
    { currency: 'USD', rateBps: 290, fixed: 30n, authorId: null },
    { currency: 'EUR', rateBps: 290, fixed: 30n },
  ]);
  const published = await publishProcessorTerms(admin.ctx, wish);
  await publishProcessorTerms(admin.ctx, {
    ...wish,
    rateBps: 10,
    effectiveFrom: new Date(Date.now() + 3_600_000).toISOString(),
  });
  expect(await card()).toMatchObject([
    { currency: 'USD', rateBps: 290 },
    { currency: 'EUR', rateBps: 150, fixed: 25n, version: published.version, authorId: admin.id },
  ]);
  const subjectId = encodeId('ProcessorTerms', idOfVersion(published.version));
  const { items } = await listAudit(admin.ctx, { filterBy: { subjectId } });
  expect(items).toMatchObject([{ action: 'PROCESSOR_TERMS_PUBLISHED', detail: { rateBps: '150', fixed: '25' } }]);
});

test('refuses everyone but PLATFORM_ADMIN, and terms that leave nothing', async () => {
  await expect(publishProcessorTerms(t.nobody, wish)).rejects.toThrow(Unauthenticated);
  await expect(publishProcessorTerms(finance.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(publishProcessorTerms(admin.ctx, { ...wish, rateBps: 10_000 })).rejects.toMatchObject({
    issues: [{ path: ['rateBps'] }],
  });
  await expect(publishProcessorTerms(admin.ctx, { ...wish, fixed: '0.255' })).rejects.toMatchObject({
    issues: [{ path: ['fixed'] }],
  });
});
