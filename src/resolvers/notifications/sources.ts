import type { Db } from '../../db/client.ts';
import type { FeedEvent, Topic } from '../feed.ts';
import type { Occurrence } from './audiences.ts';
import { occurrencesOfLogs } from './sources/chain.ts';
import { occurrencesOfChainDeposits, occurrencesOfDeposits, occurrencesOfWithdrawals } from './sources/money.ts';
import { occurrencesOfOrders } from './sources/orders.ts';
import { occurrencesOfCases, occurrencesOfProofs } from './sources/poai.ts';
import { occurrencesOfProposals } from './sources/governance.ts';
import { occurrencesOfBatchPrices, occurrencesOfPrices } from './sources/prices.ts';
import { occurrencesOfProjects } from './sources/projects.ts';
import { occurrencesOfCertificates, occurrencesOfRetirements } from './sources/retirements.ts';
import { occurrencesOfSecurity } from './sources/security.ts';
import { occurrencesOfTrades, occurrencesOfTransfers } from './sources/trades.ts';

/** What is told of the events of a topic: all of a batch at once, so that each kind of thing is read once. */
type Source<T extends Topic> = (tx: Db, events: readonly FeedEvent<T>[]) => Promise<readonly Occurrence[]>;
type Sources = { readonly [T in Topic]?: Source<T> };

const sources: Sources = {
  project: occurrencesOfProjects,
  poaiCase: occurrencesOfCases,
  proof: occurrencesOfProofs,
  order: occurrencesOfOrders,
  trade: occurrencesOfTrades,
  transfer: occurrencesOfTransfers,
  retirement: occurrencesOfRetirements,
  certificate: occurrencesOfCertificates,
  deposit: occurrencesOfDeposits,
  withdrawal: occurrencesOfWithdrawals,
  chainDeposit: occurrencesOfChainDeposits,
  chainLog: occurrencesOfLogs,
  proposal: occurrencesOfProposals,
  price: occurrencesOfPrices,
  batchPrice: occurrencesOfBatchPrices,
  security: occurrencesOfSecurity,
};

/** The events of which something may be told. */
export const toldTopics = Object.keys(sources) as Topic[];

/** All that is to be told of these events. */
export async function occurrencesOf(tx: Db, events: readonly FeedEvent[]): Promise<Occurrence[]> {
  const told: Occurrence[] = [];
  for (const [topic, ofTopic] of Map.groupBy(events, (event) => event.topic)) {
    const source = sources[topic] as Source<Topic> | undefined;
    if (source) told.push(...(await source(tx, ofTopic)));
  }
  return told;
}
