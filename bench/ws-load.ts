import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { answerParent } from './children.ts';
import { openWebSocket, type WsClient } from './ws-client.ts';

/** Opens subscribers, publishes events and measures how they arrive. */
export interface OpenOptions {
  readonly port: number;
  readonly path: string;
  readonly count: number;
  /** Subscribes by GraphQL and publishes through the outbox, or takes whatever comes and publishes by `controlPort`. */
  readonly publishTo: { readonly databaseUrl: string } | { readonly controlPort: number };
}

export interface Deliveries {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Publisher {
  publish(): void;
  close(): Promise<void>;
}

const SUBSCRIPTION =
  'subscription { priceTicked(instruments: [MCO2]) { cursor at instrument currency price asOf source simulated marketOpen session } }';
const OPENING_AT_ONCE = 50;
const SETTLED_AFTER_MS = 500;

let clients: WsClient[] = [];
let publisher: Publisher | undefined;
/** Messages that each subscriber has got, and all of them. */
let seen = new Uint32Array(0);
let total = 0;
let sample = '';
/** When each event was published; by number. */
let publishedMs: number[] = [];
let latenciesMs: number[] | undefined;
let onProgress = (): void => {};
let closing = false;

function openPublisher(to: OpenOptions['publishTo']): Publisher {
  if ('databaseUrl' in to) {
    const sql = postgres(to.databaseUrl, { max: 1 });
    const tick = {
      instrument: 'MCO2',
      currency: 'EUR',
      price: '520000000000000000',
      source: 'COINGECKO',
      session: null,
      marketOpen: true,
    };
    return {
      // As a worker does: the event in one transaction, the wake-up after it.
      publish() {
        const payload = JSON.stringify({ ...tick, asOf: new Date().toISOString() });
        void sql`insert into outbox (topic, key, payload) values ('price', 'MCO2', ${payload}::text::jsonb)`.execute();
        void sql`select pg_notify('outbox', '')`.execute();
      },
      close: () => sql.end(),
    };
  }
  const control: Socket = connect({ port: to.controlPort, host: '127.0.0.1', noDelay: true });
  return {
    publish: () => void control.write('.'),
    close: async () => void control.destroy(),
  };
}

function publish(): void {
  publishedMs.push(performance.now());
  publisher?.publish();
}

function heard(lane: number): void {
  const event = seen[lane] ?? 0;
  seen[lane] = event + 1;
  total += 1;
  latenciesMs?.push(performance.now() - (publishedMs[event] ?? 0));
  onProgress();
}

async function openOne(lane: number, { port, path, publishTo }: OpenOptions): Promise<WsClient> {
  const onClose = (reason: string): void => {
    if (!closing) throw new Error(`a subscriber was let go: ${reason}`);
  };
  if ('controlPort' in publishTo) {
    return openWebSocket({
      port,
      path,
      onClose,
      onMessage: () => {
        heard(lane);
      },
    });
  }
  let acknowledged = false;
  const { promise, resolve } = Promise.withResolvers<void>();
  const client = await openWebSocket({
    port,
    path,
    onClose,
    protocol: 'graphql-transport-ws',
    onMessage: (text) => {
      if (!acknowledged) {
        acknowledged = true;
        resolve();
      } else {
        if (sample === '') sample = text();
        heard(lane);
      }
    },
  });
  client.send('{"type":"connection_init"}');
  await promise;
  client.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: SUBSCRIPTION } }));
  return client;
}

/** Opens them all, and publishes events until everyone has got one. Gives the text of one. */
async function open(options: OpenOptions): Promise<string> {
  publisher = openPublisher(options.publishTo);
  [seen, total, publishedMs, sample, closing] = [new Uint32Array(options.count), 0, [], '', false];
  clients = [];
  while (clients.length < options.count) {
    const some = Math.min(OPENING_AT_ONCE, options.count - clients.length);
    clients.push(
      ...(await Promise.all(Array.from({ length: some }, (_, index) => openOne(clients.length + index, options)))),
    );
  }
  do {
    publish();
    await pause(SETTLED_AFTER_MS);
  } while (seen.includes(0));
  reset();
  if (sample.includes('"errors"')) throw new Error(sample);
  return sample;
}

function reset(): void {
  seen.fill(0);
  total = 0;
  publishedMs = [];
}

/** Resolves when every subscriber has got every event. */
async function settled(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  onProgress = () => {
    if (total >= publishedMs.length * clients.length) resolve();
  };
  onProgress();
  await promise;
  onProgress = () => {};
}

/** Keeps `window` events under way for the time given: what arrives in a second is the most that gets through. */
async function flood({ durationMs, window }: { durationMs: number; window: number }): Promise<number> {
  reset();
  const startMs = performance.now();
  let ended = false;
  onProgress = () => {
    while (!ended && publishedMs.length - Math.floor(total / clients.length) < window) publish();
  };
  onProgress();
  await pause(durationMs);
  const arrived = total;
  const tookMs = performance.now() - startMs;
  ended = true;
  await settled();
  return (arrived / tookMs) * 1_000;
}

/** Publishes at a steady pace that is no load, and measures from the wish to publish to the arrival. */
async function paced({
  durationMs,
  perSecond,
}: {
  durationMs: number;
  perSecond: number;
}): Promise<Omit<Deliveries, 'perSecond'>> {
  reset();
  latenciesMs = [];
  for (let sent = 0; sent < (durationMs / 1_000) * perSecond; sent += 1) {
    publish();
    await pause(1_000 / perSecond);
  }
  await settled();
  const sorted = Float64Array.from(latenciesMs).toSorted();
  latenciesMs = undefined;
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

async function close(): Promise<void> {
  closing = true;
  for (const client of clients) client.close();
  clients = [];
  await publisher?.close();
}

answerParent({ open, flood, paced, close });
