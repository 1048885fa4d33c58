import { count } from './config-kinds.ts';

/** The variables of the automated checks: how much of documents they read. */
export const checkVariables = {
  CHECK_DOCUMENTS: count(1, 10_000).default(500).describe('documents whose hashes the check of one case compares'),
  CHECK_BYTES: count(1, 2 ** 40)
    .default(536_870_912)
    .describe('bytes of documents that the check of one case reads at most'),
  MONITORING_BYTES: count(1, 2 ** 40)
    .default(33_554_432)
    .describe('bytes of one monitoring file'),
  MONITORING_ROWS: count(1, 10_000_000).default(50_000).describe('rows of one monitoring file'),
};
