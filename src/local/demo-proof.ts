import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { selectBatchesOf } from '../db/batches.ts';
import { selectDocumentsOfProject } from '../db/documents.ts';
import type { CaseRow, CaseStatus } from '../db/poai.ts';
import { selectCases, selectCasesById } from '../db/poai-cases.ts';
import { selectChecksOf } from '../db/poai-reviews.ts';
import { selectProjectByNativeId } from '../db/projects.ts';
import { selectUserByUsername } from '../db/users.ts';
import type { App, Context } from '../resolvers/context.ts';
import { storeDocument } from '../resolvers/documents/store-document.ts';
import { encodeId } from '../resolvers/ids.ts';
import { approvePoaiCase } from '../resolvers/poai/approve-poai-case.ts';
import { assignPoaiCase } from '../resolvers/poai/assign-poai-case.ts';
import { completePoaiCheck } from '../resolvers/poai/complete-poai-check.ts';
import { completePoaiReview } from '../resolvers/poai/complete-poai-review.ts';
import { createPoaiCase } from '../resolvers/poai/create-poai-case.ts';
import { preparePoaiBundle } from '../resolvers/poai/prepare-poai-bundle.ts';
import { proofOf, type SigningRequest, signingRequests } from '../resolvers/poai/read.ts';
import { TECHNICAL_CHECK } from '../resolvers/poai/rules.ts';
import { startPoaiReview } from '../resolvers/poai/start-poai-review.ts';
import { startPoaiTechnicalReview } from '../resolvers/poai/start-poai-technical-review.ts';
import { submitPoaiAttestation } from '../resolvers/poai/submit-poai-attestation.ts';
import { submitPoaiCase } from '../resolvers/poai/submit-poai-case.ts';
import { actAs } from './demo-links.ts';
import { localAccounts } from './local-plan.ts';

const MONITORING = 'monitoring-2024.csv';

const cast = ['alice', 'grace', 'ines', 'omar'] as const;
/** The owner, who approves, the reviewer and the technical reviewer. */
type Cast = Readonly<Record<(typeof cast)[number], Context>>;

/**
 * Has credits of the demo's first project reviewed as they would be: alice hands the case in, ines and omar review it and
 * sign, grace approves. The workers then anchor the proof. What a start has begun the next one goes on with.
 */
export async function fillDemoProof(app: App): Promise<void> {
  if (app.config.NODE_ENV === 'production') return;
  const project = await selectProjectByNativeId(app.db, 'VERRA', 'DEMO-1');
  const [batch] = project ? await selectBatchesOf(app.db, project.id) : [];
  if (!project || !batch) return;
  const [known] = await selectCases(app.db, { projectId: project.id, decided: true, after: undefined, limit: 1 });
  if (known && !(known.status in steps)) return;
  const people = await castOf(app);
  if (!people) return;
  const begun = known ?? (await openCase(people, { projectId: project.id, batchId: batch.id }));
  for (let row = begun; ; row = await again(app, row)) {
    const step = steps[row.status];
    if (!step) return;
    await step(people, row);
  }
}

async function castOf(app: App): Promise<Cast | undefined> {
  const found = await Promise.all(cast.map(async (name) => [name, await selectUserByUsername(app.db, name)] as const));
  if (found.some(([, user]) => !user)) return undefined;
  return Object.fromEntries(found.map(([name, user]) => [name, actAs(app, user?.id ?? '')])) as unknown as Cast;
}

async function again({ db }: App, { id }: CaseRow): Promise<CaseRow> {
  const [row] = await selectCasesById(db, [id]);
  if (!row) throw new Error(`PoAI case ${id} was there and is not`);
  return row;
}

interface Subject {
  readonly projectId: string;
  readonly batchId: string;
}

async function openCase({ alice }: Cast, { projectId, batchId }: Subject): Promise<CaseRow> {
  await bringMonitoring(alice, projectId);
  return createPoaiCase(alice, {
    projectId: encodeId('Project', projectId),
    batchId: encodeId('CreditBatch', batchId),
    assurance: 'REASONABLE',
    materialityPercent: '5',
  });
}

