import type { EndpointRow, SealedSecret } from '../../db/webhooks.ts';
import type { MasterKeys } from '../documents/vault.ts';

/** A wrapped secret opens for its own endpoint and as its own number alone. */
const contextOf = (endpointId: string, number: number): Buffer => Buffer.from(`webhook/${endpointId}/${number}`);

/** Seals the n-th secret of an endpoint. */
export async function sealSecret(
  masterKeys: MasterKeys,
  { endpointId, number }: { readonly endpointId: string; readonly number: number },
  secret: Buffer,
): Promise<SealedSecret> {
  const { masterKeyId, wrappedKey } = await masterKeys.wrap(secret, contextOf(endpointId, number));
  return { masterKeyId, secret: wrappedKey };
}

type Sealed = Pick<
  EndpointRow,
  'id' | 'masterKeyId' | 'secret' | 'secretNumber' | 'previousMasterKeyId' | 'previousSecret' | 'previousUntil'
>;

/** The secret that signs, and before its time is over the one before. Throws an Error that says why it does not open. */
export async function openSecrets(masterKeys: MasterKeys, endpoint: Sealed, now = new Date()): Promise<Buffer[]> {
  const { id, masterKeyId, secret, secretNumber } = endpoint;
  const { previousMasterKeyId, previousSecret, previousUntil } = endpoint;
  const current = await masterKeys.unwrap({ masterKeyId, wrappedKey: secret }, contextOf(id, secretNumber));
  if (!previousSecret || !previousUntil || !previousMasterKeyId || previousUntil <= now) return [current];
  const wrapped = { masterKeyId: previousMasterKeyId, wrappedKey: previousSecret };
  return [current, await masterKeys.unwrap(wrapped, contextOf(id, secretNumber - 1))];
}
