import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { offerIn, sell } from '../../../test/announcements.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { draftOf, projectIdOf } from '../../../test/projects.ts';
import { askReport, bytesOfReport, reportNow, runReports } from '../../../test/report-lab.ts';
import { passMail } from '../../workers/mail.ts';
import { passLostReports } from '../../workers/reports.ts';
import { platformContext } from '../context.ts';
import { mayRead } from '../documents/access.ts';
import { openDownload } from '../documents/open-download.ts';
import { documentOfReport, visibleReports } from './read.ts';
import { runReport } from './run-report.ts';
import { watchReports } from './watch.ts';

const WISH = { kind: 'TRADES', format: 'CSV' };
const worker = (t: TestApp) => platformContext(t.app, 'worker');

test('how far it is is told as it moves on, to its owner alone', async () => {
  await using t = await openTestApp();
  const [ada, bob] = [await t.user('ada', { funds: { CARBON: '10' } }), await t.user('bob')];
  await sell(t, await offerIn(t, ada, 'ACTIVE'), '4');
  const [hers, his] = [await watchReports(ada.ctx, {}), await watchReports(bob.ctx, {})];
  await askReport(ada, WISH);
  await askReport(bob, WISH);
  await runReports(t);
  await t.broadcast();
  const told: unknown[] = [];
  for await (const { payload } of hers) {
    const { status, rowsDone, rowsTotal } = payload;
    told.push([status, rowsDone, rowsTotal]);
    if (status === 'READY') break;
  }
  expect(told).toEqual([
    ['QUEUED', '0', null],
    ['RUNNING', '0', null],
    ['RUNNING', '0', '1'],
    ['RUNNING', '1', '1'],
    ['READY', '1', '1'],
  ]);
  expect((await his.next()).value).toMatchObject({ payload: { ownerId: bob.id } });
  await his.return?.();
});

test('what fails inside is tried again, and FAILED in the end', async () => {
  await using t = await openTestApp({ REPORT_ATTEMPTS: '2' });
  const ada = await t.user('ada');
  const report = await askReport(ada, WISH);
  await t.db.sql`alter table trades rename to trades_away`;
  await runReport(worker(t), report.id);
  expect(await reportNow(t, report)).toMatchObject({ status: 'QUEUED', attempts: 1, runId: null });
  await runReport(worker(t), report.id);
  expect(await reportNow(t, report)).toMatchObject({ status: 'FAILED', attempts: 2, documentId: null });
  await t.db.sql`alter table trades_away rename to trades`;
  // One that is over is not made again, though its jobs still come.
  await runReport(worker(t), report.id);
  expect(await reportNow(t, report)).toMatchObject({ status: 'FAILED', attempts: 2 });
});

test('a report whose worker died is made by another, once it was silent for long enough', async () => {
  await using t = await openTestApp();
  const ada = await t.user('ada');
  const report = await askReport(ada, WISH);
  await t.db.sql`
    update reports set status = 'RUNNING', run_id = uuidv7(), attempts = 1, started_at = now(), heard_at = now()`;
  expect(await passLostReports(worker(t))).toBe(0);
  await t.db.sql`update reports set heard_at = now() - interval '1 hour'`;
  expect(await passLostReports(worker(t))).toBe(1);
  expect(await reportNow(t, report)).toMatchObject({ status: 'QUEUED', attempts: 1 });
  await runReport(worker(t), report.id);
  expect(await bytesOfReport(t, report)).toBeDefined();
});

test('a process that ends gives its report back, at no cost to it', async () => {
  await using t = await openTestApp();
  const ada = await t.user('ada', { funds: { CARBON: '10' } });
  await sell(t, await offerIn(t, ada, 'ACTIVE'), '4');
  const report = await askReport(ada, WISH);
  await runReport(worker(t), report.id, AbortSignal.abort());
  expect(await reportNow(t, report)).toMatchObject({ status: 'QUEUED', attempts: 0, documentId: null });
  expect(await t.db.sql`select from documents`).toHaveLength(0);
});

test('what a PDF cannot hold is refused at once, in words', async () => {
  await using t = await openTestApp({ REPORT_PDF_ROWS: '1' });
  const ada = await t.user('ada', { funds: { CARBON: '10' } });
  const offer = await offerIn(t, ada, 'ACTIVE');
  await sell(t, offer, '4');
  await sell(t, offer, '1');
  const report = await askReport(ada, { ...WISH, format: 'PDF' });
  await runReports(t);
  const { status, reason, attempts } = await reportNow(t, report);
  expect([status, attempts]).toEqual(['FAILED', 1]);
  expect(reason).toContain('Ask for CSV');
});

test('of an organization, those read it who see its money', async () => {
  await using t = await openTestApp();
  const ada = await t.user('ada', { roles: ['ENTERPRISE_USER'] });
  const [auditor, viewer] = [await t.user('auditor'), await t.user('viewer')];
  const { row: organization, organizationId } = await foundedBy(t, ada, [auditor, 'AUDITOR'], [viewer, 'VIEWER']);
  const wish = { ...WISH, organizationId };
  const report = await askReport(auditor, wish);
  await expect(askReport(viewer, wish)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await runReports(t);
  const document = await documentOfReport(ada.ctx, await reportNow(t, report));
  if (!document) throw new Error('no document');
  expect(document).toMatchObject({ kind: 'REPORT', organizationId: organization.id });
  const read = await Promise.all([ada, auditor, viewer].map(({ ctx }) => mayRead(ctx, document)));
  expect(read).toEqual([true, true, false]);
  expect(await visibleReports(viewer.ctx, [report.id])).toEqual([null]);
});

test('what its members may not see is in no report of an organization, whoever of them may see it', async () => {
  await using t = await openTestApp();
  const [root, owner] = [
    await t.user('root', { roles: ['PLATFORM_ADMIN', 'ENTERPRISE_USER'] }),
    await t.user('owner', { roles: ['PROJECT_OWNER'] }),
  ];
  const { organizationId } = await foundedBy(t, root);
  const audit = { kind: 'AUDIT_TRAIL', format: 'CSV' };
  await expect(askReport(root, { ...audit, organizationId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await askReport(root, audit)).toMatchObject({ ownerId: root.id });
  const draft = { kind: 'PROJECT', format: 'CSV', projectId: projectIdOf(await draftOf(owner)) };
  await expect(askReport(root, { ...draft, organizationId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await askReport(owner, draft)).toMatchObject({ ownerId: owner.id });
});

test('when asked, a link is mailed, which serves until whoever it is to may not read any more', async () => {
  await using t = await openTestApp();
  const ada = await t.user('ada');
  const report = await askReport(ada, { ...WISH, mail: true });
  await runReports(t);
  expect(await passMail(worker(t))).toBe(1);
  const folder = join(t.app.config.dataDir, 'mail');
  const [file = ''] = await readdir(folder);
  const mail = (await readFile(join(folder, file), 'utf8')).replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=');
  const token = /\/documents\/([\w-]+\.[\w-]+)/.exec(mail)?.[1] ?? '';
  const download = await openDownload(t.nobody, token);
  expect(download.fileName).toMatch(/^Trades .*\.csv$/);
  expect(download.document.id).toBe((await reportNow(t, report)).documentId);
});
