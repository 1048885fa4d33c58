import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { offerIn, sell } from '../../../test/announcements.ts';
import { batchIdOf, batchOf, blockIn, depositFor } from '../../../test/credits.ts';
import { openTestApp, units } from '../../../test/harness.ts';
import { projectIdOf } from '../../../test/projects.ts';
import { askReport, bytesOfReport, reportNow, reportText, runReports } from '../../../test/report-lab.ts';
import { CLAIM, openToldRetirements } from '../../../test/told-retirements.ts';
import { selectBatchesById } from '../../db/batches.ts';

const ALL = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
type Rows = Record<string, string>[];
const csv = (text: string): Rows => parse(text, { columns: true });

test('a statement adds up: what was there, what moved, what is there', async () => {
  await using t = await openTestApp();
  const ada = await t.user('ada', { funds: { CARBON: '10', EUR: '5.00' } });
  await sell(t, await offerIn(t, ada, 'ACTIVE'), '4');
  const rows = csv(await reportText(t, ada, { kind: 'ACCOUNT_STATEMENT', format: 'CSV', ...ALL }));
  const balances = rows.filter(({ section }) => section === 'balances');
  expect(
    balances.map((row) => [row['asset'], row['opening_available'], row['closing_available'], row['closing_held']]),
  ).toEqual([
    ['EUR', '0.00', '38.23', '0.00'],
    ['CARBON', '0.00', '0.00', '6.00'],
  ]);
  for (const { asset, closing_available: available } of balances) {
    const amounts = rows.filter(
      (row) => row['section'] === 'entries' && row['asset'] === asset && row['account'] === 'AVAILABLE',
    );
    const sum = amounts.reduce((total, { amount = '' }) => total + cents(amount), 0n);
    expect(sum).toBe(cents(available ?? ''));
  }
  const earlier = csv(
    await reportText(t, ada, { kind: 'ACCOUNT_STATEMENT', format: 'CSV', from: ALL.from, to: '2001-01-01T00:00:00Z' }),
  );
  expect(earlier.filter(({ section }) => section !== 'about')).toEqual([]);
});

/** Signed decimals of two places, which is all that is moved here. */
const cents = (text: string): bigint => (text.startsWith('-') ? -units(text.slice(1), 'EUR') : units(text, 'EUR'));

test('an ESG summary of purchases says what was bought of what, and what was spent', async () => {
  await using t = await openTestApp();
  const [owner, admin] = [
    await t.user('owner', { roles: ['PROJECT_OWNER'] }),
    await t.user('root', { roles: ['PLATFORM_ADMIN'] }),
  ];
  const batchId = await batchOf(t, { owner, admin });
  await depositFor(t, admin, { owner, batchId, tonnes: 20n });
  const offer = await offerIn(t, owner, 'ACTIVE', { batchId: batchIdOf(batchId) });
  await sell(t, offer, '3');
  const [bought] = await t.db.sql<{ buyerId: string }[]>`select buyer_id from trades`;
  const report = await askReport(owner, { kind: 'ESG_SUMMARY', format: 'JSON', ...ALL });
  // The buyer is whoever bought: the report is asked for as they would.
  await t.db.sql`update reports set owner_id = ${bought?.buyerId ?? ''}, actor_id = ${bought?.buyerId ?? ''}`;
  await runReports(t);
  const read = JSON.parse((await bytesOfReport(t, report)).toString('utf8')) as { tables: Record<string, Rows> };
  expect(read).toMatchObject({
    facts: { bought_tonnes: '3.00', retired_tonnes: '0.00', poai_coverage_percent: 'nothing was retired' },
    tables: {
      spend: [{ currency: 'EUR', purchases: 1, credits: '25.05', fees: '0.26', spend: '25.31' }],
      by_project: [{ bought_tonnes: '3.00', retired_tonnes: '0.00', poai_coverage_percent: null }],
      by_vintage: [{ key: '2027', bought_tonnes: '3.00' }],
      by_claim: [],
    },
  });
});

