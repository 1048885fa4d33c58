import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, castOf, draftCase } from '../../../test/poai.ts';
import { auditOf, draftOf, projectIdOf, projectIn } from '../../../test/projects.ts';
import { takeBatches } from '../../db/batches.ts';
import { insertMember, insertOrganization } from '../../db/organizations.ts';
import { selectChecksOf } from '../../db/poai-reviews.ts';
import { Forbidden, IllegalTransition, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { actionsOf } from '../projects/read.ts';
import { recordNewProjects } from '../projects/record.ts';
import { currentCatalogue } from './catalogue.ts';
import { createPoaiCase } from './create-poai-case.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp();
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

const wish = (project: { readonly id: string }, given: object = {}) => ({
  projectId: projectIdOf(project),
  assurance: 'REASONABLE',
  materialityPercent: '5',
  ...given,
});

test('opens a draft with every check of the catalogue, for its owner', async () => {
  const row = await draftCase(cast);
  expect(row).toMatchObject({ status: 'DRAFT', createdBy: cast.owner.id, batchId: null, dueAt: null });
  const { version, checks } = currentCatalogue();
  expect(row.catalogue).toBe(version);
  const written = await selectChecksOf(t.db, [row.id]);
  expect(written.map(({ code }) => code)).toEqual(checks.map(({ code }) => code));
  expect(written.every(({ result }) => result === null)).toBe(true);
  expect(await auditOf(t, row)).toMatchObject([{ action: 'POAI_CASE_CREATED', actorId: cast.owner.id }]);
});

test('is about a batch of that project, or refused', async () => {
  const [one, other] = [await projectIn(cast, 'LISTED'), await projectIn(cast, 'LISTED')];
  const vintage = { projectId: one.id, vintageStart: '2025-01-01', vintageEnd: '2025-12-31' };
  const [batchId = ''] = await t.db.transact((tx) => takeBatches(tx, [vintage]));
  const given = { batchId: encodeId('CreditBatch', batchId) };
  expect(await createPoaiCase(cast.owner.ctx, wish(one, given))).toMatchObject({ batchId });
  await expect(createPoaiCase(cast.owner.ctx, wish(other, given))).rejects.toThrow(NotFound);
});

test('is for whoever acts for the owner, and of what has none for PLATFORM_ADMIN', async () => {
  const project = await projectIn(cast, 'LISTED');
  await expect(createPoaiCase(cast.stranger.ctx, wish(project))).rejects.toThrow(Forbidden);
  await expect(createPoaiCase(cast.admin.ctx, wish(project))).rejects.toThrow(Forbidden);
  await expect(createPoaiCase(t.nobody, wish(project))).rejects.toThrow(Unauthenticated);
  await expect(createPoaiCase(cast.stranger.ctx, wish(await draftOf(cast.owner)))).rejects.toThrow(NotFound);
  const fields = { name: 'From a registry', status: 'REGISTERED' } as const;
  const [imported] = await t.db.transact((tx) => recordNewProjects(tx, [{ actorId: null, reason: 'import', fields }]));
  if (!imported) throw new Error('nothing was imported');
  await expect(createPoaiCase(cast.owner.ctx, wish(imported))).rejects.toThrow(Forbidden);
  expect(await createPoaiCase(cast.admin.ctx, wish(imported))).toMatchObject({ createdBy: cast.admin.id });
  expect(await actionsOf(cast.admin.ctx, imported)).toContain('OPEN_CASE');
  expect(await actionsOf(cast.admin.ctx, project)).not.toContain('OPEN_CASE');
});

test('is about what may still be proven: not about a project that was withdrawn', async () => {
  const gone = await projectIn(cast, 'WITHDRAWN');
  await expect(createPoaiCase(cast.owner.ctx, wish(gone))).rejects.toThrow(IllegalTransition);
  expect(await actionsOf(cast.owner.ctx, gone)).not.toContain('OPEN_CASE');
});

test('of an organization’s project, its administrators open one', async () => {
  const viewer = await t.user('viewer');
  const id = await t.db.transact(async (tx) => {
    const organization = await insertOrganization(tx, {
      legalName: 'Moss AG',
      country: 'CH',
      createdBy: cast.owner.id,
    });
    const organizationId = organization.id;
    await insertMember(tx, { organizationId, userId: cast.owner.id, role: 'ADMIN' });
    await insertMember(tx, { organizationId, userId: viewer.id, role: 'VIEWER' });
    return organizationId;
  });
  const fields = { name: 'Ours', status: 'LISTED' } as const;
  const deed = { actorId: viewer.id, reason: 'a test', fields, organizationId: id };
  const [ours] = await t.db.transact((tx) => recordNewProjects(tx, [deed]));
  if (!ours) throw new Error('no project');
  await expect(createPoaiCase(viewer.ctx, wish(ours))).rejects.toThrow(Forbidden);
  expect(await createPoaiCase(cast.owner.ctx, wish(ours))).toMatchObject({ organizationId: id });
});

test('says everything that is wrong', async () => {
  const bad = { projectId: 'x', assurance: 'ABSOLUTE', materialityPercent: '-1', batchId: randomUUID() };
  await expect(createPoaiCase(cast.owner.ctx, bad)).rejects.toSatisfy(
    (error) => error instanceof InputInvalid && error.issues.length === 4,
  );
});
