import { count } from './config-kinds.ts';

/** The variables of what comes from registries: how much of a file at once, and how the same activity is looked for. */
export const registryVariables = {
  REGISTRY_IMPORT_BATCH: count(1, 1_000)
    .default(500)
    .describe('rows of a registry’s file that one transaction takes in'),
  REGISTRY_IMPORT_ROWS: count().default(1_000_000).describe('rows that a registry’s file may have'),
  REGISTRY_REFUSALS: count(1, 100_000)
    .default(1_000)
    .describe('refused rows of a registry’s file that are told one by one; the others are counted'),
};
