import { getAddress } from 'ethers';
import type { AssignmentRow, AttestationRow, CaseEventRow, CaseRow, ProofRow, ReviewRole } from '../../db/poai.ts';
import type { CheckRow, FindingRow } from '../../db/poai-checks.ts';
import { selectCaseEvents, selectCases } from '../../db/poai-cases.ts';
import { type IntentRow } from '../../db/chain-intents.ts';
import type { Context } from '../context.ts';
import { nodeId, readInput } from '../input.ts';
import {
  decodeKeyset,
  encodeKeyset,
  KEY_INTEGER,
  KEY_UUID,
  type Page,
  type PageInput,
  pageSize,
  toPage,
} from '../pages.ts';
import { isPermitted, ownersFor, permitCaller } from '../permissions.ts';
import { typedAttestation } from '../proofs/attestation.ts';
import { type Bundle, toHex } from '../proofs/bundle.ts';
import { caseFilter } from './inputs.ts';
import { ownerOf } from '../projects/own.ts';
import { partiesOf, seesAll, seesCase } from './own.ts';
import { type CaseAction, caseActions, mayNow } from './rules.ts';

/** A case that the caller may know of. */
export async function findCase(ctx: Context, id: string): Promise<CaseRow | undefined> {
  const row = await ctx.loaders.poaiCases.load(id);
  return row && (await seesCase(ctx, row)) ? row : undefined;
}

/** The same by the id that clients have. Throws InputInvalid. */
export const caseById = (ctx: Context, id: unknown): Promise<CaseRow | undefined> =>
  findCase(ctx, readInput(nodeId('PoaiCase'), id));

/** A finding whose case the caller sees all of. */
export async function visibleFindings(ctx: Context, ids: readonly string[]): Promise<(FindingRow | null)[]> {
  return Promise.all(
    ids.map(async (id) => {
      const finding = await ctx.loaders.poaiFindings.load(id);
      const row = finding && (await ctx.loaders.poaiCases.load(finding.caseId));
      return finding && row && (await seesAll(ctx, row)) ? finding : null;
    }),
  );
}

/** What the caller or their organizations own, and what they review, newest first. */
export async function myCases(
  ctx: Context,
  input: PageInput & { readonly filterBy?: unknown },
): Promise<Page<CaseRow>> {
  await permitCaller(ctx, 'poai.read-own');
  return list(ctx, input, { of: await ownersFor(ctx, 'poai.read-own'), decided: false });
}

/** The cases that the caller may know of, newest first: all for PLATFORM_ADMIN, to others their own and what was approved. */
export async function listCases(
  ctx: Context,
  input: PageInput & { readonly filterBy?: unknown },
): Promise<Page<CaseRow>> {
  const all = await isPermitted(ctx, 'poai.read-any');
  const of = all ? undefined : await ownersFor(ctx, 'poai.read-own');
  return list(ctx, input, { of, decided: true });
}

type Whose = Pick<Parameters<typeof selectCases>[1], 'of' | 'decided'>;

