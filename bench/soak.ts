import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openDatabase } from '../src/db/client.ts';
import { selectImbalances } from '../src/db/backup-tables.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { type Buyer, type Follower, type Mutation, type Pick, startBuyer, startFollower } from '../test/chaos-load.ts';
import { at } from '../test/journeys/answers.ts';
import type { Child } from './children.ts';
import { makeDatabase, openBenchDatabase } from './database.ts';
import { startServer, startWorker, tokensFor } from './server.ts';
import { addUser } from './soak-people.ts';
import { median, table } from './table.ts';

/**
 * `npm run soak [-- --minutes 30]`: two APIs and a worker under mixed load, trades, transfers, reports, reads, and subscribers
 * that stay or come and go. Fails when the memory of one of them is not flat, or the ledger is off.
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, data: { type: 'string', default: '.data/soak' } },
});
const MINUTES = Number(values.minutes);
const [BUYERS, READERS, FOLLOWERS] = [6, 6, 60];
const SAMPLES = 90;
/** The last third may need this much more than the one before it: noise, not a leak. */
const [MORE, MORE_MB] = [1.03, 5];

const READS = [
  '{ trades(first: 50) { edges { node { id totalPrice buyer { username } announcement { title } } } } }',
  '{ announcements(first: 20) { edges { node { id title remaining seller { username } } } } }',
  '{ priceLatest(instrument: MCO2, currency: EUR) { price } fxRates { quote rate } marketIndexes { segment } }',
] as const;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Sample {
  readonly heapMb: number;
  readonly residentMb: number;
}

async function sampleOf(child: Child): Promise<Sample> {
  const { heapUsed, external, rss } = await child.ask<NodeJS.MemoryUsage>('memory');
  return { heapMb: (heapUsed + external) / 1e6, residentMb: rss / 1e6 };
}

/** Users, and an announcement from which all of them buy. */
async function prepare(databaseUrl: string, pick: Pick): Promise<() => Buyer[]> {
  const db = openDatabase({ url: databaseUrl, poolSize: 2, statementTimeoutMs: 15_000 });
  const seller = await addUser(db, 'seller', 'CARBON', 10n ** 27n);
  const buyers: string[] = [];
  for (let index = 0; index < BUYERS; index += 1) buyers.push(await addUser(db, `buyer${index}`, 'EUR', 10n ** 13n));
  await db.close();
  const [sellerToken = '', ...tokens] = await tokensFor([seller, ...buyers]);
  const make = async (field: string, input: Mutation['input'], keyless: boolean): Promise<string> => {
    const maker = startBuyer(pick, sellerToken, () => ({ field, input, made: 'announcement', keyless }));
    const [wish] = await maker.stop();
    if (wish?.id === undefined) throw new Error(JSON.stringify(wish?.answer));
    return wish.id;
  };
  const draft = { title: 'Soak', quantity: '100000000', currency: 'EUR', price: { fixed: '0.01' } };
  const announcementId = await make('announcementDraft', draft, true);
  await make('announcementOpen', { announcementId }, false);
  const next = (): Mutation => {
    const kind = Math.random();
    if (kind < 0.002) return { field: 'reportCreate', input: { kind: 'TRADES', format: 'CSV' }, made: 'report' };
    if (kind < 0.3) {
      const input = { recipientId: encodeId('User', seller), asset: 'EUR', amount: '0.01' };
      return { field: 'transferSend', input, made: 'transfer' };
    }
    return { field: 'tradePlace', input: { announcementId, quantity: '1' }, made: 'trade' };
  };
  return () => tokens.map((token) => startBuyer(pick, token, next));
}

