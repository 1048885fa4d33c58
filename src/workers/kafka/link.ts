import type { App } from '../../resolvers/context.ts';
import { kafkaTopics } from '../../resolvers/event-topics.ts';
import { type EventSource, outboxSource } from '../event-source.ts';
import { type Kafka, openKafka } from '../outside/kafka.ts';
import { kafkaSource } from './source.ts';

const links = new WeakMap<App, Kafka>();

/** The connections of this process to Kafka; they are made when they are used first. */
export function kafkaOf(app: App): Kafka {
  let kafka = links.get(app);
  if (!kafka) {
    const { config } = app;
    kafka = openKafka({
      brokers: config.KAFKA_BROKERS,
      tls: config.KAFKA_TLS,
      username: config.KAFKA_USERNAME,
      password: config.KAFKA_PASSWORD,
      timeoutMs: config.KAFKA_TIMEOUT_MS,
      retries: config.KAFKA_RETRIES,
      fetchBytes: config.KAFKA_FETCH_BYTES,
      waitMs: config.KAFKA_WAIT_MS,
    });
    links.set(app, kafka);
  }
  return kafka;
}

/** Ends the connections to Kafka, if there are any. */
export async function closeKafka(app: App): Promise<void> {
  const kafka = links.get(app);
  links.delete(app);
  await kafka?.close();
}

/** Every topic, with the prefix of this installation. */
const topicsOf = ({ config }: App): string[] =>
  [...new Set(Object.values(kafkaTopics))].map((topic) => config.KAFKA_TOPIC_PREFIX + topic);

/** Where the consumers of this process read. */
export const eventSourceOf = (app: App): EventSource =>
  app.config.EVENT_SOURCE === 'outbox'
    ? outboxSource(app.db)
    : kafkaSource({ db: app.db, kafka: kafkaOf(app), topics: topicsOf(app), log: app.log });
