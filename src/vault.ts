import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Config } from './config.ts';
import { keptKey } from './kept-key.ts';
import { heldMasterKeys } from './resolvers/documents/master-keys.ts';
import { KEY_BYTES } from './resolvers/documents/sealing.ts';
import { type MasterKeys, newLoad, type Vault } from './resolvers/documents/vault.ts';
import { folderStore } from './workers/outside/folder-store.ts';
import { ipfsStore } from './workers/outside/ipfs-store.ts';
import { s3Store } from './workers/outside/s3-store.ts';
import { transitKeys } from './workers/outside/transit-keys.ts';

const CURRENT = { folder: 'FOLDER', s3: 'S3', ipfs: 'IPFS' } as const;

/** The storages, keys and counters of documents, as the configuration has them. */
export async function openVault(config: Config): Promise<Vault> {
  const linkKey = config.DOCUMENT_LINK_KEY ?? (await keptKey(config.dataDir, 'document-links', newKey));
  return {
    current: CURRENT[config.DOCUMENT_STORAGE],
    stores: {
      FOLDER: folderStore(resolve(config.DOCUMENT_FOLDER ?? join(config.dataDir, 'documents'))),
      ...(config.DOCUMENT_S3_BUCKET && { S3: s3Of(config, config.DOCUMENT_S3_BUCKET) }),
      ...(config.DOCUMENT_IPFS_URL && { IPFS: ipfsOf(config, config.DOCUMENT_IPFS_URL) }),
    },
    masterKeys: await masterKeysOf(config),
    linkKey: Buffer.from(linkKey, 'base64'),
    load: newLoad(),
  };
}

const newKey = (): string => randomBytes(KEY_BYTES).toString('base64');

async function masterKeysOf(config: Config): Promise<MasterKeys> {
  const { DOCUMENT_KMS_URL: url, DOCUMENT_MASTER_KEYS: given, DOCUMENT_MASTER_KEY: current } = config;
  if (url) {
    const { DOCUMENT_KMS_KEY: key, DOCUMENT_KMS_TOKEN: token, DOCUMENT_KMS_TIMEOUT_MS: timeoutMs } = config;
    return transitKeys({ url, key, token, timeoutMs });
  }
  const kept = given.length > 0 ? given : [`development:${await keptKey(config.dataDir, 'document-master', newKey)}`];
  const keys = new Map(
    kept.map((key) => {
      const colon = key.indexOf(':');
      return [key.slice(0, colon), Buffer.from(key.slice(colon + 1), 'base64')];
    }),
  );
  return heldMasterKeys(keys, current ?? [...keys.keys()].at(-1) ?? '');
}

const s3Of = (config: Config, bucket: string) =>
  s3Store({
    bucket,
    region: config.DOCUMENT_S3_REGION,
    endpoint: config.DOCUMENT_S3_ENDPOINT,
    pathStyle: config.DOCUMENT_S3_PATH_STYLE,
    accessKeyId: config.DOCUMENT_S3_ACCESS_KEY_ID,
    secretAccessKey: config.DOCUMENT_S3_SECRET_ACCESS_KEY,
    partBytes: config.DOCUMENT_S3_PART_BYTES,
    timeoutMs: config.DOCUMENT_STORAGE_TIMEOUT_MS,
  });

const ipfsOf = (config: Config, url: string) =>
  ipfsStore({ url, token: config.DOCUMENT_IPFS_TOKEN, timeoutMs: config.DOCUMENT_STORAGE_TIMEOUT_MS });
