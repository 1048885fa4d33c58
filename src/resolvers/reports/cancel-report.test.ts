import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openTestApp } from '../../../test/harness.ts';
import { askReport, reportNow, runReports } from '../../../test/report-lab.ts';
import { encodeId } from '../ids.ts';
import { cancelReport } from './cancel-report.ts';
import { counted, ReportLostError } from './progress.ts';
import type { ReportTable } from './tables.ts';

test('a report that waits is cancelled by its owner, and never made', async () => {
  await using t = await openTestApp();
  const [ada, bob] = [await t.user('ada'), await t.user('bob')];
  const report = await askReport(ada, { kind: 'TRADES', format: 'CSV' });
  const input = { reportId: encodeId('Report', report.id) };
  await expect(cancelReport(bob.ctx, input)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await cancelReport(ada.ctx, input)).toMatchObject({ status: 'CANCELLED' });
  await runReports(t);
  expect(await reportNow(t, report)).toMatchObject({ status: 'CANCELLED', attempts: 0, documentId: null });
  await expect(cancelReport(ada.ctx, input)).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' });
});

test('of a report that is being made no further row is read, and it stays cancelled', async () => {
  await using t = await openTestApp({ REPORT_PROGRESS_MS: '50' });
  const ada = await t.user('ada');
  const report = await askReport(ada, { kind: 'TRADES', format: 'CSV' });
  const runId = randomUUID();
  await t.db.sql`update reports set status = 'RUNNING', run_id = ${runId}, started_at = now(), heard_at = now()
                 where id = ${report.id}`;
  const pages: ReportTable['pages'] = async function* () {
    yield [['1']];
    await cancelReport(ada.ctx, { reportId: encodeId('Report', report.id) });
    yield [['2']];
  };
  const table: ReportTable = {
    name: 'rows',
    title: 'Rows',
    columns: [{ name: 'number', type: 'INTEGER' }],
    count: () => Promise.resolve(2n),
    pages,
  };
  const [reading] = await counted(ada.ctx, { ...(await reportNow(t, report)), runId }, [table], undefined);
  const all = async () => {
    for await (const rows of reading?.pages() ?? []) expect(rows).toHaveLength(1);
  };
  await expect(all()).rejects.toThrow(ReportLostError);
  expect(await reportNow(t, report)).toMatchObject({ status: 'CANCELLED', documentId: null });
});
