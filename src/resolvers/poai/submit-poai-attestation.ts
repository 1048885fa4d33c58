import { getAddress } from 'ethers';
import { isLinkedTo } from '../../db/linked-addresses.ts';
import type { CaseRow, ReviewRole } from '../../db/poai.ts';
import { insertAttestation, selectAttestationsOf, selectProofsOf } from '../../db/poai-proofs.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { signerKind } from '../addresses/signatures.ts';
import type { Hex } from '../chain/client.ts';
import { type Context, transact } from '../context.ts';
import { Forbidden, IllegalTransition } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { attestationDigest } from '../proofs/attestation.ts';
import { type Bundle, bundleHash, fromHex } from '../proofs/bundle.ts';
import { AttestationInvalid } from './errors.ts';
import { attestationInput } from './inputs.ts';
import { lockFor } from './own.ts';
import { auditDeed, recordDeed } from './record.ts';

/**
 * Takes the signature of a reviewer over the bundle, by the address that is in it. A contract wallet is asked (ERC-1271).
 * Throws InputInvalid, NotFound, Forbidden, IllegalTransition (also where they have signed already), AddressNotLinked,
 * AttestationInvalid, SignatureInvalid, ChainUnavailable.
 */
export async function submitPoaiAttestation(ctx: Context, input: unknown): Promise<CaseRow> {
  const { userId } = await permit(ctx, 'poai.review');
  const { caseId, role, signature } = readInput(attestationInput, input);
  const bundle = await ctx.app.db.transact(async (tx) => {
    const { as } = await lockFor(ctx, tx, caseId, 'ATTEST');
    if (as !== role) throw new Forbidden('You are assigned to this case in the other role.');
    const [proof] = await selectProofsOf(tx, [caseId]);
    return proof?.bundle as Bundle;
  });
  // Asked before the case is locked: a contract may take its time.
  const signer = await signerOf(ctx, bundle, role, signature);
  return transact(ctx, async (tx) => {
    const { row } = await lockFor(ctx, tx, caseId, 'ATTEST');
    if (!(await isLinkedTo(tx, userId, signer))) throw new AddressNotLinked();
    if ((await selectAttestationsOf(tx, [caseId])).some((each) => each.role === role)) {
      throw new IllegalTransition('attestation', 'SIGNED', 'signed again');
    }
    const { issuedAt } = bundle;
    await insertAttestation(tx, { caseId, role, signer: fromHex(signer), signature: fromHex(signature), issuedAt });
    const detail = { role, signer };
    await recordDeed(tx, row, { kind: 'ATTEST', actorId: userId, detail });
    await auditDeed(tx, row, { actorId: userId, action: 'POAI_ATTESTATION_SUBMITTED', detail });
    return row;
  });
}

async function signerOf(ctx: Context, bundle: Bundle, role: ReviewRole, signature: Hex): Promise<Hex> {
  const address = bundle.reviewers.find((each) => each.role === role)?.address;
  if (!address) throw new Error(`the bundle of case ${bundle.caseId} names no ${role}`);
  const statement = {
    bundleHash: bundleHash(bundle),
    bundle,
    role,
    decision: 'APPROVED',
    issuedAt: bundle.issuedAt,
  } as const;
  const digest = attestationDigest(statement);
  if (await signerKind(ctx.app, { address: getAddress(address) as Hex, digest, signature })) return address;
  throw new AttestationInvalid(`This is not the signature of ${address} over this bundle.`);
}
