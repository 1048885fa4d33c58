import { count } from './config-kinds.ts';

/** The variables of retirements: how much of them at once. */
export const retirementVariables = {
  RETIREMENT_BATCHES: count(1, 1_000)
    .default(25)
    .describe('batches of the platform’s own credits, the oldest first, among which it chooses what CARBON retires'),
  RETIREMENT_BATCH: count(1, 1_000).default(50).describe('retirements that one pass takes a step on'),
  RETIREMENT_BLOCKS: count(1, 10_000).default(500).describe('serial blocks that one retirement can be made of'),
  RETIREMENT_SCHEDULES: count(1, 1_000)
    .default(50)
    .describe('schedules of retirements in force that an owner may have'),
  RETIREMENT_SCHEDULE_TRIES: count(1, 100)
    .default(5)
    .describe('times that a scheduled retirement is tried before it is left out'),
  RETIREMENT_SCHEDULE_RETRY_S: count(1).default(21_600).describe('time until one that failed is tried again'),
  PREPARED_RETIREMENT_TTL_S: count(60)
    .default(2_592_000)
    .describe('life of what is known of a retirement that a wallet was given to sign'),
};
