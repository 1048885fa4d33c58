import type { CertificateRow } from '../../db/certificates.ts';
import { toHex, toSecond } from '../proofs/bundle.ts';
import type { CertificateFile, Content, Disclosure } from './content.ts';

/** A certificate that was issued: what only that has is there. */
export type IssuedRow = CertificateRow & {
  readonly content: unknown;
  readonly digest: Buffer;
  readonly credential: string;
  readonly issuedAt: Date;
};

export const isIssued = (row: CertificateRow): row is IssuedRow => row.issuedAt !== null;

/** What it certifies. It was checked against the format before it was signed. */
export const contentOf = ({ content }: IssuedRow): Content => content as Content;

/** What has become of it, as its file says; undefined as long as it stands. */
function endedOf({ status, endedAt, endReason }: IssuedRow): CertificateFile['ended'] {
  if (status !== 'SUPERSEDED' && status !== 'REVOKED') return undefined;
  if (!endedAt || endReason === null) throw new Error('a certificate has ended, and nobody says when or why');
  return { status, at: toSecond(endedAt), reason: endReason };
}

/** A certificate as a file of docs/CERTIFICATES.md, with who a private beneficiary is where that is to be told. */
export function fileOf(row: IssuedRow, disclosure?: Disclosure): CertificateFile {
  const ended = endedOf(row);
  return {
    format: 'ecocoin-certificate-file/v1',
    digest: toHex(row.digest),
    certificate: contentOf(row),
    credential: row.credential,
    ...(disclosure && { disclosure }),
    ...(ended && { ended }),
  };
}
