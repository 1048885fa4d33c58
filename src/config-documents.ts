import { z } from 'zod';
import { count, flag, list, url } from './config-kinds.ts';

const bytes = (least = 1) => count(least, 2 ** 40);
const keyOf32 = (text: string): boolean => Buffer.from(text, 'base64').length === 32 && /^[\w+/-]{43}=?$/.test(text);

/** The variables of documents: where they lie, under which keys, how large they may be, how long their links last. */
export const documentVariables = {
  DOCUMENT_STORAGE: z
    .enum(['folder', 's3', 'ipfs'])
    .default('folder')
    .describe('where new documents go; older ones stay where they are, and are read there'),
  DOCUMENT_FOLDER: z.string().optional().describe('folder of the documents (default: DATA_DIR/documents)'),
  DOCUMENT_S3_BUCKET: z.string().optional().describe('S3 bucket of the documents'),
  DOCUMENT_S3_ENDPOINT: url.optional().describe("an S3 service that is not Amazon's own"),
  DOCUMENT_S3_REGION: z.string().default('us-east-1').describe('region of the bucket'),
  DOCUMENT_S3_PATH_STYLE: flag.default(false).describe('the bucket stands in the path, not in the host (MinIO)'),
  DOCUMENT_S3_ACCESS_KEY_ID: z.string().optional().describe('key of S3 (default: what the AWS SDK finds)'),
  DOCUMENT_S3_SECRET_ACCESS_KEY: z.string().optional().describe('its secret'),
  DOCUMENT_S3_PART_BYTES: bytes(5_242_880)
    .default(8_388_608)
    .describe('bytes of a part of a large upload; one is held in memory for each upload'),
  DOCUMENT_IPFS_URL: url.optional().describe('RPC of an IPFS node, such as http://127.0.0.1:5001'),
  DOCUMENT_IPFS_TOKEN: z.string().optional().describe('bearer token for it'),
  DOCUMENT_STORAGE_TIMEOUT_MS: count()
    .default(30_000)
    .describe('time that a storage may be silent, or take for one request'),
  DOCUMENT_MASTER_KEYS: list
    .default([])
    .refine((keys) => keys.every((key) => /^[\w.-]{1,40}:/.test(key) && keyOf32(key.slice(key.indexOf(':') + 1))), {
      error: 'is not a list of id:key, each key 32 bytes in base64',
    })
    .describe('keys that wrap the keys of documents: `id:base64` of 32 bytes, comma separated; in development kept'),
  DOCUMENT_MASTER_KEY: z.string().optional().describe('id of the one that wraps from now on (default: the last)'),
  DOCUMENT_KMS_URL: url
    .optional()
    .describe('a Transit engine (OpenBao, Vault) that wraps instead, such as https://vault.example/v1/transit'),
  DOCUMENT_KMS_KEY: z
    .string()
    .regex(/^[\w-]{1,60}$/)
    .default('ecocoin-documents')
    .describe('name of its key (aes256-gcm96)'),
  DOCUMENT_KMS_TOKEN: z.string().optional().describe('token for it'),
  DOCUMENT_KMS_TIMEOUT_MS: count().default(10_000).describe('time that it has for one key'),
  DOCUMENT_LINK_KEY: z
    .string()
    .refine(keyOf32, 'is not 32 bytes in base64')
    .optional()
    .describe('key that signs links to documents (32 bytes in base64); in development kept in DATA_DIR'),
  DOCUMENT_LINK_TTL_S: count().default(900).describe('life of a link to a document'),
  DOCUMENT_UPLOAD_BYTES: bytes().default(268_435_456).describe('bytes of one document'),
  DOCUMENT_UPLOAD_FILES: count(1, 100).default(5).describe('files in one request'),
  DOCUMENT_UPLOAD_TTL_S: count().default(900).describe('time in which a prepared upload must begin'),
  DOCUMENT_UPLOAD_S: count(30, 86_400).default(3_600).describe('time in which an upload must end'),
  DOCUMENT_UPLOAD_SILENCE_S: count(10)
    .default(120)
    .describe('an upload from which nothing was heard for this long is cleared away'),
  DOCUMENT_UPLOADS_AT_ONCE: count().default(32).describe('uploads that a process takes at once; beyond: BUSY'),
  DOCUMENT_UPLOADS_PER_USER: count().default(10).describe('uploads of a user that are prepared or under way'),
  DOCUMENT_USER_BYTES: bytes().default(10_737_418_240).describe('bytes that a user may have brought'),
  DOCUMENT_PROGRESS_MS: count().default(1_000).describe('pause between two words on how far an upload is'),
  DOCUMENT_ZIP_ENTRIES: count().default(10_000).describe('entries of an archive (zip, xlsx, docx)'),
  DOCUMENT_ZIP_BYTES: bytes().default(2_147_483_648).describe('bytes that an archive unpacks to'),
  DOCUMENT_ZIP_RATIO: count().default(200).describe('how many times larger an archive, and each entry, may unpack'),
  DOCUMENT_ERASE_DAYS: count(0, 36_500).default(30).describe('days after which the bytes of what was deleted go'),
  DOCUMENT_BATCH: count(1, 10_000).default(200).describe('versions that one page of the document commands takes'),
};
