import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import type { StatusPurpose } from './credential.ts';
import { readBit } from './status-bits.ts';

/** Where the status of a certificate is to be looked up. */
export interface StatusEntry {
  readonly statusPurpose: StatusPurpose;
  readonly statusListIndex: number;
  /** The address of the list. */
  readonly statusListCredential: string;
}

/** The places that a credential names, as far as they are of the issuer; none where it names none that can be read. */
export function statusEntriesOf(payload: Readonly<Record<string, unknown>>, issuer: string): StatusEntry[] {
  const given = payload['credentialStatus'];
  return (Array.isArray(given) ? (given as unknown[]) : []).flatMap((each) => {
    const { statusPurpose, statusListIndex, statusListCredential } = (each ?? {}) as Record<string, unknown>;
    const url = String(statusListCredential);
    const isKnown = statusPurpose === 'revocation' || statusPurpose === 'refresh';
    // A list of somebody else would say what they want.
    if (!isKnown || !url.startsWith(`${issuer}/`) || !/^\d{1,9}$/.test(String(statusListIndex))) return [];
    return { statusPurpose, statusListIndex: Number(statusListIndex), statusListCredential: url };
  });
}

/**
 * Whether the list, a signed credential, has the certificate's bit set; in words, why it does not say. The list must be the
 * one that is meant, of the issuer, signed with a key of theirs, and not older than it says it may be.
 */
export async function readStatus(
  list: string,
  entry: StatusEntry,
  { issuer, keys, at }: { readonly issuer: string; readonly keys: readonly JWK[]; readonly at: Date },
): Promise<boolean | string> {
  let payload: Record<string, unknown>;
  try {
    const { kid } = decodeProtectedHeader(list);
    const jwk = keys.find((each) => each.kid === kid);
    if (!jwk) return `The key ${kid ?? ''} of the status list is none of the issuer's.`;
    const verified = await compactVerify(list, await importJWK(jwk, 'EdDSA'), { algorithms: ['EdDSA'] });
    payload = JSON.parse(Buffer.from(verified.payload).toString('utf8')) as Record<string, unknown>;
  } catch {
    return 'The status list is not signed by the issuer.';
  }
  const subject = (payload['credentialSubject'] ?? {}) as Record<string, unknown>;
  const issuedBy = payload['issuer'] as { readonly id?: unknown } | undefined;
  if (payload['id'] !== entry.statusListCredential || issuedBy?.id !== issuer) return 'It is another status list.';
  if (subject['statusPurpose'] !== entry.statusPurpose) return 'The status list is of another purpose.';
  const validUntil = Date.parse(String(payload['validUntil']));
  if (!(validUntil > at.getTime())) return 'The status list is out of date.';
  const bit = readBit(String(subject['encodedList']), entry.statusListIndex);
  return bit ?? 'The status list has no place for this certificate.';
}
