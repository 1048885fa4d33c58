import { decodeProtectedHeader, type JWK } from 'jose';
import { selectCertificatesById } from '../../db/certificates.ts';
import { selectCasesById } from '../../db/poai-cases.ts';
import { selectProofByHash } from '../../db/poai-proofs.ts';
import type { App, Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { publicUrl } from '../documents/links.ts';
import { fromHex } from '../proofs/bundle.ts';
import { type Content, digestOf } from './content.ts';
import { publishedKeys } from './keys.ts';
import { retiredIn } from './on-chain.ts';
import {
  type Known,
  type ReadFile,
  readCertificate,
  type RetiredOnChain,
  type Step,
  verifyCertificate,
} from './verify.ts';

/**
 * Judges a certificate step by step, with what the platform knows of its own and what its index of the chain holds. Throws
 * InputInvalid for a text that is too long.
 */
export async function verifyText(
  { app }: Context,
  { certificate: text }: { readonly certificate: string },
): Promise<Step[]> {
  const most = app.config.CERTIFICATE_VERIFY_BYTES;
  if (Buffer.byteLength(text) > most) {
    throw new InputInvalid([
      { path: ['certificate'], message: `is longer than ${most} bytes: \`npm run verify-certificate\` takes it` },
    ]);
  }
  return judge(app, readCertificate(text));
}

/** The same for a certificate that was read already. */
export const judge = async (app: App, file: ReadFile | string): Promise<Step[]> =>
  verifyCertificate(file, typeof file === 'string' ? {} : await knownOf(app, file));

async function knownOf(app: App, file: ReadFile): Promise<Known> {
  const { content } = file;
  return {
    keys: await keysOf(app, file),
    retired: await retiredOf(app, content),
    poai: await poaiOf(app, content),
    ...(await standingOf(app, content)),
  };
}

/** The keys of this platform, for what names it as its issuer or one of its keys: those of other issuers it does not know. */
async function keysOf(app: App, { content, credential }: ReadFile): Promise<readonly JWK[] | undefined> {
  const { keys } = await publishedKeys(app);
  const kid = kidOf(credential);
  return content.issuer.url === publicUrl(app) || keys.some((key) => key.kid === kid) ? keys : undefined;
}

function kidOf(credential: string): string | undefined {
  try {
    return decodeProtectedHeader(credential).kid;
  } catch {
    return undefined;
  }
}

/** No number of the database is larger. */
const MOST_HEIGHT = 2n ** 62n;

/** Undefined for another chain or contract than the platform's own: of those it knows nothing. */
async function retiredOf({ db, chain }: App, { chain: place }: Content): Promise<RetiredOnChain | null | undefined> {
  const own = chain?.deployment.contracts.CreditRegistry.address.toLowerCase();
  if (!chain || place.chainId !== String(chain.chainId) || place.contract !== own) return undefined;
  const block = BigInt(place.blockNumber);
  if (block > MOST_HEIGHT) return null;
  const retired = await retiredIn(db, { chainId: chain.chainId, block });
  const isMeant = ({ logIndex, txHash }: (typeof retired)[number]) =>
    String(logIndex) === place.logIndex && txHash === place.transactionHash;
  return retired.find(isMeant) ?? null;
}

async function poaiOf({ db }: App, { poai }: Content): Promise<Known['poai']> {
  if (!poai) return undefined;
  const proof = await selectProofByHash(db, fromHex(poai.bundleHash));
  const [row] = proof ? await selectCasesById(db, [proof.caseId]) : [];
  if (row?.status === 'APPROVED') return 'CURRENT';
  return row?.status === 'SUPERSEDED' || row?.status === 'REVOKED' ? row.status : 'UNKNOWN';
}

/** A certificate is known by its digest: one with an id of ours and another content is not ours. */
async function standingOf({ db }: App, content: Content): Promise<Pick<Known, 'standing' | 'standingReason'>> {
  const [row] = await selectCertificatesById(db, [content.id]);
  if (!row?.digest?.equals(fromHex(digestOf(content))) || row.status === 'PENDING') return { standing: 'UNKNOWN' };
  return { standing: row.status, standingReason: row.endReason ?? undefined };
}
