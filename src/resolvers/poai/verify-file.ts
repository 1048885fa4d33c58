import { selectCasesById } from '../../db/poai-cases.ts';
import { selectAnchored, selectPlatformSigners, selectProofByHash } from '../../db/poai-proofs.ts';
import type { Hex } from '../chain/client.ts';
import type { App, Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { type Bundle, bundleHash, fromHex, proofShape, toHex } from '../proofs/bundle.ts';
import { type Anchored, type Known, type Step, verifyProof } from '../proofs/verify.ts';

/**
 * Judges a proof step by step, with what the platform knows of its own and what its index of the chain holds. Throws
 * InputInvalid for a text that is too long or no JSON.
 */
export async function verifyFile({ app }: Context, { bundle: text }: { readonly bundle: string }): Promise<Step[]> {
  const file = readFile(text, app.config.POAI_VERIFY_BYTES);
  const read = proofShape.safeParse(file);
  return verifyProof(file, read.success ? await knownOf(app, read.data.bundle) : {});
}

function readFile(text: string, mostBytes: number): unknown {
  const refuse = (message: string) => new InputInvalid([{ path: ['bundle'], message }]);
  if (Buffer.byteLength(text) > mostBytes) {
    throw refuse(`is longer than ${mostBytes} bytes: \`npm run verify-proof\` takes it`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('is not JSON');
  }
}

async function knownOf(app: App, bundle: Bundle): Promise<Known> {
  return {
    platformSigners: await platformSigners(app),
    anchored: await anchoredOf(app, bundle),
    standing: await standingOf(app, bundle),
  };
}

/** Every address with which the platform signs or has signed: what a verifier compares with. */
export async function platformSigners({ db, config, attester }: App): Promise<Hex[]> {
  const own = attester
    ? await attester.address().then(
        (address) => [address],
        () => [],
      )
    : [];
  return [...new Set([...own, ...config.POAI_SIGNER_TRUSTED, ...(await selectPlatformSigners(db))])];
}

/** Undefined for another chain or contract than the platform's own: of those it knows nothing. */
async function anchoredOf({ db, chain }: App, { anchor, sequence }: Bundle): Promise<Anchored | null | undefined> {
  const contract = chain?.deployment.contracts.CreditRegistry.address.toLowerCase();
  if (!chain || anchor.chainId !== String(chain.chainId) || anchor.contract !== contract) return undefined;
  const held = await selectAnchored(db, {
    chainId: chain.chainId,
    projectKey: fromHex(anchor.projectKey),
    sequence: BigInt(sequence),
  });
  if (!held) return null;
  const { commitment, isFinal, blockNumber, blockHash, txHash } = held;
  const place = {
    transactionHash: toHex(txHash),
    blockNumber: String(blockNumber),
    blockHash: toHex(blockHash),
  };
  return { commitment: toHex(commitment), isFinal, place };
}

async function standingOf({ db }: App, bundle: Bundle): Promise<Known['standing']> {
  const proof = await selectProofByHash(db, fromHex(bundleHash(bundle)));
  const [row] = proof ? await selectCasesById(db, [proof.caseId]) : [];
  if (row?.status === 'APPROVED') return 'CURRENT';
  return row?.status === 'SUPERSEDED' || row?.status === 'REVOKED' ? row.status : 'UNKNOWN';
}