async function list(
  ctx: Context,
  input: PageInput & { readonly filterBy?: unknown },
  whose: Whose,
): Promise<Page<CaseRow>> {
  const filter = readInput(caseFilter, input.filterBy ?? {});
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectCases(ctx.app.db, { ...filter, ...whose, after, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

/** What of a case only its parties see: null for others. */
async function forParties<T>(ctx: Context, row: CaseRow, read: () => Promise<readonly T[]>): Promise<T[] | null> {
  return (await seesAll(ctx, row)) ? [...(await read())] : null;
}

export const checksOf = (ctx: Context, row: CaseRow): Promise<CheckRow[] | null> =>
  forParties(ctx, row, () => ctx.loaders.poaiChecksOf.load(row.id));

export const findingsOf = (ctx: Context, row: CaseRow): Promise<FindingRow[] | null> =>
  forParties(ctx, row, () => ctx.loaders.poaiFindingsOf.load(row.id));

export const assignmentsOf = (ctx: Context, row: CaseRow): Promise<AssignmentRow[] | null> =>
  forParties(ctx, row, () => ctx.loaders.poaiAssignmentsOf.load(row.id));

/** The history of a case, oldest first, for its parties; an empty page for others. */
export async function eventsOf(ctx: Context, row: CaseRow, input: PageInput): Promise<Page<CaseEventRow>> {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [cursor] = input.after ? decodeKeyset(input.after, [KEY_INTEGER]) : [];
  const after = cursor === undefined ? 0 : Math.max(0, Math.min(Number(cursor), 2 ** 31 - 1));
  const rows = (await seesAll(ctx, row))
    ? await selectCaseEvents(ctx.app.db, { caseId: row.id, after, limit: size + 1 })
    : [];
  return toPage(rows, size, input, ({ seq }) => encodeKeyset([BigInt(seq)]));
}

/** What the caller can do to the case now, by the table that decides. */
export async function actionsOf(ctx: Context, row: CaseRow): Promise<CaseAction[]> {
  const parties = await partiesOf(ctx, row);
  const standpoint = { status: row.status, hasBundle: (await proofOf(ctx, row)) !== null };
  const names = Object.keys(caseActions) as CaseAction[];
  return names.filter((action) => parties.some((party) => mayNow(action, party, standpoint)));
}

/** The bundle of a case, once there is one. */
export const proofOf = async (ctx: Context, row: CaseRow): Promise<ProofRow | null> =>
  (await ctx.loaders.poaiProofs.load(row.id))?.proof ?? null;

export const attestationsOf = async (ctx: Context, { caseId }: ProofRow): Promise<AttestationRow[]> => [
  ...(await ctx.loaders.poaiAttestationsOf.load(caseId)),
];

/** What one of the reviewers is asked to sign. */
export interface SigningRequest {
  readonly role: ReviewRole;
  /** Checksummed. */
  readonly address: string;
  /** What eth_signTypedData_v4 takes, as JSON. */
  readonly typedData: string;
}

/** What is still to be signed, for the parties of the case; nothing for others. */
export async function signingRequests(ctx: Context, proof: ProofRow): Promise<SigningRequest[]> {
  const row = await ctx.loaders.poaiCases.load(proof.caseId);
  if (row?.status !== 'TECHNICAL_REVIEW' || !(await seesAll(ctx, row))) return [];
  const signed: ReadonlySet<string> = new Set((await attestationsOf(ctx, proof)).map(({ role }) => role));
  const bundle = proof.bundle as Bundle;
  return bundle.reviewers
    .filter(({ role }) => !signed.has(role))
    .map(({ role, address }) => {
      const statement = { bundleHash: toHex(proof.bundleHash), bundle, role, decision: 'APPROVED' } as const;
      const { domain, types, primaryType, message } = typedAttestation({ ...statement, issuedAt: bundle.issuedAt });
      // Wallets want the domain's type spelt out.
      const EIP712Domain = [
        { name: 'name', type: 'string' },
        { name: 'version', type: 'string' },
        { name: 'chainId', type: 'uint256' },
        { name: 'verifyingContract', type: 'address' },
      ];
      const typedData = JSON.stringify({ types: { EIP712Domain, ...types }, domain, primaryType, message });
      return { role, address: getAddress(address), typedData };
    });
}

export type AnchorState = 'NOT_ORDERED' | 'ORDERED' | 'PENDING' | 'FINALIZED' | 'ORPHANED' | 'GIVEN_UP';

const ANCHOR_STATES = {
  PREPARED: 'ORDERED',
  BROADCAST: 'ORDERED',
  MINED: 'PENDING',
  FINALIZED: 'FINALIZED',
  ORPHANED: 'ORPHANED',
  FAILED: 'GIVEN_UP',
  DROPPED: 'GIVEN_UP',
  REPLACED: 'GIVEN_UP',
} as const satisfies Record<IntentRow['status'], AnchorState>;

/** How far the anchor of a proof is. */
export async function anchorState(ctx: Context, { intentId }: ProofRow): Promise<AnchorState> {
  const intent = intentId === null ? undefined : await ctx.loaders.intents.load(intentId);
  return intent ? ANCHOR_STATES[intent.status] : 'NOT_ORDERED';
}

/** The transaction that anchored a proof, once it is mined. */
export async function anchorTransaction(ctx: Context, { intentId }: ProofRow): Promise<string | null> {
  const intent = intentId === null ? undefined : await ctx.loaders.intents.load(intentId);
  return intent && (intent.status === 'MINED' || intent.status === 'FINALIZED') && intent.txHash
    ? toHex(intent.txHash)
    : null;
}

/** Whose the case is, if it is a user's and not an organization's. */
export const ownerUserId = (row: CaseRow): string | null => (row.organizationId === null ? ownerOf(row) : null);

/** A case that must exist, since something that the caller sees refers to it. */
export async function caseOf(ctx: Context, id: string): Promise<CaseRow> {
  const row = await ctx.loaders.poaiCases.load(id);
  if (!row) throw new Error(`PoAI case ${id} is referred to and does not exist`);
  return row;
}