/** What was measured in the year of the credits, from which the platform calculates them again. */
async function bringMonitoring(owner: Context, projectId: string): Promise<void> {
  const { app, viewer } = owner;
  const there = await selectDocumentsOfProject(app.db, { projectId, after: undefined, limit: 100 });
  if (!viewer || there.some(({ name }) => name === MONITORING)) return;
  await storeDocument(owner, {
    userId: viewer.userId,
    target: { kind: 'PROJECT_DOCUMENT', projectId, name: MONITORING },
    mediaType: 'text/csv',
    bytes: await readFile(join(import.meta.dirname, 'demo-data', MONITORING)),
  });
}

type Step = (people: Cast, row: CaseRow) => Promise<unknown>;
const caseIdOf = ({ id }: CaseRow): string => encodeId('PoaiCase', id);
const userIdOf = ({ viewer }: Context): string => encodeId('User', viewer?.userId ?? '');

/** What is done to a case next, by whose it is to do. */
const steps: Partial<Record<CaseStatus, Step>> = {
  DRAFT: ({ alice }, row) => submitPoaiCase(alice, { caseId: caseIdOf(row) }),
  SUBMITTED: ({ grace, ines, omar }, row) =>
    assignPoaiCase(grace, {
      caseId: caseIdOf(row),
      reviewer: { userId: userIdOf(ines) },
      technicalReviewer: { userId: userIdOf(omar) },
    }),
  ASSIGNED: ({ ines }, row) => startPoaiReview(ines, { caseId: caseIdOf(row) }),
  IN_REVIEW: review,
  REVIEW_COMPLETE: ({ omar }, row) => startPoaiTechnicalReview(omar, { caseId: caseIdOf(row) }),
  TECHNICAL_REVIEW: bindAndApprove,
};

/** What the platform could not decide by itself, the reviewer does. */
async function review({ ines }: Cast, row: CaseRow): Promise<void> {
  const caseId = caseIdOf(row);
  const evidence = await evidenceIn(ines, row);
  for (const { code, tree, result } of await selectChecksOf(ines.app.db, [row.id])) {
    if (code === TECHNICAL_CHECK || result === 'PASS' || result === 'NOT_APPLICABLE') continue;
    await completePoaiCheck(ines, {
      caseId,
      code,
      result: 'PASS',
      method: 'DESK_REVIEW',
      finding: 'Taken to hold, for the demonstration: the project is invented.',
      evidence: tree === 'data' ? evidence : [],
    });
  }
  const opinion = 'A demonstration. The reductions are fairly stated in all material respects.';
  await completePoaiReview(ines, { caseId, opinion, address: localAccounts.ines.address });
}

async function evidenceIn({ app, loaders }: Context, { projectId }: CaseRow): Promise<string[]> {
  const there = await selectDocumentsOfProject(app.db, { projectId, after: undefined, limit: 100 });
  const versions = there.map(async ({ id, name }) =>
    name === MONITORING ? loaders.newestVersions.load(id) : undefined,
  );
  return (await Promise.all(versions)).flatMap((found) =>
    found ? [encodeId('DocumentVersion', found.version.id)] : [],
  );
}

async function bindAndApprove({ ines, omar, grace }: Cast, row: CaseRow): Promise<void> {
  const caseId = caseIdOf(row);
  if (!(await proofOf(omar, row))) {
    const finding = 'The review was made as it should be, for a demonstration.';
    await completePoaiCheck(omar, { caseId, code: TECHNICAL_CHECK, result: 'PASS', method: 'DESK_REVIEW', finding });
    await preparePoaiBundle(omar, { caseId, address: localAccounts.omar.address });
  }
  const proof = await proofOf(omar, row);
  for (const asked of proof ? await signingRequests(omar, proof) : []) {
    const [by, name] = asked.role === 'REVIEWER' ? ([ines, 'ines'] as const) : ([omar, 'omar'] as const);
    await submitPoaiAttestation(by, { caseId, role: asked.role, signature: await sign(asked, name) });
  }
  await approvePoaiCase(grace, { caseId });
}

/** As their wallet would. What signs is loaded only when there is something to be signed. */
async function sign({ typedData }: SigningRequest, name: 'ines' | 'omar'): Promise<string> {
  const { localWallet } = await import('./accounts.ts');
  const { domain, types, message } = JSON.parse(typedData) as TypedData;
  const { EIP712Domain: _, ...own } = types;
  return localWallet(localAccounts[name].index).signTypedData(domain, own, message);
}

interface TypedData {
  readonly domain: object;
  readonly types: Record<string, { name: string; type: string }[]>;
  readonly message: Record<string, unknown>;
}
