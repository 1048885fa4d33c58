import type { AttestationRow, CaseRow, ProofRow } from '../../db/poai.ts';
import { selectAttestationsOf, selectProofsOf } from '../../db/poai-proofs.ts';
import { selectIntentsById } from '../../db/chain-intents.ts';
import { selectCasesById } from '../../db/poai-cases.ts';
import type { Context } from '../context.ts';
import { Forbidden, InputInvalid, NotFound } from '../errors.ts';
import { nodeId, readInput } from '../input.ts';
import { mayFor, permitCaller } from '../permissions.ts';
import type { Attestation, Bundle, Proof } from '../proofs/bundle.ts';
import { toHex } from '../proofs/bundle.ts';
import { revealOnly } from '../proofs/reveal.ts';
import { revealInput } from './inputs.ts';
import { readLeaves } from './leaves.ts';
import { ownerOf } from '../projects/own.ts';
import { seesAll, seesCase } from './own.ts';

/** Throws NotFound where there is no bundle that the caller may see. */
async function findProof(ctx: Context, caseId: string): Promise<{ row: CaseRow; proof: ProofRow }> {
  const { db } = ctx.app;
  const [row] = await selectCasesById(db, [caseId]);
  const [proof] = row && (await seesCase(ctx, row)) ? await selectProofsOf(db, [caseId]) : [];
  if (!row || !proof) throw new NotFound('proof');
  return { row, proof };
}

/**
 * The proof as a file of docs/POAI.md, as JSON: with all leaves for the parties of the case, with none for everybody else.
 * Throws InputInvalid, NotFound.
 */
export async function proofFile(ctx: Context, { caseId: given }: { readonly caseId: unknown }): Promise<string> {
  const { row, proof } = await findProof(ctx, readInput(nodeId('PoaiCase'), given));
  const whole = await assemble(ctx, proof, await seesAll(ctx, row));
  return JSON.stringify(whole);
}

/**
 * The proof with these checks alone revealed, for its owner to hand on. Throws InputInvalid, NotFound, Forbidden.
 */
export async function revealedFile(ctx: Context, input: unknown): Promise<string> {
  await permitCaller(ctx, 'poai.own');
  const { caseId, checks } = readInput(revealInput, input);
  const { row, proof } = await findProof(ctx, caseId);
  if (!(await mayFor(ctx, 'poai.own', ownerOf(row)))) {
    throw new Forbidden('What is revealed of a proof, only its owner decides.');
  }
  const whole = await assemble(ctx, proof, true);
  const shown = revealOnly(whole, ({ entry }) => 'code' in entry && checks.includes(entry.code));
  const found = new Set(shown.revealed.map(({ entry }) => ('code' in entry ? entry.code : '')));
  const unknown = checks.filter((code) => !found.has(code));
  if (unknown.length > 0) {
    throw new InputInvalid(unknown.map((code) => ({ path: ['checks'], message: `${code} is no check of this proof` })));
  }
  return JSON.stringify(shown);
}

async function assemble(ctx: Context, proof: ProofRow, withLeaves: boolean): Promise<Proof> {
  const { db } = ctx.app;
  const signed = await selectAttestationsOf(db, [proof.caseId]);
  return {
    format: 'poai-proof/v1',
    bundleHash: toHex(proof.bundleHash),
    bundle: proof.bundle as Bundle,
    revealed: withLeaves ? await readLeaves(ctx, proof.versionId) : [],
    attestations: signed.map(attestationOf),
    anchor: await anchorOf(ctx, proof),
  };
}

const attestationOf = ({ role, signer, issuedAt, signature }: AttestationRow): Attestation => ({
  role,
  signer: toHex(signer),
  decision: 'APPROVED',
  issuedAt,
  signature: toHex(signature),
});

async function anchorOf({ app }: Context, { intentId }: ProofRow): Promise<Proof['anchor']> {
  const [intent] = intentId === null ? [] : await selectIntentsById(app.db, [intentId]);
  // A file is kept for years: it names no block that the chain may yet lose.
  if (intent?.status !== 'FINALIZED') return null;
  const { txHash, blockNumber, blockHash } = intent;
  if (!txHash || blockNumber === null || !blockHash) return null;
  return { transactionHash: toHex(txHash), blockNumber: String(blockNumber), blockHash: toHex(blockHash) };
}
