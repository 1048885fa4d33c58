import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import {
  insertCertificateKey,
  retireCertificateKey,
  rewrapCertificateKey,
  selectCertificateKeys,
  selectCurrentKey,
} from '../../db/certificate-keys.ts';
import type { CertificateKeyRow } from '../../db/certificates.ts';
import type { Db } from '../../db/client.ts';
import type { App } from '../context.ts';
import type { MasterKeys } from '../documents/vault.ts';
import { CertificateSignerUnavailable } from './errors.ts';

// The keys that sign certificates are the platform's own: made by it, and kept in its database, wrapped by the master keys
// that wrap the keys of documents (of the configuration, or of a Transit engine). No process needs to be told of a rotation.

/** A key that signs, opened. */
export interface SigningKey {
  readonly kid: string;
  readonly key: KeyObject;
}

/** PKCS #8 of an Ed25519 key, up to its 32 secret bytes (RFC 8410, section 7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SECRET_BYTES = 32;

/** A wrapped key opens for its own id alone. */
const contextOf = (kid: string): Buffer => Buffer.from(`certificate-key\0${kid}`);

/** The public key as its verifiers get it (RFC 7517, RFC 8037). */
const publicJwk = ({ kid, publicKey }: Pick<CertificateKeyRow, 'kid' | 'publicKey'>): JWK => ({
  kty: 'OKP',
  crv: 'Ed25519',
  x: publicKey.toString('base64url'),
  kid,
  alg: 'EdDSA',
  use: 'sig',
});

/** Every key that signs certificates or has signed some, as /.well-known/jwks.json publishes them. */
export async function publishedKeys({ db }: Pick<App, 'db'>): Promise<{ keys: JWK[] }> {
  return { keys: (await selectCertificateKeys(db)).map(publicJwk) };
}

async function makeKey(masterKeys: MasterKeys) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const secret = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-SECRET_BYTES);
  const jwk = publicKey.export({ format: 'jwk' }) as JWK;
  const kid = await calculateJwkThumbprint(jwk, 'sha256');
  const wrapped = await masterKeys.wrap(secret, contextOf(kid));
  return { kid, publicKey: Buffer.from(jwk.x ?? '', 'base64url'), ...wrapped };
}

const opened = new WeakMap<App, SigningKey>();

/**
 * The key that signs now; the first is made when it is first asked for, by whichever process is first. Throws
 * CertificateSignerUnavailable where it cannot be unwrapped.
 */
export async function signingKey(app: App): Promise<SigningKey> {
  const { db, vault, log } = app;
  try {
    let row = await selectCurrentKey(db);
    if (!row) {
      await insertCertificateKey(db, await makeKey(vault.masterKeys));
      row = await selectCurrentKey(db);
    }
    if (!row) throw new Error('a key was made and is not there');
    const known = opened.get(app);
    if (known?.kid === row.kid) return known;
    const signer = { kid: row.kid, key: await open(vault.masterKeys, row) };
    opened.set(app, signer);
    return signer;
  } catch (error) {
    log.error({ err: error }, 'the key that signs certificates cannot be opened');
    throw new CertificateSignerUnavailable();
  }
}

async function open(masterKeys: MasterKeys, row: CertificateKeyRow): Promise<KeyObject> {
  const secret = await masterKeys.unwrap(row, contextOf(row.kid));
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, secret]), format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  if (x !== row.publicKey.toString('base64url'))
    throw new Error(`the key ${row.kid} is another one than its public key`);
  return key;
}

/**
 * Makes a new key the one that signs. What was signed stays valid: the keys before stay published, their secrets are not
 * used any more. Gives the new key's id.
 */
export async function rotateSigningKey({
  db,
  vault,
}: App): Promise<{ readonly kid: string; readonly before: string | null }> {
  const made = await makeKey(vault.masterKeys);
  return db.transact(async (tx) => {
    const before = await selectCurrentKey(tx);
    if (before) await retireCertificateKey(tx, before.kid);
    await insertCertificateKey(tx, made);
    return { kid: made.kid, before: before?.kid ?? null };
  });
}

/** Wraps every key by the current master key. Gives how many were wrapped anew, of how many. */
export async function rewrapSigningKeys({
  db,
  vault: { masterKeys },
}: App): Promise<{ rewrapped: number; all: number }> {
  const currentId = await masterKeys.currentId();
  const rows = await selectCertificateKeys(db);
  const others = rows.filter(({ masterKeyId }) => masterKeyId !== currentId);
  for (const row of others) await rewrap(db, masterKeys, row);
  return { rewrapped: others.length, all: rows.length };
}

async function rewrap(db: Db, masterKeys: MasterKeys, row: CertificateKeyRow): Promise<void> {
  const secret = await masterKeys.unwrap(row, contextOf(row.kid));
  await rewrapCertificateKey(db, row.kid, await masterKeys.wrap(secret, contextOf(row.kid)));
}
