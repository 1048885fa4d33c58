import { z } from 'zod';
import { count, flag, list } from './config-kinds.ts';

/** What a worker process can be for. */
export const workerRoles = [
  'market',
  'payments',
  'prices',
  'chain',
  'documents',
  'messages',
  'events',
  'upkeep',
] as const;
export type WorkerRole = (typeof workerRoles)[number];

const isRole = (name: string): name is WorkerRole => (workerRoles as readonly string[]).includes(name);

/** The variables of running on many processes: how events reach consumers. */
export const scaleVariables = {
  WORKER_ROLES: list
    .refine((names): names is WorkerRole[] => names.every(isRole), `knows ${workerRoles.join(', ')} alone`)
    .default([...workerRoles])
    .describe('what `npm run worker` does, comma separated; several processes may do the same'),
  WORKER_PORT: count(0, 65_535)
    .optional()
    .describe('port on which `npm run worker` tells /health, /ready and /metrics (without it: none)'),
  DRAIN_S: count(0, 3_600)
    .default(0)
    .describe('time between /ready saying that the process ends and its doors closing'),
  DRAIN_EVENTS_MS: count(0)
    .default(2_000)
    .describe('time in which subscribers get what was told before they are let go'),
  DATABASE_READ_URL: z
    .string()
    .optional()
    .describe(
      'a replica, for queries that may be a little old (docs/OPERATIONS.md); without it the primary answers them',
    ),
  DATABASE_READ_STALENESS_MS: count()
    .default(5_000)
    .describe('how old what a replica says may be; one that is further behind is not asked'),

  OUTBOX_PARTITION_H: count(1, 168)
    .default(24)
    .describe('hours of events in one partition of the outbox, which is forgotten as a whole'),
  CHAIN_LOG_PARTITION_BLOCKS: count(1_000).default(1_000_000).describe('blocks whose logs lie in one partition'),
  POSTING_PARTITION_ROWS: count(1_000).default(20_000_000).describe('postings of the ledger that lie in one partition'),
  AUDIT_PARTITION_ROWS: count(1_000).default(1_000_000).describe('rows of the audit log that lie in one partition'),
  TRADE_DETACH_DAYS: count(400, 36_500)
    .optional()
    .describe('age in days at which months of trades are moved to the schema `archive` (without it: never)'),
  CHAIN_LOG_DETACH_BLOCKS: count(1_000)
    .optional()
    .describe('age in blocks at which logs are moved to the schema `archive` (without it: never)'),

  CONSUMER_BATCH: count(1, 10_000).default(500).describe('events that a consumer takes in one transaction at most'),
  CONSUMER_LAG_ALARM_MS: count()
    .default(60_000)
    .describe('/ready fails when an event waits longer than this for one of its consumers'),

  KAFKA_BROKERS: list
    .default([])
    .describe('Kafka brokers (host:port, comma separated) that get every event; empty: none'),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[\w.-]{0,100}$/, 'is no beginning of a topic name')
    .default('')
    .describe('what the names of topics begin with; of each installation, and each restored database, its own'),
  KAFKA_TLS: flag.default(false).describe('whether brokers are spoken to over TLS'),
  KAFKA_USERNAME: z.string().optional().describe('user at the brokers (SASL, SCRAM-SHA-512)'),
  KAFKA_PASSWORD: z.string().optional().describe('its password'),
  KAFKA_BATCH: count(1, 10_000).default(500).describe('events that are sent to Kafka together at most'),
  KAFKA_TIMEOUT_MS: count(100).default(10_000).describe('time that a broker has to answer'),
  KAFKA_RETRIES: count(2, 100).default(3).describe('times that a broker is asked again at once, before the next pass'),
  KAFKA_FETCH_BYTES: count(1_024).default(4_194_304).describe('bytes that one look at Kafka reads of each broker'),
  KAFKA_WAIT_MS: count(0, 10_000).default(250).describe('time that a broker waits for something new to tell'),
  EVENT_SOURCE: z
    .enum(['outbox', 'kafka'])
    .default('outbox')
    .describe('where consumers of events (notifications, analytics) read them'),
};

/** Throws an Error where Kafka is to be read and nobody says where it is. */
export function refuseEventsWithout(given: {
  readonly EVENT_SOURCE: string;
  readonly KAFKA_BROKERS: readonly string[];
  readonly KAFKA_USERNAME?: string | undefined;
  readonly KAFKA_PASSWORD?: string | undefined;
}): void {
  if (given.EVENT_SOURCE === 'kafka' && given.KAFKA_BROKERS.length === 0) {
    throw new Error('EVENT_SOURCE=kafka needs KAFKA_BROKERS');
  }
  if (!given.KAFKA_USERNAME !== !given.KAFKA_PASSWORD) {
    throw new Error('KAFKA_USERNAME and KAFKA_PASSWORD are set together, or neither');
  }
}
