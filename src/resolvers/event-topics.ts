import type { Topic } from './feed.ts';

/**
 * The Kafka topic that carries each kind of event (without KAFKA_TOPIC_PREFIX). Events of one key keep their order within
 * a topic, so kinds that are about the same things share one. See docs/EVENTS.md.
 */
export const kafkaTopics = {
  announcement: 'market_events',
  batchPrice: 'market_events',
  price: 'market_events',
  platformStats: 'market_events',
  trade: 'transaction_events',
  transfer: 'transaction_events',
  wallet: 'transaction_events',
  deposit: 'transaction_events',
  withdrawal: 'transaction_events',
  holding: 'transaction_events',
  order: 'transaction_events',
  payment: 'transaction_events',
  retirement: 'retirement_events',
  certificate: 'retirement_events',
  chainHead: 'blockchain_events',
  chainLog: 'blockchain_events',
  chainDeposit: 'blockchain_events',
  chainIntent: 'blockchain_events',
  stake: 'blockchain_events',
  creditBalance: 'blockchain_events',
  linkedAddress: 'blockchain_events',
  proposal: 'blockchain_events',
  project: 'project_events',
  poaiCase: 'project_events',
  proof: 'project_events',
  documentUpload: 'account_events',
  notification: 'account_events',
  security: 'account_events',
  report: 'account_events',
  session: 'account_events',
  organization: 'account_events',
} as const satisfies Record<Topic, string>;
