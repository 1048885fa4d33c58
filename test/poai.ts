import { insertLink } from '../src/db/linked-addresses.ts';
import type { CaseRow, CaseStatus } from '../src/db/poai.ts';
import type { PlatformRole } from '../src/db/users.ts';
import { selectChecksOf } from '../src/db/poai-reviews.ts';
import { selectCasesById } from '../src/db/poai-cases.ts';
import { storeDocument } from '../src/resolvers/documents/store-document.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { assignPoaiCase } from '../src/resolvers/poai/assign-poai-case.ts';
import { completePoaiCheck } from '../src/resolvers/poai/complete-poai-check.ts';
import { completePoaiReview } from '../src/resolvers/poai/complete-poai-review.ts';
import { createPoaiCase } from '../src/resolvers/poai/create-poai-case.ts';
import { preparePoaiBundle } from '../src/resolvers/poai/prepare-poai-bundle.ts';
import { proofOf, signingRequests } from '../src/resolvers/poai/read.ts';
import { requestPoaiChanges } from '../src/resolvers/poai/request-poai-changes.ts';
import { TECHNICAL_CHECK } from '../src/resolvers/poai/rules.ts';
import { startPoaiReview } from '../src/resolvers/poai/start-poai-review.ts';
import { startPoaiTechnicalReview } from '../src/resolvers/poai/start-poai-technical-review.ts';
import { submitPoaiAttestation } from '../src/resolvers/poai/submit-poai-attestation.ts';
import { submitPoaiCase } from '../src/resolvers/poai/submit-poai-case.ts';
import { walletOf } from './addresses.ts';
import type { Eip1193Wallet, RpcCall } from './eip1193-wallet.ts';
import type { TestApp, TestUser } from './harness.ts';
import { projectIdOf, projectIn } from './projects.ts';

/** The people of a case, each with the wallet that they sign with. */
export interface Cast {
  readonly t: TestApp;
  readonly owner: TestUser;
  readonly admin: TestUser;
  readonly reviewer: TestUser & { readonly wallet: Eip1193Wallet };
  readonly technical: TestUser & { readonly wallet: Eip1193Wallet };
  /** Somebody who has nothing to do with it. */
  readonly stranger: TestUser;
}

/** A wallet that is asked to sign typed data looks which chain it is on first. */
const onChain =
  ({ app }: TestApp): RpcCall =>
  (method) =>
    method === 'eth_chainId'
      ? Promise.resolve(`0x${app.config.CHAIN_ID.toString(16)}`)
      : Promise.reject(new Error('a reviewer’s wallet signs, and asks for nothing'));

export async function castOf(t: TestApp): Promise<Cast> {
  const user = (name: string, ...roles: PlatformRole[]) => t.user(name, { roles });
  const signer = async (name: string) => {
    const [one, wallet] = [await user(name, 'POAI_REVIEWER'), walletOf(`${name} of ${t.databaseUrl}`, onChain(t))];
    await insertLink(t.db, { address: wallet.address, userId: one.id, kind: 'EOA' });
    return { ...one, wallet };
  };
  return {
    t,
    owner: await user('owner', 'PROJECT_OWNER'),
    admin: await user('admin', 'PLATFORM_ADMIN'),
    reviewer: await signer('reviewer'),
    technical: await signer('technical'),
    stranger: await user('stranger', 'POAI_REVIEWER'),
  };
}

export const caseIdOf = ({ id }: { readonly id: string }): string => encodeId('PoaiCase', id);
export const userIdOf = ({ id }: { readonly id: string }): string => encodeId('User', id);

/** A draft of a case about a new project that is listed, of which some may be given. */
export async function draftCase(cast: Cast, given: object = {}, ofProject: object = {}): Promise<CaseRow> {
  const project = await projectIn(cast, 'LISTED', ofProject);
  const wish = { projectId: projectIdOf(project), assurance: 'REASONABLE', materialityPercent: '5', ...given };
  return createPoaiCase(cast.owner.ctx, wish);
}

export const seatsOf = (row: CaseRow, { reviewer, technical }: Pick<Cast, 'reviewer' | 'technical'>) => ({
  caseId: caseIdOf(row),
  reviewer: { userId: userIdOf(reviewer) },
  technicalReviewer: { userId: userIdOf(technical) },
});

export const checkWish = (row: CaseRow, code: string, given: object = {}) => ({
  caseId: caseIdOf(row),
  code,
  result: 'PASS',
  method: 'DESK_REVIEW',
  finding: `Seen, and as ${code} asks for.`,
  ...given,
});

/** Lets the reviewer complete every check that is theirs, with the evidence that is given for some. */
export async function passAll({ t, reviewer }: Cast, row: CaseRow, evidence: Readonly<Record<string, string[]>> = {}) {
  for (const { code } of await selectChecksOf(t.db, [row.id])) {
    if (code === TECHNICAL_CHECK) continue;
    await completePoaiCheck(reviewer.ctx, checkWish(row, code, { evidence: evidence[code] ?? [] }));
  }
}