test('what is final counts as retired, by claim, and a private beneficiary is in no report of others', async () => {
  await using lab = await openToldRetirements();
  const { t } = lab;
  const [holder, other] = [await t.user('holder'), await t.user('other')];
  const batchId = await lab.batch(2_027);
  await lab.give(holder, batchId, 9n);
  const hidden = { ...CLAIM, reason: 'COMPLIANCE_TAX', beneficiary: { name: 'Nobody AG', isPrivate: true } };
  const { retirements } = await lab.retire(holder, { batchId, quantity: '4' });
  const { retirements: secret } = await lab.retire(holder, { batchId, quantity: '2', claim: hidden });
  await lab.retire(holder, { batchId, quantity: '1' });
  await lab.pass();
  await lab.carryOut([...retirements, ...secret]);
  await lab.finalize();
  const rows = csv(await reportText(t, holder, { kind: 'ESG_SUMMARY', format: 'CSV', ...ALL }));
  const claims = rows.filter(({ section }) => section === 'by_claim');
  expect(claims.map((row) => [row['key'], row['retired_tonnes'], row['poai_coverage_percent']])).toEqual([
    ['CORPORATE_INVENTORY', '4.00', '0.00'],
    ['COMPLIANCE_TAX', '2.00', '0.00'],
  ]);
  expect(rows.find(({ section }) => section === 'by_country')).toMatchObject({ key: 'KE', retired_tonnes: '6.00' });
  const [batch] = await selectBatchesById(t.db, [batchId]);
  const wish = { kind: 'PROJECT', format: 'CSV', projectId: projectIdOf({ id: batch?.projectId ?? '' }) };
  const seen = csv(await reportText(t, other, { ...wish, section: 'retirements' }));
  expect(seen.map(({ tonnes, beneficiary }) => [tonnes, beneficiary])).toEqual([
    ['4.00', 'Wanderer AG'],
    ['2.00', ''],
  ]);
  const units = csv(await reportText(t, other, { kind: 'CAD_TRUST', format: 'CSV', section: 'units' }));
  const owners = units.map(({ unitCount, unitStatus, unitOwner }) => [unitCount, unitStatus, unitOwner]);
  expect(owners).toContainEqual(['4', 'Retired', 'Wanderer AG']);
  expect(owners).toContainEqual(['2', 'Retired', '']);
});

