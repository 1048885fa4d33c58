import { z } from 'zod';
import { count } from './config-kinds.ts';

/** The variables of certificates: who issues them, how many at once, how large they may be. */
export const certificateVariables = {
  CERTIFICATE_ISSUER_NAME: z.string().min(1).max(200).default('EcoCoin').describe('who certificates say issues them'),
  CERTIFICATE_BATCH: count(1, 1_000).default(50).describe('certificates that one pass issues'),
  CERTIFICATE_VERIFY_BYTES: count(1_024)
    .default(262_144)
    .describe('length of a certificate that `certificateVerify` takes'),
  CERTIFICATE_LOGO_BYTES: count(1, 10_000_000).default(131_072).describe('bytes of the logo of a template'),
  CERTIFICATE_FIELDS: count(1, 100).default(20).describe('custom fields of a template, and of a certificate'),
  CERTIFICATE_PAPERS: count(1, 10_000).default(200).describe('certificates whose PDF a process keeps in mind'),
  CERTIFICATE_PAPERS_AT_ONCE: count(1, 1_000).default(50).describe('PDFs that may wait to be printed; beyond: BUSY'),
  CERTIFICATE_STATUS_TTL_S: count(1, 86_400)
    .default(300)
    .describe('how long a list of revoked certificates may be kept before it is asked for again'),
};
