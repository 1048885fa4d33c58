import { selectEndedIndexes } from '../../db/certificate-lists.ts';
import type { App } from '../context.ts';
import { publicUrl } from '../documents/links.ts';
import { LIST_SIZE, signCredential, statusListCredential, type StatusPurpose } from './credential.ts';
import { signingKey } from './keys.ts';
import { encodeBits } from './status-bits.ts';

/**
 * The signed list of what was revoked (`revocation`: superseded ones too) or superseded (`refresh`), as a credential;
 * undefined where no certificate is in such a list. Throws CertificateSignerUnavailable.
 */
export async function statusList(app: App, purpose: StatusPurpose, list: number): Promise<string | undefined> {
  const { db, config } = app;
  const from = BigInt(list) * BigInt(LIST_SIZE);
  const { isBegun, ended } = await selectEndedIndexes(db, {
    from,
    to: from + BigInt(LIST_SIZE),
    statuses: purpose === 'refresh' ? ['SUPERSEDED'] : ['SUPERSEDED', 'REVOKED'],
  });
  if (!isBegun) return undefined;
  const base = publicUrl(app);
  const credential = statusListCredential({
    base,
    issuerName: config.CERTIFICATE_ISSUER_NAME,
    purpose,
    list,
    encodedList: encodeBits(ended.map((index) => Number(index - from))),
    at: new Date(),
    ttlS: config.CERTIFICATE_STATUS_TTL_S,
  });
  return signCredential(credential, base, await signingKey(app));
}
