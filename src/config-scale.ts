import { count } from './config-kinds.ts';

/** The variables of running on many processes: how events reach consumers. */
export const scaleVariables = {
  CONSUMER_BATCH: count(1, 10_000).default(500).describe('events that a consumer takes in one transaction at most'),
  CONSUMER_LAG_ALARM_MS: count()
    .default(60_000)
    .describe('/ready fails when an event waits longer than this for one of its consumers'),
};
