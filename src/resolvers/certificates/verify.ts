import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import type { ZodError } from 'zod';
import { canonicalBytes } from '../proofs/tree.ts';
import { commitmentOf } from '../retirements/rules.ts';
import type { Hex } from '../chain/client.ts';
import { type CertificateFile, type Content, contentShape, digestOf, fileShape } from './content.ts';
import { credentialOf } from './credential.ts';

/** INDETERMINATE: neither shown nor refuted with what is at hand; the reason says what is missing. */
export type Outcome = 'VALID' | 'INVALID' | 'INDETERMINATE';

export const certificateSteps = [
  'FORMAT',
  'DIGEST',
  'CREDENTIAL',
  'SIGNATURE',
  'QUANTITY',
  'BENEFICIARY',
  'CHAIN',
  'POAI',
  'STATUS',
] as const;
export type CertificateStepName = (typeof certificateSteps)[number];

export interface Step {
  readonly step: CertificateStepName;
  readonly outcome: Outcome;
  readonly reason: string;
}

/** A retirement as the chain holds it: the event CreditsRetired, where the certificate says it is. */
export interface RetiredOnChain {
  readonly batchId: string;
  readonly account: Hex;
  readonly beneficiaryHash: Hex;
  /** In 10^-18 of a tonne. */
  readonly quantity: bigint;
  readonly isFinal: boolean;
}

export type Standing = 'ISSUED' | 'SUPERSEDED' | 'REVOKED' | 'UNKNOWN';

/** What the verifier knows from elsewhere than from the file. What is undefined was not looked up. */
export interface Known {
  /** The issuer's keys. */
  readonly keys?: readonly JWK[] | undefined;
  /** What stands at the certificate's place on its chain; null: nothing of the kind. */
  readonly retired?: RetiredOnChain | null | undefined;
  /** Whether the proof of asset integrity still stands. */
  readonly poai?: 'CURRENT' | 'SUPERSEDED' | 'REVOKED' | 'UNKNOWN' | undefined;
  readonly standing?: Standing | undefined;
  /** What there is to say beside a standing, such as why it was revoked. */
  readonly standingReason?: string | undefined;
}

type Judged = Omit<Step, 'step'>;
const valid = (reason: string): Judged => ({ outcome: 'VALID', reason });
const invalid = (reason: string): Judged => ({ outcome: 'INVALID', reason });
const open = (reason: string): Judged => ({ outcome: 'INDETERMINATE', reason });

/** A file as it was read, of which the credential may be all there is. */
export interface ReadFile {
  readonly content: Content;
  /** As the file says, which a bare credential does too. */
  readonly digest: string;
  readonly credential: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly disclosure: CertificateFile['disclosure'];
  /** What the file says has become of it; a bare credential says nothing. */
  readonly ended: CertificateFile['ended'];
}

/**
 * Reads a certificate: JSON as `/certificates/<id>.json` gives it, or the credential alone (a JWT in compact form). Gives
 * what is wrong with it, in words, where it is neither.
 */
export function readCertificate(text: string): ReadFile | string {
  const trimmed = text.trim();
  return trimmed.startsWith('{') ? readJson(trimmed) : readCredential(trimmed);
}

function readJson(text: string): ReadFile | string {
  const json = parse(text);
  if (json === undefined) return 'The file is neither JSON nor a JWT.';
  const read = fileShape.safeParse(json);
  if (!read.success) return issueOf(read.error);
  const { certificate: content, digest, credential, disclosure, ended } = read.data;
  const payload = payloadOf(credential);
  return payload ? { content, digest, credential, payload, disclosure, ended } : 'credential: is not a JWT';
}

function readCredential(text: string): ReadFile | string {
  const payload = payloadOf(text);
  if (!payload) return 'The file is neither JSON nor a JWT.';
  const { certificate, digest } = (payload['credentialSubject'] ?? {}) as Record<string, unknown>;
  const read = contentShape.safeParse(certificate);
  if (!read.success) return `credentialSubject.certificate: ${issueOf(read.error)}`;
  return {
    content: read.data,
    digest: String(digest),
    credential: text,
    payload,
    disclosure: undefined,
    ended: undefined,
  };
}

/** Bytes have many spellings in base64url, of which one is right: else a credential that was changed could hold the same. */
const isSpelled = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part;

