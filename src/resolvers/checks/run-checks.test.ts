import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { eventOf, word } from '../../../test/chain-model.ts';
import { openCustodyLab, whole } from '../../../test/custody-lab.ts';
import { bring, fileWith, flipped, tamper } from '../../../test/documents.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { monitoringCsv, type TestRow } from '../../../test/monitoring.ts';
import { projectIdOf, projectIn } from '../../../test/projects.ts';
import { insertBlocks, insertExternalRetirements, takeBatches } from '../../db/batches.ts';
import { insertCase, updateCase } from '../../db/poai-cases.ts';
import { insertChecks, replaceEvidence, updateCheck } from '../../db/poai-reviews.ts';
import type { ProjectRow } from '../../db/projects.ts';
import { keyOf } from '../credits/rules.ts';
import { platformContext } from '../context.ts';
import { addDocumentVersion } from '../documents/add-document-version.ts';
import { findDuplicates } from '../duplicates/find-duplicates.ts';
import { encodeId } from '../ids.ts';
import { currentCatalogue } from '../poai/catalogue.ts';
import { runChecks } from './run-checks.ts';

let t: TestApp;
let people: { readonly owner: TestUser; readonly admin: TestUser };
beforeAll(async () => {
  t = await openTestApp();
  people = await peopleOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

const peopleOf = async (t: TestApp) => ({
  owner: await t.user('owner', { roles: ['PROJECT_OWNER'] }),
  admin: await t.user('admin', { roles: ['PLATFORM_ADMIN'] }),
});

const VINTAGE = { vintageStart: '2026-01-01', vintageEnd: '2026-06-30' };
const REST = { holder: 'REGISTRY_ACCOUNT', issuedOn: null, registry: 'VERRA' } as const;
let blocks = 0;

interface Lot {
  readonly project: ProjectRow;
  readonly batchId: string;
  readonly blockId: string;
}

/** A project with a batch of 100 t in one block, whose serials name it. */
async function lotOf(t: TestApp, by = people, given: object = {}): Promise<Lot> {
  const project = await projectIn(by, 'LISTED', { ...given, nativeId: String(9_000 + (blocks += 1)) });
  const [prefix, blockId] = [String(blocks), newId()];
  const suffix = `VCS-VCU-1-VER-KE-14-${project.nativeId}-01012026-30062026-1`;
  const batchId = await t.db.transact(async (tx) => {
    const [made = ''] = await takeBatches(tx, [{ projectId: project.id, ...VINTAGE }]);
    const range = { prefix, blockStart: 1n, blockEnd: 100n, suffix, serial: `${prefix}-1-100-${suffix}` };
    await insertBlocks(tx, [{ id: blockId, batchId: made, ...range, ...REST, state: 'ACTIVE' }]);
    return made;
  });
  return { project, batchId, blockId };
}

/** Looks for duplicates of every project that has changed. */
async function compareAll(): Promise<void> {
  while ((await findDuplicates(platformContext(t.app, 'test'))).searched > 0);
}

async function outcomesOf(
  { app }: TestApp,
  { project, batchId }: Pick<Lot, 'project'> & { batchId?: string },
  id?: string,
) {
  const subject = { id: id ?? randomUUID(), projectId: project.id, batchId: batchId ?? null, materialityPercent: '5' };
  const found = await runChecks(app, subject);
  return Object.fromEntries(found.map(({ code, ...outcome }) => [code, outcome]));
}

const PERIOD = { from: '2026-01-01', to: '2026-06-30' };
const rowsFor = (reductions: string): TestRow[] => [
  { parameter: 'baseline_emissions', value: reductions, ...PERIOD },
  { parameter: 'project_emissions', value: '0', unit: 'kgCO2e', ...PERIOD },
  { parameter: 'leakage', value: '0', ...PERIOD },
];
const tableOf = (reductions: string) => ({
  bytes: Buffer.from(monitoringCsv(rowsFor(reductions))),
  fileName: 'monitoring.csv',
  mediaType: 'text/csv',
});
const bringTable = (project: ProjectRow, reductions: string) =>
  bring(people.owner, tableOf(reductions), {
    kind: 'PROJECT_DOCUMENT',
    projectId: projectIdOf(project),
    name: `Monitoring of ${reductions} t`,
  });

test('gives one outcome for each check that it knows, all of them of the catalogue, and says what it read', async () => {
  const project = await projectIn(people, 'LISTED');
  const found = await runChecks(t.app, {
    id: randomUUID(),
    projectId: project.id,
    batchId: null,
    materialityPercent: '5',
  });
  const codes = found.map(({ code }) => code);
  const known = new Set(currentCatalogue().checks.map(({ code }) => code));
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.filter((code) => !known.has(code))).toEqual([]);
  expect(codes).toHaveLength(19);
  for (const { code, finding, read } of found) {
    expect(finding, code).not.toBe('');
    expect(read.length, code).toBeGreaterThan(0);
    expect(`${finding} ${read.join()}`.length, code).toBeLessThan(5_000);
  }
  await expect(
    runChecks(t.app, { id: newId(), projectId: newId(), batchId: null, materialityPercent: '5' }),
  ).rejects.toThrow('does not exist');
});

test('a batch whose serials, monitoring and documents are right passes', async () => {
  const lot = await lotOf(t);
  const { version } = await bringTable(lot.project, '100.25');
  await compareAll();
  const outcomes = await outcomesOf(t, lot);
  expect(Object.fromEntries(Object.entries(outcomes).map(([code, { result }]) => [code, result]))).toEqual({
    SERIAL_BLOCKS: 'PASS',
    NO_OVERLAP: 'PASS',
    NOT_RETIRED_AT_SOURCE: 'PASS',
    IDENTITY: 'INCONCLUSIVE',
    VINTAGE_IN_PERIOD: 'PASS',
    SINGLE_PROGRAM: 'PASS',
    CORRESPONDING_ADJUSTMENT: 'NOT_APPLICABLE',
    LABELS: 'NOT_APPLICABLE',
    SUPPLY_IN_CUSTODY: 'NOT_APPLICABLE',
    NO_FREEZE: 'INCONCLUSIVE',
    CREDITING_PERIOD: 'PASS',
    DOCUMENT_HASHES: 'PASS',
    PARAMETERS: 'PASS',
    UNITS: 'PASS',
    TIMESTAMPS: 'PASS',
    GAPS_AND_OUTLIERS: 'PASS',
    RECALCULATION: 'PASS',
    MATERIALITY: 'PASS',
    ESTIMATE_EXPLAINED: 'PASS',
  });
  expect(outcomes['RECALCULATION']?.finding).toMatch(/^100\.25 less 0 less 0 is 100\.25 t CO2e, and 100 t are claimed/);
  for (const code of ['DOCUMENT_HASHES', 'RECALCULATION']) {
    expect(outcomes[code]?.read.join()).toContain(`SHA-256 ${version.sha256.toString('hex')}`);
  }
});

test('what is wrong is found in the database: a retirement, another quantity, another batch of the project', async () => {
  const lot = await lotOf(t);
  const retired = { blockId: lot.blockId, retiredOn: '2026-08-01', beneficiary: null, reason: null, details: null };
  await insertExternalRetirements(t.db, [retired]);
  const outcomes = await outcomesOf(t, lot);
  expect(outcomes['NOT_RETIRED_AT_SOURCE']).toMatchObject({ result: 'FAIL' });
  expect(outcomes['NOT_RETIRED_AT_SOURCE']?.finding).toContain('on 2026-08-01');
  await t.db.transact((tx) =>
    takeBatches(tx, [{ projectId: lot.project.id, vintageStart: '2025-01-01', vintageEnd: '2025-12-31' }]),
  );
  expect((await outcomesOf(t, lot))['VINTAGE_IN_PERIOD']).toMatchObject({ result: 'PASS' });
  const whole = await outcomesOf(t, { project: lot.project });
  expect(whole['VINTAGE_IN_PERIOD']).toMatchObject({ result: 'FAIL' });
});

test('an overlap is found where the database did not refuse it', async () => {
  await using other = await openTestApp();
  const by = await peopleOf(other);
  const lot = await lotOf(other, by);
  await other.db.sql`alter table serial_blocks drop constraint serial_blocks_overlap`;
  expect((await outcomesOf(other, lot))['NO_OVERLAP']).toMatchObject({ result: 'INCONCLUSIVE' });
  await other.db.sql`
    insert into serial_blocks (batch_id, registry, prefix, block_start, block_end, suffix, serial, state, holder)
    select batch_id, registry, prefix, 100, 101, suffix, 'the other', state, holder from serial_blocks`;
  const { NO_OVERLAP: found, SERIAL_BLOCKS: serials } = await outcomesOf(other, lot);
  expect(found).toMatchObject({ result: 'FAIL' });
  expect(found?.finding).toContain('the other');
  expect(serials).toMatchObject({ result: 'FAIL' });
});

test('the same activity under another registry is found once it was looked for, and counts as people decide', async () => {
  const place = { location: { type: 'Point', coordinates: [1.5, 2.5] }, name: `Solar of ${randomUUID()}` };
  const lot = await lotOf(t, people, place);
  const result = async () => (await outcomesOf(t, lot))['SINGLE_PROGRAM'];
  expect(await result()).toMatchObject({ result: 'INCONCLUSIVE', finding: expect.stringMatching(/since/) as unknown });
  await compareAll();
  expect(await result()).toMatchObject({ result: 'PASS' });
  await projectIn(people, 'LISTED', { ...place, registry: 'CDM', nativeId: 'twin' });
  await compareAll();
  expect(await result()).toMatchObject({
    result: 'INCONCLUSIVE',
    finding: expect.stringContaining('CDM twin') as unknown,
  });
  const decide = (status: 'CONFIRMED' | 'DISMISSED') => t.db.sql`
    update project_duplicate_reports set status = ${status}, decided_by = ${people.admin.id}, decided_at = now()
    where ${lot.project.id} in (first_id, second_id)`;
  await decide('CONFIRMED');
  expect(await result()).toMatchObject({ result: 'FAIL', finding: expect.stringContaining('CDM twin') as unknown });
  await decide('DISMISSED');
  expect(await result()).toMatchObject({ result: 'PASS' });
});

test('a changed byte of a document is found; of too many bytes none are read', async () => {
  const lot = await lotOf(t);
  const { version } = await bringTable(lot.project, '100');
  await bring(people.owner, {}, { kind: 'PROJECT_DOCUMENT', projectId: projectIdOf(lot.project) });
  const result = async (app = t.app) => (await outcomesOf({ ...t, app }, lot))['DOCUMENT_HASHES'];
  expect(await result()).toMatchObject({
    result: 'PASS',
    finding: 'All 2 documents have the hash that was noted when they came.',
  });
  const short = { ...t.app, config: { ...t.app.config, CHECK_BYTES: 10 } };
  expect(await result(short)).toMatchObject({ result: 'INCONCLUSIVE' });
  const few = { ...t.app, config: { ...t.app.config, CHECK_DOCUMENTS: 1 } };
  expect(await result(few)).toMatchObject({ result: 'INCONCLUSIVE' });
  const log = { ...t.app.log, error: () => {} } as unknown as typeof t.app.log;
  await tamper(t, version.id, flipped(40));
  const outcomes = await outcomesOf({ ...t, app: { ...t.app, log } }, lot);
  expect(outcomes['DOCUMENT_HASHES']).toMatchObject({ result: 'FAIL' });
  expect(outcomes['DOCUMENT_HASHES']?.finding).toContain(version.sha256.toString('hex'));
  expect(outcomes['RECALCULATION']).toMatchObject({ result: 'INCONCLUSIVE' });
  const without = { ...t.app, log, vault: { ...t.app.vault, stores: {} } };
  expect(await result(without)).toMatchObject({ result: 'INCONCLUSIVE' });
});

test('the newest version of the only monitoring file counts; of several, the one that a reviewer gives', async () => {
  const lot = await lotOf(t);
  const [claimed, off] = ['100', '200'];
  const { document } = await bringTable(lot.project, off);
  const recalculated = async (id?: string) => (await outcomesOf(t, lot, id))['RECALCULATION'];
  expect(await recalculated()).toMatchObject({ result: 'FAIL' });
  const documentId = encodeId('Document', document.id);
  const next = await addDocumentVersion(people.owner.ctx, { documentId, file: fileWith(tableOf(claimed)) });
  expect(await recalculated()).toMatchObject({ result: 'PASS' });
  const { version: other } = await bringTable(lot.project, off);
  expect(await recalculated()).toMatchObject({
    result: 'INCONCLUSIVE',
    finding: expect.stringMatching(/Several/) as unknown,
  });

  const id = await reviewedCase(lot);
  const give = async (versionId: string, sha256: Buffer, completedBy: string | null) => {
    const place = { caseId: id, code: 'PARAMETERS' };
    const method = completedBy === null ? 'AUTOMATED' : 'DESK_REVIEW';
    await updateCheck(t.db, place, { result: 'PASS', method, finding: 'seen', completedBy, completedAt: new Date() });
    await replaceEvidence(t.db, place, [{ versionId, sha256 }]);
  };
  await give(other.id, other.sha256, people.admin.id);
  expect(await recalculated(id)).toMatchObject({ result: 'FAIL' });
  await give(next.version.id, next.version.sha256, people.admin.id);
  expect(await recalculated(id)).toMatchObject({ result: 'PASS' });
  await give(next.version.id, next.version.sha256, null);
  expect(await recalculated(id)).toMatchObject({ result: 'INCONCLUSIVE' });
});

/** A case about the lot that is under review. */
async function reviewedCase({ project, batchId }: Lot): Promise<string> {
  const { version, checks } = currentCatalogue();
  const criteria = { catalogue: version, assurance: 'REASONABLE', materialityPercent: '5' } as const;
  const { id } = await insertCase(t.db, { projectId: project.id, batchId, ...criteria, createdBy: people.owner.id });
  await insertChecks(
    t.db,
    checks.map(({ code, tree, mandatory }, place) => ({ caseId: id, code, tree, mandatory, place })),
  );
  await updateCase(t.db, id, { status: 'IN_REVIEW' });
  return id;
}

test('tokens on the chain are held against the credits of their vintage', async () => {
  await using lab = await openCustodyLab();
  const by = await peopleOf(lab.t);
  const lot = await lotOf(lab.t, by);
  const supply = async () => (await outcomesOf(lab.t, lot))['SUPPLY_IN_CUSTODY'];
  expect(await supply()).toMatchObject({ result: 'NOT_APPLICABLE' });
  const projectKey = keyOf(lot.project.id);
  const mint = (amount: bigint) =>
    eventOf('CreditRegistry', 'CreditsMinted', {
      batchId: '77',
      projectKey,
      to: lab.custody,
      vintage: 2026,
      amount,
      serialBlockHash: word(randomUUID()),
      sourceRef: word(randomUUID()),
    });
  await lab.tell(mint(whole(100)));
  const said = '2026: 100 t of tokens (100 of them in the custody’s contract), 0 t in custody of 100 t known.';
  expect(await supply()).toMatchObject({ result: 'INCONCLUSIVE', finding: expect.stringContaining(said) as unknown });
  await lab.t.db.sql`update serial_blocks set holder = 'PLATFORM_CUSTODY'`;
  expect(await supply()).toMatchObject({ result: 'PASS' });
  await lab.tellUnconfirmed(mint(1n));
  expect(await supply()).toMatchObject({ result: 'PASS' });
  await lab.confirm();
  expect(await supply()).toMatchObject({ result: 'FAIL' });
  await lab.tell(eventOf('CreditRegistry', 'ProjectSuspended', { projectKey, suspended: true }));
  expect((await outcomesOf(lab.t, lot))['NO_FREEZE']).toMatchObject({ result: 'FAIL' });
});
