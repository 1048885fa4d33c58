import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KEY_BYTES, TAG_BYTES } from './sealing.ts';
import type { MasterKeys } from './vault.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;

/** A key of a document that does not open. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}

/**
 * Master keys that this process holds itself, by id: AES-256-GCM over the key of the document, stored as
 * `nonce(12) | key(32) | tag(16)`, with the id of the master key and the context authenticated. Random nonces of 96 bits
 * suffice for 2^32 documents a master key (NIST SP 800-38D, 8.3).
 */
export function heldMasterKeys(keys: ReadonlyMap<string, Buffer>, currentId: string): MasterKeys {
  const keyOf = (id: string): Buffer => {
    const key = keys.get(id);
    if (!key) throw new MasterKeyError(`the master key "${id}" is not configured`);
    return key;
  };
  keyOf(currentId);
  const named = (id: string, context: Buffer): Buffer => Buffer.concat([Buffer.from(`${id}\0`), context]);
  return {
    currentId: () => Promise.resolve(currentId),
    wrap(key, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, keyOf(currentId), nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(named(currentId, context));
      const wrappedKey = Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
      return Promise.resolve({ masterKeyId: currentId, wrappedKey });
    },
    async unwrap({ masterKeyId, wrappedKey }, context) {
      if (wrappedKey.length !== NONCE_BYTES + KEY_BYTES + TAG_BYTES) throw new MasterKeyError('the wrapped key is cut');
      const nonce = wrappedKey.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv(ALGORITHM, keyOf(masterKeyId), nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(named(masterKeyId, context)).setAuthTag(wrappedKey.subarray(-TAG_BYTES));
      const key = decipher.update(wrappedKey.subarray(NONCE_BYTES, -TAG_BYTES));
      try {
        decipher.final();
      } catch {
        throw new MasterKeyError('the wrapped key was altered, or is of another document');
      }
      return key;
    },
  };
}