test('the audit trail can be checked by whoever has the file alone, and is for administrators', async () => {
  await using t = await openTestApp();
  const [owner, admin] = [
    await t.user('owner', { roles: ['PROJECT_OWNER'] }),
    await t.user('root', { roles: ['PLATFORM_ADMIN'] }),
  ];
  await batchOf(t, { owner, admin });
  await expect(askReport(owner, { kind: 'AUDIT_TRAIL', format: 'CSV' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const rows = csv(await reportText(t, admin, { kind: 'AUDIT_TRAIL', format: 'CSV' }));
  expect(rows.length).toBeGreaterThan(2);
  let before = '0'.repeat(64);
  for (const row of rows) {
    expect(row['previous_hash']).toBe(before);
    const text = canonicalize({
      seq: row['seq'],
      at: row['at'],
      actorId: row['actor'] || null,
      action: row['action'],
      subjectType: row['subject_type'],
      subjectId: row['subject'],
      detail: JSON.parse(row['detail'] ?? '') as unknown,
      previousHash: before,
    });
    before = createHash('sha256')
      .update(text ?? '')
      .digest('hex');
    expect(row['hash']).toBe(before);
  }
  const report = await askReport(admin, { kind: 'AUDIT_TRAIL', format: 'JSON' });
  await runReports(t);
  expect(JSON.parse((await bytesOfReport(t, report)).toString('utf8'))).toMatchObject({
    facts: { verdict: 'the chain is whole', linked_to: '0'.repeat(64) },
  });
});

test('whoever may not see a thing any more gets no report of it', async () => {
  await using t = await openTestApp();
  const admin = await t.user('root', { roles: ['PLATFORM_ADMIN'] });
  const report = await askReport(admin, { kind: 'AUDIT_TRAIL', format: 'CSV' });
  await t.db.sql`delete from user_roles where user_id = ${admin.id}`;
  await runReports(t);
  expect(await reportNow(t, report)).toMatchObject({ status: 'FAILED', attempts: 1, documentId: null });
});

test('a project, the tables of CAD Trust and those of Article 6 are written from what registries say', async () => {
  await using t = await openTestApp();
  const [owner, admin] = [
    await t.user('owner', { roles: ['PROJECT_OWNER'] }),
    await t.user('root', { roles: ['PLATFORM_ADMIN'] }),
  ];
  const batchId = await batchOf(t, { owner, admin });
  await blockIn(t, batchId, 50n);
  await blockIn(t, batchId, 7n, 'RETIRED');
  const [batch] = await selectBatchesById(t.db, [batchId]);
  const project = { id: batch?.projectId ?? '' };
  const asked = { projectId: projectIdOf(project), kind: 'PROJECT', format: 'CSV', section: 'credits' };
  expect(csv(await reportText(t, admin, asked))).toMatchObject([{ issued: '57', active: '50', retired: '7' }]);
  const cadTrust = { kind: 'CAD_TRUST', format: 'CSV', section: 'units' };
  expect(csv(await reportText(t, admin, cadTrust))).toMatchObject([
    {
      unitCount: '50',
      vintageYear: '2027',
      unitStatus: 'Held',
      correspondingAdjustmentDeclaration: 'Unknown',
      correspondingAdjustmentStatus: 'Not Applicable',
      orgUid: '',
    },
    { unitCount: '7', unitStatus: 'Retired', unitOwner: '' },
  ]);
  const [listed] = csv(await reportText(t, admin, { ...cadTrust, section: 'projects' }));
  expect(listed).toMatchObject({ projectStatus: 'Registered', coveredByNDC: 'Unknown', unitMetric: 'tCO2e' });
  const article6 = { kind: 'ARTICLE_6', format: 'CSV', section: 'actions' };
  expect(await reportText(t, admin, article6)).toMatch(
    /^Action date,Action type,Action subtype,Cooperative approach ID,/,
  );
  // As an import would have it, without the way through the history of projects.
  await t.db.sql.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`update projects set host_authorization = 'AUTHORIZED', country = 'KE' where id = ${project.id}`;
  });
  expect(csv(await reportText(t, admin, article6))).toMatchObject([
    {
      'Action type': 'Cancellation',
      'First transferring participating Party ID': 'KEN',
      Vintage: '2027',
      Metric: 'GHG',
      'Quantity (t CO2 eq)': '7',
    },
  ]);
  const everything = csv(await reportText(t, admin, { kind: 'ARTICLE_6', format: 'CSV' }));
  expect(new Set(everything.map(({ section }) => section))).toEqual(
    new Set(['about', 'submission', 'authorizations', 'actions', 'authorized_entities']),
  );
});

test('a custom report takes columns, filters and groups of its rows, and nothing else', async () => {
  await using t = await openTestApp();
  const ada = await t.user('ada', { funds: { CARBON: '30' } });
  const cheap = await offerIn(t, ada, 'ACTIVE', { price: { fixed: '2.00' } });
  const dear = await offerIn(t, ada, 'ACTIVE', { price: { fixed: '9.00' } });
  await sell(t, cheap, '1');
  await sell(t, cheap, '2.5');
  await sell(t, dear, '4');
  const ask = (custom: object) =>
    reportText(t, ada, { kind: 'CUSTOM', format: 'CSV', custom: { dataset: 'TRADES', ...custom } });
  const filters = [{ column: 'price', operator: 'LT', value: '5' }];
  expect(csv(await ask({ columns: ['tonnes', 'total', 'side'], filters }))).toEqual([
    { tonnes: '1', total: '2', side: 'SELL' },
    { tonnes: '2.5', total: '5', side: 'SELL' },
  ]);
  expect(csv(await ask({ groupBy: ['price', 'currency'], sums: ['tonnes', 'total'] }))).toEqual([
    { price: '2', currency: 'EUR', tonnes: '3.5', total: '7', rows: '2' },
    { price: '9', currency: 'EUR', tonnes: '4', total: '36', rows: '1' },
  ]);
  for (const custom of [
    { columns: ['tonnes; drop table users'] },
    { columns: ['constructor'] },
    { columns: ['tonnes'], filters: [{ column: 'price', operator: 'LT', value: '5 or true' }] },
    { columns: [] },
    { groupBy: ['side'], sums: ['side'] },
  ]) {
    await expect(ask(custom)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  }
  const quoted = [{ column: 'side', operator: 'CONTAINS', value: "'; select 1" }];
  expect(csv(await ask({ columns: ['tonnes'], filters: quoted }))).toEqual([]);
});
