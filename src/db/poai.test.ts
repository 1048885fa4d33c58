import { hash, randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { brokenConstraint, type Db } from './client.ts';
import { insertDocument, insertVersion } from './documents.ts';
import { insertMember, insertOrganization } from './organizations.ts';
import type { CaseRow, CaseStatus } from './poai.ts';
import { insertCase, updateCase } from './poai-cases.ts';
import { insertAttestation, insertProof } from './poai-proofs.ts';
import { insertChecks, insertFinding, replaceAssignments, updateCheck, updateFinding } from './poai-reviews.ts';
import { insertHistory } from './project-history.ts';
import { insertProjects } from './projects.ts';

let t: TestApp;
let [owner, admin, first, second, third] = [] as unknown as TestUser[] as [
  TestUser,
  TestUser,
  TestUser,
  TestUser,
  TestUser,
];
beforeAll(async () => {
  t = await openTestApp();
  [owner, admin, first, second, third] = (await Promise.all(
    ['owner', 'admin', 'first', 'second', 'third'].map((name) => t.user(name)),
  )) as [TestUser, TestUser, TestUser, TestUser, TestUser];
});
afterAll(() => t[Symbol.asyncDispose]());

const broken = (done: Promise<unknown>): Promise<string | undefined> => done.then(() => 'none', brokenConstraint);
const AT = new Date('2026-01-01T00:00:00Z');

const projectOf = (given: object = {}): Promise<string> =>
  t.db.transact(async (tx) => {
    const id = newId();
    await insertProjects(tx, [{ id, name: 'Mangroves', createdBy: owner.id, ...given }]);
    const times = { effectiveAt: AT, recordedAt: AT };
    const said = { actorId: owner.id, reason: 'a test', changes: {}, status: 'DRAFT', suspended: false } as const;
    await insertHistory(tx, [{ projectId: id, seq: 1, ...times, ...said, nativeStatus: null }]);
    return id;
  });

const YEAR_MS = 365.25 * 86_400_000;

/** A project that somebody set VALIDATED so many years ago. */
async function validatedBy(actor: TestUser, yearsAgo: number): Promise<string> {
  const projectId = await projectOf();
  const at = new Date(Date.now() - yearsAgo * YEAR_MS);
  const said = { actorId: actor.id, reason: 'a test', status: 'VALIDATED', suspended: false } as const;
  const changes = { status: { from: 'UNDER_VALIDATION', to: 'VALIDATED' } };
  const row = { projectId, seq: 2, effectiveAt: at, recordedAt: at, ...said, changes, nativeStatus: null };
  await t.db.transact((tx) => insertHistory(tx, [row]));
  return projectId;
}

const organizationOf = (members: readonly TestUser[], legalName: string = randomUUID()): Promise<string> =>
  t.db.transact(async (tx) => {
    const { id } = await insertOrganization(tx, { legalName, country: 'CH', createdBy: owner.id });
    for (const member of members) await insertMember(tx, { organizationId: id, userId: member.id, role: 'ADMIN' });
    return id;
  });

const CODE = 'IDENTITY';
const caseOf = async (given: Partial<CaseRow> = {}): Promise<CaseRow> => {
  const projectId = given.projectId ?? (await projectOf());
  const row = await insertCase(t.db, {
    catalogue: '2026-11',
    assurance: 'REASONABLE',
    materialityPercent: '5',
    createdBy: owner.id,
    ...given,
    projectId,
  });
  await insertChecks(t.db, [{ caseId: row.id, code: CODE, tree: 'asset', place: 0, mandatory: true }]);
  return row;
};

const stand = (row: CaseRow, status: CaseStatus, change: object = {}, db: Db = t.db) =>
  updateCase(db, row.id, { status, ...change });

interface Seat {
  readonly user: TestUser;
  readonly organizationId?: string | null;
}
const assign = (row: CaseRow, one: Seat, two: Seat, independenceYears = 3) =>
  t.db.transact((tx) =>
    replaceAssignments(
      tx,
      row.id,
      ([one, two] as const).map(({ user, organizationId = null }, index) => ({
        role: index === 0 ? 'REVIEWER' : 'TECHNICAL_REVIEWER',
        userId: user.id,
        organizationId,
        independenceYears,
        assignedBy: admin.id,
      })),
    ),
  );

const complete = (row: CaseRow, result: 'PASS' | 'FAIL' | 'NOT_APPLICABLE') =>
  updateCheck(
    t.db,
    { caseId: row.id, code: CODE },
    { result, method: 'DESK_REVIEW', finding: 'seen', completedBy: first.id, completedAt: new Date() },
  );

/** A case that could be approved, but for what the test does with it. */
async function ready(given: Partial<CaseRow> = {}, meanwhile: (row: CaseRow) => Promise<unknown> = async () => {}) {
  const row = await caseOf(given);
  await stand(row, 'SUBMITTED');
  await assign(row, { user: first }, { user: second }, 0);
  await stand(row, 'IN_REVIEW', { reviewStartedAt: new Date() });
  await complete(row, 'PASS');
  await meanwhile(row);
  await stand(row, 'TECHNICAL_REVIEW');
  await prove(row);
  return row;
}

let numbers = 0n;
async function prove(row: CaseRow): Promise<void> {
  const document = await insertDocument(t.db, {
    kind: 'POAI_BUNDLE',
    projectId: row.projectId,
    createdBy: owner.id,
    name: 'bundle',
  });
  const sealed = { storage: 'FOLDER', place: randomUUID(), chunkBytes: 65_536, masterKeyId: 'k' } as const;
  const version = await insertVersion(t.db, {
    id: newId(),
    documentId: document.id,
    sha256: Buffer.alloc(32),
    size: 1n,
    mediaType: 'application/json',
    ...sealed,
    noncePrefix: Buffer.alloc(7),
    wrappedKey: Buffer.alloc(1),
    createdBy: owner.id,
  });
  const hashed = hash('sha256', row.id, 'buffer');
  const { id: caseId, projectId } = row;
  const proof = { bundle: {}, bundleHash: hashed, commitment: hashed, versionId: version.id };
  await insertProof(t.db, { caseId, projectId, sequence: (numbers += 1n), ...proof });
  for (const role of ['REVIEWER', 'TECHNICAL_REVIEWER', 'PLATFORM'] as const) {
    const signed = { signer: Buffer.alloc(20, role.length), signature: Buffer.alloc(65), issuedAt: 'now' };
    await insertAttestation(t.db, { caseId, role, ...signed });
  }
}

const approve = (row: CaseRow, by: TestUser = admin) =>
  stand(row, 'APPROVED', { decidedAt: new Date(), decidedBy: by.id });

describe('reviewers', () => {
  const submitted = async (given: Partial<CaseRow> = {}) => stand(await caseOf(given), 'SUBMITTED');

  test('are three parties with the owner, as people and as organizations', async () => {
    const row = await submitted();
    expect(await broken(assign(row, { user: first }, { user: first }))).toBe('poai_assignments_apart');
    expect(await broken(assign(row, { user: owner }, { user: second }))).toBe('poai_assignments_owner');
    expect(await broken(assign(row, { user: first }, { user: second }))).toBe('none');
    const [ann, bob] = [await t.user('ann'), await t.user('bob')];
    const both = await organizationOf([ann, bob]);
    const seats = [ann, bob].map((user) => ({ user, organizationId: both })) as [Seat, Seat];
    expect(await broken(assign(row, ...seats))).toBe('poai_assignments_apart');
    expect(await broken(assign(row, { user: first }, { user: bob }))).toBe('poai_assignments_member');
    expect(await broken(assign(row, { user: first }, { user: bob, organizationId: both }))).toBe('none');
  });

  test('are refused with any organization of the owner, by its id or by its name', async () => {
    const [cleo, dan, eve] = [await t.user('cleo'), await t.user('dan'), await t.user('eve')];
    const ours = await organizationOf([cleo, dan], 'Ours & Sons');
    const alike = await organizationOf([eve], ' ours & SONS');
    const row = await submitted({ createdBy: cleo.id, organizationId: ours });
    const seat = { user: dan, organizationId: ours };
    expect(await broken(assign(row, { user: first }, seat))).toBe('poai_assignments_owner');
    expect(await broken(assign(row, { user: eve, organizationId: alike }, { user: second }))).toBe(
      'poai_assignments_owner',
    );
    const theirs = await submitted({ projectId: await projectOf({ organizationId: ours }), createdBy: third.id });
    expect(await broken(assign(theirs, { user: first }, seat))).toBe('poai_assignments_owner');
  });

  test('do not review a project again within the years', async () => {
    const past = await ready();
    await approve(past);
    const row = await submitted({ projectId: past.projectId, supersedesId: past.id });
    expect(await broken(assign(row, { user: first }, { user: third }))).toBe('poai_assignments_recent');
    expect(await broken(assign(row, { user: third }, { user: second }))).toBe('poai_assignments_recent');
    expect(await broken(assign(row, { user: first }, { user: third }, 0))).toBe('none');
  });

  test('have not set the project VALIDATED within the years, nor has anybody whom they review for', async () => {
    const [hal, ida] = [await t.user('hal'), await t.user('ida')];
    const row = await submitted({ projectId: await validatedBy(hal, 2.5) });
    expect(await broken(assign(row, { user: hal }, { user: second }))).toBe('poai_assignments_recent');
    expect(await broken(assign(row, { user: first }, { user: hal }))).toBe('poai_assignments_recent');
    expect(await broken(assign(row, { user: hal }, { user: second }, 2))).toBe('none');
    const house = await organizationOf([hal, ida]);
    const colleague = { user: ida, organizationId: house };
    expect(await broken(assign(row, colleague, { user: second }))).toBe('poai_assignments_recent');
    const old = await submitted({ projectId: await validatedBy(hal, 3.5) });
    expect(await broken(assign(old, colleague, { user: second }))).toBe('none');
  });
});

describe('an approval', () => {
  test('needs every mandatory check and no open request', async () => {
    const failed = await ready({}, (row) => complete(row, 'FAIL'));
    expect(await broken(approve(failed))).toBe('poai_cases_checks');
    const raise = (row: CaseRow, kind: 'CAR' | 'CL' | 'FAR') =>
      insertFinding(t.db, { caseId: row.id, kind, code: CODE, text: 'why?', raisedBy: first.id });
    for (const kind of ['CAR', 'CL'] as const) {
      expect(await broken(approve(await ready({}, (row) => raise(row, kind))))).toBe('poai_cases_findings');
    }
    const closed = await ready({}, async (row) => {
      await raise(row, 'FAR');
      const { id } = await raise(row, 'CAR');
      await updateFinding(t.db, id, { resolution: 'done', closedBy: first.id, closedAt: new Date() });
      expect(await broken(updateFinding(t.db, id, { resolution: 'else' }))).toBe('poai_findings_raised');
    });
    expect(await broken(approve(closed))).toBe('none');
  });

  test('needs the signatures, another person, and reviewers who are independent still', async () => {
    const row = await ready();
    expect(await broken(approve(row, owner))).toBe('poai_cases_four_eyes');
    expect(await broken(approve(row, first))).toBe('poai_cases_four_eyes');
    const unsigned = await caseOf();
    await stand(unsigned, 'SUBMITTED');
    await assign(unsigned, { user: first }, { user: second });
    await stand(unsigned, 'IN_REVIEW');
    await complete(unsigned, 'NOT_APPLICABLE');
    expect(await broken(approve(unsigned))).toBe('poai_cases_signed');
    const [fay, gus] = [await t.user('fay'), await t.user('gus')];
    const moved = await caseOf({ createdBy: fay.id });
    await stand(moved, 'SUBMITTED');
    await assign(moved, { user: gus }, { user: second });
    await stand(moved, 'IN_REVIEW');
    await complete(moved, 'PASS');
    await stand(moved, 'TECHNICAL_REVIEW');
    await prove(moved);
    await organizationOf([fay, gus]);
    expect(await broken(approve(moved))).toBe('poai_assignments_owner');
  });
});

test('what is decided stays, and nothing is worked on beside a bundle', async () => {
  const row = await ready();
  expect(await broken(complete(row, 'FAIL'))).toBe('poai_work_closed');
  await approve(row);
  expect(await broken(stand(row, 'IN_REVIEW'))).toBe('poai_cases_decided_for_good');
  expect(await broken(updateCase(t.db, row.id, { opinion: 'else', opinionAt: AT }))).toBe(
    'poai_cases_decided_for_good',
  );
  await stand(row, 'REVOKED');
  expect(await broken(stand(row, 'APPROVED'))).toBe('poai_cases_decided_for_good');
  const rejected = await ready();
  await stand(rejected, 'REJECTED', { decidedAt: new Date(), decidedBy: admin.id });
  expect(await broken(stand(rejected, 'TECHNICAL_REVIEW', { decidedAt: null, decidedBy: null }))).toBe(
    'poai_cases_decided_for_good',
  );
  await expect(
    t.db.sql`update poai_cases set project_id = ${row.projectId} where id = ${rejected.id}`,
  ).rejects.toMatchObject({ constraint_name: 'poai_cases_subject' });
  await expect(t.db.sql`delete from poai_attestations`).rejects.toThrow(/append-only/);
});

test('a case supersedes an approved one of its subject, and never itself', async () => {
  const old = await ready();
  const of = { projectId: old.projectId, supersedesId: old.id };
  expect(await broken(caseOf(of))).toBe('poai_cases_superseded');
  await approve(old);
  expect(await broken(caseOf({ supersedesId: old.id }))).toBe('poai_cases_superseded');
  const next = await caseOf(of);
  const itself = t.db.sql`update poai_cases set supersedes_id = id where id = ${next.id}`;
  expect(await broken(itself.then(() => undefined))).toBe('poai_cases_cycle');
  // Round a corner: what stands is to come after what takes its place.
  const round = t.db.sql`update poai_cases set supersedes_id = ${next.id} where id = ${old.id}`;
  expect(await broken(round.then(() => undefined))).toBe('poai_cases_cycle');
});

test('of one subject, one case is under way and one stands', async () => {
  const old = await ready();
  const other = await caseOf({ projectId: old.projectId });
  expect(await broken(stand(other, 'SUBMITTED'))).toBe('poai_cases_open');
  await approve(old);
  await stand(other, 'SUBMITTED');
});
