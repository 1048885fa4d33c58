import { count } from './config-kinds.ts';

/** The variables of the governance. */
export const governanceVariables = {
  PROPOSAL_DISCUSSION_TTL_S: count(60)
    .default(2_592_000)
    .describe('life of the link to the discussion of a proposal that a wallet was given to sign and nobody made'),
};
