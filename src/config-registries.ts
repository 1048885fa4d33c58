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
  DUPLICATE_BATCH: count(1, 1_000).default(25).describe('projects whose duplicates are looked for at once'),
  DUPLICATE_DISTANCE_M: count(0, 100_000)
    .default(1_000)
    .describe('metres between places of two registries’ projects that may be one'),
  DUPLICATE_AREA_M: count(1, 10_000_000)
    .default(100_000)
    .describe('metres across an area that still says where a project is, and between places of one name'),
  DUPLICATE_NAME_PERCENT: count(1, 100)
    .default(60)
    .describe('how alike names in one country are of projects that may be one (similarity of trigrams)'),
  DUPLICATE_SAME_PERCENT: count(1, 100)
    .default(85)
    .describe('how alike they are when the types may be called otherwise'),
  DUPLICATE_REPORTS: count(1, 1_000).default(20).describe('new reports of duplicates of one project in one pass'),
};