function payloadOf(jwt: string): Record<string, unknown> | undefined {
  const parts = jwt.split('.');
  const [, payload] = parts;
  if (payload === undefined || parts.length !== 3 || !parts.every(isSpelled)) return undefined;
  return parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown> | undefined;
}

/** The JSON object of a text; undefined if it is none. */
function parse(text: string): object | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function issueOf({ issues: [issue] }: ZodError): string {
  const path = issue?.path.map(String).join('.') ?? '';
  return `${path === '' ? 'The file' : path}: ${issue?.message ?? 'is not as version 1 of the format has it'}`;
}

/** Judges a certificate, step by step. Reads nothing but what it is given, and never throws for what a file holds. */
export async function verifyCertificate(file: ReadFile | string, known: Known = {}): Promise<Step[]> {
  if (typeof file === 'string') {
    return certificateSteps.map((step) => ({
      step,
      ...(step === 'FORMAT' ? invalid(file) : open('The file is not a certificate, so this cannot be judged.')),
    }));
  }
  const judged: Record<CertificateStepName, Judged> = {
    FORMAT: valid('The file is a certificate of version 1.'),
    DIGEST: judgeDigest(file),
    CREDENTIAL: judgeCredential(file),
    SIGNATURE: await judgeSignature(file, known.keys),
    QUANTITY: judgeQuantity(file.content),
    BENEFICIARY: judgeBeneficiary(file),
    CHAIN: judgeChain(file.content, known.retired),
    POAI: judgePoai(file.content, known.poai),
    STATUS: judgeStatus(file, known),
  };
  return certificateSteps.map((step) => ({ step, ...judged[step] }));
}

function judgeDigest({ content, digest }: ReadFile): Judged {
  const hashed = digestOf(content);
  return hashed === digest
    ? valid(`The certificate hashes to ${hashed}.`)
    : invalid(`The certificate hashes to ${hashed}, but the file says ${digest}: it was changed.`);
}

/** Whether the credential is the one that this certificate has, word for word but for its place in the status lists. */
function judgeCredential({ content, payload }: ReadFile): Judged {
  const index = statusIndexOf(payload);
  if (index === undefined) return invalid('The credential does not say where its status is.');
  const expected = canonicalBytes(credentialOf(content, index));
  return expected.equals(canonicalBytes(payload))
    ? valid('The credential says the same as the certificate.')
    : invalid('The credential says something else than the certificate.');
}

const LIST = /^(?<base>https?:\/\/.+)\/certificates\/status\/revocation\/(?<list>\d{1,15})$/;

/** The number that a certificate has among all whose status is listed. */
function statusIndexOf(payload: Readonly<Record<string, unknown>>): bigint | undefined {
  const entries = payload['credentialStatus'];
  const [first] = Array.isArray(entries) ? (entries as unknown[]) : [];
  const { statusListIndex, statusListCredential } = (first ?? {}) as Record<string, unknown>;
  const list = LIST.exec(String(statusListCredential))?.groups?.['list'];
  if (list === undefined || !/^\d{1,6}$/.test(String(statusListIndex))) return undefined;
  return BigInt(list) * 131_072n + BigInt(String(statusListIndex));
}

async function judgeSignature({ credential, content }: ReadFile, keys: readonly JWK[] | undefined): Promise<Judged> {
  let kid: string | undefined;
  try {
    const header = decodeProtectedHeader(credential);
    if (header.alg !== 'EdDSA' || header.typ !== 'vc+jwt') return invalid('It is not signed by EdDSA as vc+jwt.');
    kid = header.kid;
  } catch {
    return invalid('The credential has no header of a JWT.');
  }
  const issuer = content.issuer.url;
  if (!keys) return open(`Look for the key ${kid ?? ''} at ${issuer}/.well-known/jwks.json.`);
  const jwk = keys.find((each) => each.kid === kid && each.kty === 'OKP' && each.crv === 'Ed25519');
  if (!jwk) return invalid(`The key ${kid ?? ''} is none of the issuer's.`);
  try {
    await compactVerify(credential, await importJWK(jwk, 'EdDSA'), { algorithms: ['EdDSA'] });
    return valid(`Signed with the key ${kid} of the issuer.`);
  } catch {
    return invalid(`The signature is not that of the key ${kid}: the credential was changed.`);
  }
}

const UNIT = 10n ** 18n;

/** Tonnes as decimal text, in 10^-18 of one. */
function unitsOf(tonnes: string): bigint {
  const [whole = '0', fraction = ''] = tonnes.split('.');
  return BigInt(whole) * UNIT + BigInt(fraction.padEnd(18, '0'));
}