/** Reads one after another until it is told to stop; gives how many, and how many were not answered and asked again. */
function startReader(pick: Pick): { stop(): Promise<{ reads: number; again: number }> } {
  let [reads, again, stopping] = [0, 0, false];
  const running = (async () => {
    while (!stopping) {
      const body = JSON.stringify({ query: READS[reads % READS.length] });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${pick()}/graphql`, { method: 'POST', headers, body }).then(
        (response) => response.json() as Promise<unknown>,
        () => undefined,
      );
      if (answer === undefined) {
        again += 1;
        continue;
      }
      if (at(answer, 'errors') !== undefined) throw new Error(JSON.stringify(answer));
      reads += 1;
    }
  })();
  return {
    async stop() {
      stopping = true;
      await running;
      return { reads, again };
    },
  };
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** Subscribers of which one leaves and another comes at each turn. */
function startCrowd(pick: Pick): { turn(): Promise<void>; stop(): Promise<readonly string[]> } {
  const crowd: Follower[] = Array.from({ length: FOLLOWERS }, () => startFollower(pick, null));
  const failures: string[] = [];
  return {
    async turn() {
      const gone = crowd.shift();
      await gone?.stop();
      failures.push(...(gone?.failures ?? []));
      crowd.push(startFollower(pick, null));
    },
    async stop() {
      await Promise.all(crowd.map((follower) => follower.stop()));
      return [...failures, ...crowd.flatMap((follower) => follower.failures)];
    },
  };
}

/** The middle and the last third of what a process needed, and whether that is flat. */
function judge(name: string, samples: readonly Sample[]): { row: string[]; flat: boolean } {
  const third = Math.floor(samples.length / 3);
  const of = (figure: (one: Sample) => number): [number, number] => [
    median(samples.slice(third, 2 * third).map(figure)),
    median(samples.slice(2 * third).map(figure)),
  ];
  const [heap, resident] = [of(({ heapMb }) => heapMb), of(({ residentMb }) => residentMb)];
  const flat = [heap, resident].every(([before, after]) => after <= before * MORE + MORE_MB);
  const text = ([before, after]: [number, number]): string => `${before.toFixed(1)} -> ${after.toFixed(1)}`;
  return { row: [name, text(heap), text(resident), flat ? 'yes' : 'NO'], flat };
}

async function soak(databaseUrl: string, dataDir: string): Promise<boolean> {
  const env = { DATA_DIR: dataDir, REPORTS_OPEN: '10000', LOG_LEVEL: 'info', PRICE_SOURCES: '' };
  const servers = [await startServer(databaseUrl, env), await startServer(databaseUrl, env)];
  const worker = await startWorker(databaseUrl, { ...env, CLOCK_PASS_MS: '250' });
  const processes = { 'API 1': servers[0], 'API 2': servers[1], worker } as const;
  const pick: Pick = () => `http://127.0.0.1:${servers[Math.floor(Math.random() * servers.length)]?.port}`;
  const samples = new Map<string, Sample[]>(Object.keys(processes).map((name) => [name, []]));
  try {
    const buyers = (await prepare(databaseUrl, pick))();
    const readers = Array.from({ length: READERS }, () => startReader(pick));
    const crowd = startCrowd(pick);
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      await pause((MINUTES * 60_000) / SAMPLES);
      await crowd.turn();
      for (const [name, child] of Object.entries(processes)) if (child) samples.get(name)?.push(await sampleOf(child));
    }
    const failures = await crowd.stop();
    const wishes = (await Promise.all(buyers.map((buyer) => buyer.stop()))).flat();
    const read = await Promise.all(readers.map((reader) => reader.stop()));
    const [reads, again] = [sumOf(read.map((one) => one.reads)), sumOf(read.map((one) => one.again))];
    const refused = wishes.filter(({ id }) => id === undefined);
    say(
      `${MINUTES} minutes: ${wishes.length} mutations (${refused.length} refused), ${reads} reads (${again} asked again), ${FOLLOWERS} subscribers`,
    );
    if (failures.length > 0 || refused.length > 0) say(JSON.stringify([failures[0], refused[0]?.answer]));
    const verdicts = [...samples].map(([name, taken]) => judge(name, taken));
    say(
      table(
        ['process', 'heap MB', 'resident MB', 'flat'],
        verdicts.map(({ row }) => row),
      ),
    );
    return failures.length === 0 && refused.length === 0 && verdicts.every(({ flat }) => flat);
  } finally {
    await Promise.all([...servers, worker].map((child) => child.stop()));
  }
}

const database = await openBenchDatabase({ dataDir: values.data, filled: false, say });
const dataDir = await mkdtemp(join(tmpdir(), 'ecocoin-soak-'));
try {
  const own = await makeDatabase(database.url, 'soak');
  const passed = await soak(own.url, dataDir);
  const db = openDatabase({ url: own.url, poolSize: 1, statementTimeoutMs: 600_000 });
  const wrong = await selectImbalances(db.sql);
  await db.close();
  await own.drop();
  for (const line of wrong) say(line);
  say(passed && wrong.length === 0 ? 'Memory is flat and the ledger adds up.' : 'It did not pass.');
  process.exitCode = passed && wrong.length === 0 ? 0 : 1;
} finally {
  await database.stop();
  await rm(dataDir, { recursive: true, force: true });
}
