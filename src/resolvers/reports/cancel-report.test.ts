import { expect, test } from 'vitest';
import { openTestApp } from '../../../test/harness.ts';
import { askReport, reportNow, runReports } from '../../../test/report-lab.ts';
import { encodeId } from '../ids.ts';
import { cancelReport } from './cancel-report.ts';

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