type Walk = (cast: Cast, row: CaseRow) => Promise<unknown>;

/** What leads from one state to the next, each taken by whose it is. */
const walks: readonly (readonly [CaseStatus, Walk])[] = [
  ['SUBMITTED', ({ owner }, row) => submitPoaiCase(owner.ctx, { caseId: caseIdOf(row) })],
  ['ASSIGNED', (cast, row) => assignPoaiCase(cast.admin.ctx, seatsOf(row, cast))],
  ['IN_REVIEW', ({ reviewer }, row) => startPoaiReview(reviewer.ctx, { caseId: caseIdOf(row) })],
  ['REVIEW_COMPLETE', (cast, row) => endReview(cast, row)],
  ['TECHNICAL_REVIEW', ({ technical }, row) => startPoaiTechnicalReview(technical.ctx, { caseId: caseIdOf(row) })],
];

async function endReview(cast: Cast, row: CaseRow): Promise<void> {
  await passAll(cast, row);
  const opinion = 'The reductions are fairly stated in all material respects.';
  const { ctx, wallet } = cast.reviewer;
  await completePoaiReview(ctx, { caseId: caseIdOf(row), opinion, address: wallet.address });
}

export async function caseNow({ t }: Pick<Cast, 't'>, { id }: { readonly id: string }): Promise<CaseRow> {
  const [row] = await selectCasesById(t.db, [id]);
  if (!row) throw new Error('there is no such case');
  return row;
}

/** A case of the owner that has come to this state by the way that leads there. */
export async function caseIn(
  cast: Cast,
  status: CaseStatus,
  { row: begun, meanwhile }: { readonly row?: CaseRow; readonly meanwhile?: Walk } = {},
): Promise<CaseRow> {
  const row = begun ?? (await draftCase(cast));
  if (status === 'DRAFT') return row;
  for (const [reached, walk] of walks) {
    await walk(cast, row);
    if (reached === 'IN_REVIEW') await meanwhile?.(cast, row);
    if (reached === 'IN_REVIEW' && status === 'CHANGES_REQUESTED') {
      return requestPoaiChanges(cast.reviewer.ctx, { caseId: caseIdOf(row), reason: 'see the findings' });
    }
    if (reached === status) break;
  }
  return caseNow(cast, row);
}

/** Lets the technical reviewer end their review with a bundle. */
export async function bind({ technical }: Cast, row: CaseRow): Promise<CaseRow> {
  await completePoaiCheck(technical.ctx, checkWish(row, TECHNICAL_CHECK));
  return preparePoaiBundle(technical.ctx, { caseId: caseIdOf(row), address: technical.wallet.address });
}

/** What the wallet of a reviewer makes of what it is asked to sign. */
export async function signatureOf(cast: Cast, row: CaseRow, role: 'REVIEWER' | 'TECHNICAL_REVIEWER'): Promise<string> {
  const { ctx, wallet } = role === 'REVIEWER' ? cast.reviewer : cast.technical;
  const proof = await proofOf(ctx, row);
  const asked = proof && (await signingRequests(ctx, proof)).find((request) => request.role === role);
  if (!asked) throw new Error('nothing is to be signed');
  return (await wallet.request({ method: 'eth_signTypedData_v4', params: [asked.address, asked.typedData] })) as string;
}

export async function attest(cast: Cast, row: CaseRow, role: 'REVIEWER' | 'TECHNICAL_REVIEWER'): Promise<CaseRow> {
  const { ctx } = role === 'REVIEWER' ? cast.reviewer : cast.technical;
  return submitPoaiAttestation(ctx, { caseId: caseIdOf(row), role, signature: await signatureOf(cast, row, role) });
}

/** A case that both reviewers have signed. */
export async function signedCase(cast: Cast, begun?: CaseRow): Promise<CaseRow> {
  const row = await caseIn(cast, 'TECHNICAL_REVIEW', begun ? { row: begun } : {});
  await bind(cast, row);
  await attest(cast, row, 'REVIEWER');
  return attest(cast, row, 'TECHNICAL_REVIEWER');
}

/** A document of the owner; gives the id of its version as clients send it. */
export async function documentOf({ owner }: Cast, { projectId }: CaseRow, text: string): Promise<string> {
  const { version } = await storeDocument(owner.ctx, {
    userId: owner.id,
    target: { kind: 'PROJECT_DOCUMENT', projectId, name: `${text}.json` },
    mediaType: 'application/json',
    bytes: Buffer.from(JSON.stringify({ text })),
  });
  return encodeId('DocumentVersion', version.id);
}
