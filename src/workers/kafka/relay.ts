import { movePlace, selectPlaces } from '../../db/consumers.ts';
import { readEvents } from '../../db/outbox.ts';
import type { Context } from '../../resolvers/context.ts';
import { toFeedEvent } from '../../resolvers/feed.ts';
import { atOutbox, begin, handledUpTo, RELAY } from '../event-source.ts';
import type { Pass } from '../keep.ts';
import type { Kafka } from '../outside/kafka.ts';
import { kafkaOf } from './link.ts';
import { toMessage } from './messages.ts';

/** The pass that puts every event into its topic of Kafka; none where there are no brokers. */
export function relayPasses(ctx: Context): readonly Pass[] {
  const { KAFKA_BROKERS, CLOCK_PASS_MS: everyMs } = ctx.app.config;
  if (KAFKA_BROKERS.length === 0) return [];
  return [{ name: RELAY, everyMs, onEvents: true, run: () => passRelay(ctx, kafkaOf(ctx.app)) }];
}

/**
 * Sends the next events; true if there may be more. Its place moves once the brokers have them all, so a crash in between
 * sends some again: whoever reads knows them by their place (docs/EVENTS.md). Should two processes send at once, which the
 * lock of the pass prevents but for a moment, each of them sends all that follows the place, in order, and the same holds.
 */
export async function passRelay({ app: { db, config } }: Context, kafka: Kafka): Promise<boolean> {
  const place = handledUpTo(await selectPlaces(db, RELAY));
  if (!place) {
    const { moves } = await begin(db, 'oldest');
    for (const move of moves) await movePlace(db, RELAY, move);
    return true;
  }
  const rows = await readEvents(db, place, config.KAFKA_BATCH);
  const last = rows.at(-1);
  if (!last) return false;
  const options = { prefix: config.KAFKA_TOPIC_PREFIX, source: config.PUBLIC_URL ?? 'ecocoin' };
  await kafka.send(rows.map((row) => toMessage(toFeedEvent(row), options)));
  await movePlace(db, RELAY, atOutbox({ xid: last.xid, position: last.position }));
  return rows.length === config.KAFKA_BATCH;
}
