import { count } from './config-kinds.ts';

/** The variables of searches: how much of what matches is looked at, so that a common word costs no more than a rare one. */
export const searchVariables = {
  SEARCH_WHOLE: count(0, 100_000)
    .default(10_000)
    .describe('published projects up to which a search ranks and counts all that match'),
  SEARCH_RANKED: count(1, 20_000)
    .default(1_000)
    .describe(
      'of more projects: matches up to which a search ranks each by its words; of more, those named so come first',
    ),
  SEARCH_COUNTED: count(1, 100_000)
    .default(1_000)
    .describe('of more projects: matches up to which a search counts, and makes facets; of more, it says so'),
  SEARCH_FACET_VALUES: count(1, 1_000).default(200).describe('values of a facet that a search gives at most'),
};
