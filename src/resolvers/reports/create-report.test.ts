import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { offerIn, sell } from '../../../test/announcements.ts';
import { openTestApp } from '../../../test/harness.ts';
import { askReport, bytesOfReport, reportNow, reportText, runReports } from '../../../test/report-lab.ts';
import { createReport } from './create-report.ts';

test('trades are reported as CSV: queued, made by a worker, stored sealed, and downloaded', async () => {
  await using t = await openTestApp();
  const ada = await t.user('ada', { funds: { CARBON: '10' } });
  await sell(t, await offerIn(t, ada, 'ACTIVE'), '4');
  const report = await askReport(ada, { kind: 'TRADES', format: 'CSV' });
  expect(report).toMatchObject({ status: 'QUEUED', attempts: 0, documentId: null });
  await runReports(t);
  expect(await reportNow(t, report)).toMatchObject({ status: 'READY', attempts: 1, rowsDone: 1n, rowsTotal: 1n });
  const rows: unknown = parse(await bytesOfReport(t, report), { columns: true });
  expect(rows).toMatchObject([
    {
      side: 'SELL',
      asset: 'CARBON',
      tonnes: '4.00',
      currency: 'EUR',
      price: '8.35',
      total: '33.40',
      status: 'COMPLETED',
    },
  ]);
  // Nothing of it lies in the storage as it is.
  const [stored] = await t.db.sql<{ kind: string; createdBy: string }[]>`
    select d.kind, d.created_by from documents d join reports r on r.document_id = d.id`;
  expect(stored).toEqual({ kind: 'REPORT', createdBy: ada.id });
});

test('one wish is one report, and there are only so many at once', async () => {
  await using t = await openTestApp({ REPORTS_OPEN: '1' });
  const ada = await t.user('ada');
  const wish = { kind: 'TRADES', format: 'CSV', idempotencyKey: randomUUID() };
  const report = await createReport(ada.ctx, wish);
  expect((await createReport(ada.ctx, wish)).id).toBe(report.id);
  await expect(askReport(ada, wish)).resolves.toMatchObject({ id: report.id });
  const other = { ...wish, idempotencyKey: randomUUID() };
  await expect(createReport(ada.ctx, other)).rejects.toMatchObject({ code: 'TOO_MANY_REPORTS', most: 1 });
  await runReports(t);
  expect(await reportText(t, ada, { ...wish, idempotencyKey: randomUUID() })).toMatch(/^trade,at,side/);
});

test.each([
  ['a period that ends before it begins', { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }],
  ['a statement without a period', { kind: 'ACCOUNT_STATEMENT' }],
  ['a project report without a project', { kind: 'PROJECT' }],
  ['an unknown format', { format: 'DOC' }],
])('%s is refused', async (_, wish) => {
  await using t = await openTestApp();
  const ada = await t.user('ada');
  await expect(askReport(ada, { kind: 'TRADES', format: 'CSV', ...wish })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
  });
});
