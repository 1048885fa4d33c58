import { asc, eq, isNull, sql } from 'drizzle-orm';
import { certificateKeys, type CertificateKeyRow } from './certificates.ts';
import type { Db } from './client.ts';

type NewKey = Pick<CertificateKeyRow, 'kid' | 'publicKey' | 'masterKeyId' | 'wrappedKey'>;

/** The key that signs now; undefined before the first. */
export async function selectCurrentKey({ orm }: Db): Promise<CertificateKeyRow | undefined> {
  const [row] = await orm.select().from(certificateKeys).where(isNull(certificateKeys.retiredAt));
  return row;
}

/** Every key that signs or has signed, the oldest first. */
export async function selectCertificateKeys({ orm }: Db): Promise<CertificateKeyRow[]> {
  return await orm.select().from(certificateKeys).orderBy(asc(certificateKeys.createdAt), asc(certificateKeys.kid));
}

/** Makes a key the one that signs, where there is none; otherwise does nothing. */
export async function insertCertificateKey({ orm }: Db, key: NewKey): Promise<void> {
  await orm.insert(certificateKeys).values(key).onConflictDoNothing();
}

/** From now on the key does not sign any more. */
export async function retireCertificateKey({ orm }: Db, kid: string): Promise<void> {
  await orm
    .update(certificateKeys)
    .set({ retiredAt: sql`clock_timestamp()` })
    .where(eq(certificateKeys.kid, kid));
}

/** Replaces the wrapping of a key by that of another master key. */
export async function rewrapCertificateKey(
  { orm }: Db,
  kid: string,
  wrapped: Pick<CertificateKeyRow, 'masterKeyId' | 'wrappedKey'>,
): Promise<void> {
  await orm.update(certificateKeys).set(wrapped).where(eq(certificateKeys.kid, kid));
}