function judgeQuantity({ retirement: { quantity }, credits: { serials } }: Content): Judged {
  if (unitsOf(quantity) === 0n) return invalid('Nothing was retired.');
  if (new Set(serials.map(({ text }) => text)).size < serials.length) return invalid('A serial block is there twice.');
  if (serials.length === 0) return open('A wallet retired: the chain counts it, and no serial blocks are assigned.');
  const sum = serials.reduce((total, block) => total + BigInt(block.quantity), 0n);
  return sum * UNIT === unitsOf(quantity)
    ? valid(`${serials.length} serial ${serials.length === 1 ? 'block counts' : 'blocks count'} ${sum} t.`)
    : invalid(`The serial blocks count ${sum} t, but ${quantity} t were retired.`);
}

function judgeBeneficiary({ content: { beneficiary }, disclosure }: ReadFile): Judged {
  const { hash } = beneficiary;
  if (beneficiary.kind === 'PUBLIC') {
    return commitmentOf(wordsOf(beneficiary), null) === hash
      ? valid(`The name hashes to ${hash}.`)
      : invalid(`The name does not hash to ${hash}.`);
  }
  if (!disclosure) return open(`Who it is was not disclosed: the hash ${hash} stands for them.`);
  const salt = Buffer.from(disclosure.salt.slice(2), 'hex');
  return commitmentOf(wordsOf(disclosure), salt) === hash
    ? valid(`What was disclosed hashes to ${hash}.`)
    : invalid(`What was disclosed does not hash to ${hash}.`);
}

const wordsOf = ({
  name,
  country,
  identifier,
}: {
  name: string;
  country: string | null;
  identifier: { value: string } | null;
}) => ({
  name,
  country,
  identifier: identifier?.value ?? null,
});

function judgeChain({ chain, retirement, beneficiary }: Content, retired: Known['retired']): Judged {
  const place = `log ${chain.logIndex} of ${chain.transactionHash} on chain ${chain.chainId}`;
  if (retired === undefined) return open(`Look for CreditsRetired of ${chain.contract} at ${place}.`);
  if (retired === null) return invalid(`There is no CreditsRetired of ${chain.contract} at ${place}.`);
  const differs = (
    [
      ['batch', retired.batchId, chain.batchId],
      ['account', retired.account, chain.account],
      ['beneficiary', retired.beneficiaryHash, beneficiary.hash],
      ['quantity', retired.quantity, unitsOf(retirement.quantity)],
    ] as const
  ).find(([, there, here]) => there !== here);
  if (differs) return invalid(`The chain has ${differs[0]} ${differs[1]}, and the certificate ${differs[2]}.`);
  return retired.isFinal
    ? valid(`It is ${place}; the block is final.`)
    : open(`It is ${place}; the block is not final yet.`);
}

function judgePoai({ poai }: Content, standing: Known['poai']): Judged {
  if (poai === null) return open('The certificate names no proof of asset integrity.');
  if (standing === 'CURRENT') return valid(`The proof ${poai.bundleHash} stands.`);
  if (standing === 'REVOKED') return invalid(`The proof ${poai.bundleHash} was revoked since.`);
  if (standing === 'SUPERSEDED') return valid(`The proof ${poai.bundleHash} stood then; a later one has its place.`);
  return open(
    standing === 'UNKNOWN'
      ? `The platform does not know the proof ${poai.bundleHash}.`
      : `Look for the proof ${poai.bundleHash} at the issuer, and verify it by itself.`,
  );
}

function judgeStatus({ ended }: ReadFile, { standing, standingReason }: Known): Judged {
  const why = standingReason === undefined ? '' : ` ${standingReason}`;
  if (standing === 'ISSUED') return valid(`It is neither superseded nor revoked.${why}`);
  if (standing === 'SUPERSEDED') return invalid(`Another certificate has taken its place.${why}`);
  if (standing === 'REVOKED') return invalid(`It was revoked.${why}`);
  if (ended) return invalid(`The file itself says that it is ${ended.status} since ${ended.at}: ${ended.reason}`);
  return open(
    standing === 'UNKNOWN'
      ? 'The platform has not issued a certificate with this digest.'
      : (standingReason ?? 'Whether it was superseded or revoked since, the status lists of the issuer say.'),
  );
}
