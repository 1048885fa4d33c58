import { CompactSign } from 'jose';
import type { Content } from './content.ts';
import { digestOf } from './content.ts';
import type { SigningKey } from './keys.ts';

// Verifiable Credentials (W3C, data model 2.0) secured as JWT (VC-JOSE-COSE): the payload is the credential itself.

const CONTEXT = 'https://www.w3.org/ns/credentials/v2';

/** What a list says of the credentials in it (Bitstring Status List 1.0). */
export const statusPurposes = ['revocation', 'refresh'] as const;
/** `revocation`: it does not stand any more, revoked or superseded. `refresh`: another has taken its place. */
export type StatusPurpose = (typeof statusPurposes)[number];

/** Credentials in one list: the least that Bitstring Status List 1.0 allows, so that a list hides whose status is asked. */
export const LIST_SIZE = 131_072;

const statusListPath = (purpose: StatusPurpose, list: number): string => `/certificates/status/${purpose}/${list}`;

/** Where a certificate stands in the lists. */
function statusEntries(base: string, statusIndex: bigint): object[] {
  const list = Number(statusIndex / BigInt(LIST_SIZE));
  const index = String(statusIndex % BigInt(LIST_SIZE));
  return statusPurposes.map((statusPurpose) => {
    const statusListCredential = `${base}${statusListPath(statusPurpose, list)}`;
    return {
      id: `${statusListCredential}#${index}`,
      type: 'BitstringStatusListEntry',
      statusPurpose,
      statusListIndex: index,
      statusListCredential,
    };
  });
}

/** Terms of ours. The certificate is JSON of its own, which no processor of JSON-LD is to take apart. */
const termsOf = (base: string): object => ({
  '@vocab': `${base}/ns/certificates/v1#`,
  certificate: { '@id': `${base}/ns/certificates/v1#certificate`, '@type': '@json' },
});

/** The credential of a certificate, before it is signed. */
export function credentialOf(content: Content, statusIndex: bigint): object {
  const { url: base, name } = content.issuer;
  return {
    '@context': [CONTEXT, termsOf(base)],
    id: content.url,
    type: ['VerifiableCredential', 'CarbonRetirementCredential'],
    issuer: { id: base, name },
    validFrom: content.issuedAt,
    credentialStatus: statusEntries(base, statusIndex),
    credentialSubject: {
      id: `urn:uuid:${content.retirement.id}`,
      type: 'CarbonRetirement',
      digest: digestOf(content),
      certificate: content,
    },
  };
}

export interface StatusList {
  readonly base: string;
  readonly issuerName: string;
  readonly purpose: StatusPurpose;
  readonly list: number;
  /** As `encodeBits` gives them. */
  readonly encodedList: string;
  readonly at: Date;
  readonly ttlS: number;
}

const second = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/** The credential of a list, before it is signed. */
export function statusListCredential({ base, issuerName, purpose, list, encodedList, at, ttlS }: StatusList): object {
  const id = `${base}${statusListPath(purpose, list)}`;
  return {
    '@context': [CONTEXT],
    id,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: { id: base, name: issuerName },
    validFrom: second(at),
    validUntil: second(new Date(at.getTime() + ttlS * 1_000)),
    credentialSubject: {
      id: `${id}#list`,
      type: 'BitstringStatusList',
      statusPurpose: purpose,
      encodedList,
      ttl: ttlS * 1_000,
    },
  };
}

/** Signs a credential: a JWS in compact form with EdDSA over Ed25519, whose media type is application/vc+jwt. */
export const signCredential = (credential: object, issuer: string, { kid, key }: SigningKey): Promise<string> =>
  new CompactSign(Buffer.from(JSON.stringify(credential)))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'vc+jwt', cty: 'vc', kid, iss: issuer })
    .sign(key);
