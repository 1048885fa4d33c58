import type { Db } from '../../db/client.ts';
import { addFacts, countBalances, countStates, touchRollups } from '../../db/rollup-writes.ts';
import type { FeedEvent, Topic } from '../feed.ts';

/** What changes the sums. */
export const foldedTopics = [
  'trade',
  'transfer',
  'order',
  'retirement',
  'announcement',
  'wallet',
] as const satisfies Topic[];
type Folded = (typeof foldedTopics)[number];

/** Adds what these events tell of to the sums, in the caller's transaction, in a few statements however many they are. */
export async function foldEvents(tx: Db, events: readonly FeedEvent<Folded>[]): Promise<void> {
  const idsOf = (topic: Folded): string[] => [
    ...new Set(events.filter((event) => event.topic === topic).map(({ payload }) => payload.id)),
  ];
  const [orders, retirements, announcements] = [idsOf('order'), idsOf('retirement'), idsOf('announcement')];
  await addFacts(tx, 'TRADE', idsOf('trade'));
  await addFacts(tx, 'TRANSFER', idsOf('transfer'));
  await addFacts(tx, 'ORDER_COMPLETED', orders);
  await addFacts(tx, 'ORDER_REFUNDED', orders);
  await addFacts(tx, 'RETIREMENT', retirements);
  await addFacts(tx, 'ANNOUNCEMENT', announcements);
  await countStates(tx, 'ORDER', orders);
  await countStates(tx, 'RETIREMENT', retirements);
  await countStates(tx, 'ANNOUNCEMENT', announcements);
  await countBalances(tx, idsOf('wallet'));
  await touchRollups(tx);
}
