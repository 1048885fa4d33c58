import { brokenConstraint, type Db } from '../../db/client.ts';
import { selectIntentByReference } from '../../db/chain-intents.ts';
import type { CaseRow, ProofRow } from '../../db/poai.ts';
import { lockCaseRow } from '../../db/poai-cases.ts';
import { insertAttestation, selectAttestationsOf, selectProofsOf, updateProofIntent } from '../../db/poai-proofs.ts';
import { selectAssignmentsOf } from '../../db/poai-reviews.ts';
import { chainOf, type Hex } from '../chain/client.ts';
import { type Context, transact } from '../context.ts';
import { recordOf } from '../credits/issue-credits.ts';
import { keyOf } from '../credits/rules.ts';
import { readInput } from '../input.ts';
import { writeIntent } from '../intents/write-intent.ts';
import { permit } from '../permissions.ts';
import { moveProject } from '../projects/move-project.ts';
import { typedAttestation } from '../proofs/attestation.ts';
import { type Bundle, bundleHash, fromHex, toHex } from '../proofs/bundle.ts';
import { refuseConflict } from './assign-poai-case.ts';
import { anchorReference } from './case-file.ts';
import { ApprovalByParty, CaseIncomplete, ProofSignerUnavailable } from './errors.ts';
import { caseInput } from './inputs.ts';
import { lockFor, lockWithProject } from './own.ts';
import { auditDeed, moveCase } from './record.ts';

/**
 * Approves a case that both reviewers have signed: the platform signs as well, the proof is anchored on the chain, the
 * case that this one supersedes gives it its place, and a project that is UNDER_VALIDATION is VALIDATED.
 * Throws InputInvalid, NotFound, IllegalTransition, CaseIncomplete, ConflictOfInterest, ApprovalByParty,
 * ProofSignerUnavailable, ChainUnavailable.
 */
export async function approvePoaiCase(ctx: Context, input: unknown): Promise<CaseRow> {
  const { userId } = await permit(ctx, 'poai.manage');
  const { caseId } = readInput(caseInput, input);
  const proof = await ctx.app.db.transact((tx) => readApprovable(ctx, tx, caseId, userId));
  const signed = await coSign(ctx, proof);
  return transact(ctx, (tx) => approve(ctx, tx, { caseId, userId, proof, signed })).catch(inWords);
}

/** What is asked before the platform signs. Throws what the approval throws. */
async function readApprovable(ctx: Context, tx: Db, caseId: string, userId: string): Promise<ProofRow> {
  const { row } = await lockFor(ctx, tx, caseId, 'APPROVE');
  const assigned = await selectAssignmentsOf(tx, [caseId]);
  if (row.createdBy === userId || assigned.some((each) => each.userId === userId)) throw new ApprovalByParty();
  const signed: ReadonlySet<string> = new Set((await selectAttestationsOf(tx, [caseId])).map(({ role }) => role));
  const missing = (['REVIEWER', 'TECHNICAL_REVIEWER'] as const).filter((role) => !signed.has(role));
  if (missing.length > 0) throw new CaseIncomplete(missing.map((role) => `the signature of the ${role}`));
  const [proof] = await selectProofsOf(tx, [caseId]);
  return proof as ProofRow;
}

interface CoSigned {
  readonly signer: Hex;
  readonly signature: Hex;
}

async function coSign({ app }: Context, { bundle: stored }: ProofRow): Promise<CoSigned> {
  const bundle = stored as Bundle;
  if (!app.attester) throw new ProofSignerUnavailable();
  const role = 'PLATFORM';
  const statement = {
    bundleHash: bundleHash(bundle),
    bundle,
    role,
    decision: 'APPROVED',
    issuedAt: bundle.issuedAt,
  } as const;
  return app.attester.sign(typedAttestation(statement));
}

interface Approval {
  readonly caseId: string;
  readonly userId: string;
  readonly proof: ProofRow;
  readonly signed: CoSigned;
}

async function approve(ctx: Context, tx: Db, { caseId, userId, proof, signed }: Approval): Promise<CaseRow> {
  const { row, project } = await lockWithProject(ctx, tx, caseId, 'APPROVE');
  const old = row.supersedesId === null ? undefined : await lockCaseRow(tx, row.supersedesId);
  const { issuedAt } = proof.bundle as Bundle;
  const [signer, signature] = [fromHex(signed.signer), fromHex(signed.signature)];
  await insertAttestation(tx, { caseId, role: 'PLATFORM', signer, signature, issuedAt });
  const intentId = await anchor(ctx, tx, proof, userId);
  await updateProofIntent(tx, caseId, intentId);
  if (old?.status === 'APPROVED') {
    await moveCase(ctx, tx, old, { step: 'SUPERSEDE', actorId: userId, detail: { by: caseId } });
  }
  const detail = { bundleHash: toHex(proof.bundleHash), sequence: String(proof.sequence), intentId };
  const change = { decidedAt: new Date(), decidedBy: userId };
  const moved = await moveCase(ctx, tx, row, { step: 'APPROVE', actorId: userId, change, detail });
  if (project.status === 'UNDER_VALIDATION') {
    await moveProject(tx, project, { to: 'VALIDATED', actorId: userId, reason: `PoAI case ${caseId}` });
  }
  await auditDeed(tx, moved, { actorId: userId, action: 'POAI_CASE_APPROVED', detail });
  return moved;
}

/** Orders the anchor: after the proof before it, or after the project is known to the chain. */
async function anchor({ app }: Context, tx: Db, proof: ProofRow, actorId: string): Promise<string> {
  const { chainId } = chainOf(app);
  const { projectId, sequence, commitment } = proof;
  const reference = anchorReference(projectId, sequence - 1n);
  const before = await selectIntentByReference(tx, { chainId, kind: 'PROOF_ANCHOR', reference });
  const uri = `urn:uuid:${projectId}`;
  const afterIntentId = before?.id ?? (await recordOf(tx, { chainId, actorId, projectKey: projectId, uri }));
  const intent = await writeIntent(tx, {
    chainId,
    kind: 'PROOF_ANCHOR',
    reference: anchorReference(projectId, sequence),
    args: { projectKey: keyOf(projectId), sequence, commitment: toHex(commitment) },
    createdBy: actorId,
    afterIntentId,
  });
  return intent.id;
}

const GAPS: Readonly<Record<string, string>> = {
  poai_cases_checks: 'a mandatory check that is passed',
  poai_cases_findings: 'the end of a request',
  poai_cases_signed: 'a signature',
};

/** The database decides last; what it refuses is said in words. */
function inWords(error: unknown): never {
  const constraint = brokenConstraint(error) ?? '';
  const gap = GAPS[constraint];
  if (gap) throw new CaseIncomplete([gap]);
  if (constraint === 'poai_cases_four_eyes') throw new ApprovalByParty();
  return refuseConflict(error);
}
