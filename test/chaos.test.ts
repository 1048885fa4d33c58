import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { selectImbalances } from '../src/db/backup-tables.ts';
import { outboxHead } from '../src/db/outbox.ts';
import { encodeCursor } from '../src/resolvers/feed.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { type Follower, type Pick, startBuyer, startFollower, type Wish } from './chaos-load.ts';
import { openSlot, type Slot } from './chaos-processes.ts';
import { openTestApp, type TestApp, type TestUser } from './harness.ts';
import { openOffer } from './offers.ts';

// Two APIs and two workers on one database, under load, of which one is killed after another (SIGKILL) and started again.
//   npm run chaos               two minutes of it
//   CHAOS_SEED=7 npm run chaos  other victims, at other moments

const SECONDS = Number(process.env['CHAOS_S'] ?? 20);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);
const [LEAST_MS, MOST_MS] = [400, 1_800];
const LEAST_KILLS = 4;
const BUYERS = 4;
const STEP_WITHIN_MS = 300_000;
const LOOK_MS = 20;

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function startSlots(t: TestApp): Slot[] {
  const env = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'test',
    NODE_COMPILE_CACHE: `${t.app.config.dataDir}/compiled`,
    LOG_LEVEL: 'info',
    DATA_DIR: t.app.config.dataDir,
    DATABASE_URL: t.databaseUrl,
    DATABASE_POOL_SIZE: '8',
    PORT: '0',
    PRICE_SOURCES: '',
    CLOCK_PASS_MS: '200',
    REPORT_LOST_S: '5',
    REPORT_ATTEMPTS: '25',
    RATE_LIMIT_PER_ADDRESS: '1000000',
    RATE_LIMIT_PER_USER: '1000000',
  };
  const slot = (name: string, file: string): Slot =>
    openSlot({ name, file, env, onCrash: (what) => void crashes.push(what) });
  return [
    slot('api 1', 'src/server.ts'),
    slot('api 2', 'src/server.ts'),
    slot('worker 1', 'src/worker.ts'),
    slot('worker 2', 'src/worker.ts'),
  ];
}

/**
 * Kills one after another; gives how often which. Mostly it waits until all of them are up again, so that each is killed at
 * work; one time in four it does not, so that they die while they start as well, and two of a kind are gone at once.
 */
async function killAtRandom(slots: readonly Slot[], random: () => number): Promise<Record<string, number>> {
  const kills: Record<string, number> = {};
  const end = performance.now() + SECONDS * 1_000;
  let victims: Slot[] = [];
  for (let killed = 0; killed < LEAST_KILLS || performance.now() < end; killed += 1) {
    await pause(LEAST_MS + random() * (MOST_MS - LEAST_MS));
    if (random() < 0.75) await eventually('all processes are up again', () => slots.every(({ isUp }) => isUp));
    // Each once in a round, so that none is spared however slow the machine is.
    if (victims.length === 0) victims = [...slots];
    const [victim] = victims.splice(Math.floor(random() * victims.length), 1);
    victim?.kill();
    if (victim) kills[victim.name] = (kills[victim.name] ?? 0) + 1;
  }
  return kills;
}

/** What a process said that ended without being killed: all else is in vain then. */
const crashes: string[] = [];

/** Waits until it is so, and says what was waited for if it never is. */
async function eventually(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + STEP_WITHIN_MS;
  while (!(await isSo())) {
    if (crashes.length > 0) throw new Error(crashes.join('\n'));
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
    await pause(LOOK_MS);
  }
}

/** Everybody who buys, and what they do: mostly trades, some transfers, now and then a report. */
async function startLoad(t: TestApp, pick: Pick, random: () => number) {
  const seller = await t.user('seller', { funds: { CARBON: '1000000' } });
  const offer = await openOffer(seller, { quantity: '900000', price: { fixed: '0.01' } });
  const announcementId = encodeId('Announcement', offer.id);
  const recipientId = encodeId('User', seller.id);
  const buyers: { user: TestUser; buyer: ReturnType<typeof startBuyer> }[] = [];
  for (let index = 0; index < BUYERS; index += 1) {
    const user = await t.user(`chaos${index}`, { funds: { EUR: '1000000.00' } });
    const { token } = await t.app.tokens.sign(user.id, randomUUID());
    const next = () => {
      const kind = random();
      if (kind < 0.05) return { field: 'reportCreate', input: { kind: 'TRADES', format: 'CSV' }, made: 'report' };
      if (kind < 0.25) {
        return { field: 'transferSend', input: { recipientId, asset: 'EUR', amount: '0.01' }, made: 'transfer' };
      }
      return { field: 'tradePlace', input: { announcementId, quantity: '1' }, made: 'trade' };
    };
    buyers.push({ user, buyer: startBuyer(pick, token, next) });
  }
  return async (): Promise<readonly Wish[]> => (await Promise.all(buyers.map(({ buyer }) => buyer.stop()))).flat();
}

/** The trades as the outbox tells them. */
async function toldTrades(t: TestApp): Promise<string[]> {
  const rows = await t.db.sql<{ id: string }[]>`
    select payload ->> 'id' as id from outbox where topic = 'trade' order by xid, position`;
  return rows.map(({ id }) => encodeId('Trade', id));
}

const madeBy = (wishes: readonly Wish[], field: string): string[] =>
  wishes
    .filter((wish) => wish.field === field)
    .map(({ id }) => id ?? '')
    .toSorted();

/** Each wish that was answered was done once, and nothing else was. */
async function expectDoneOnce(t: TestApp, wishes: readonly Wish[]): Promise<void> {
  const made = { tradePlace: 'trades', transferSend: 'transfers', reportCreate: 'reports' } as const;
  const kinds = { trades: 'Trade', transfers: 'Transfer', reports: 'Report' } as const;
  for (const [field, table] of Object.entries(made)) {
    const rows = await t.db.sql<{ id: string }[]>`select id from ${t.db.sql(table)}`;
    expect(rows.map(({ id }) => encodeId(kinds[table], id)).toSorted(), table).toEqual(madeBy(wishes, field));
  }
}

async function expectAllHeard(t: TestApp, followers: readonly Follower[]): Promise<void> {
  const told = await toldTrades(t);
  await eventually('all subscribers have heard of every trade', () =>
    followers.every(({ heard, failures }) => heard.length >= told.length || failures.length > 0),
  );
  for (const { heard, failures } of followers) {
    expect(failures).toEqual([]);
    expect(heard).toEqual(told);
  }
}

/** The jobs: every report is made, and every trade is told to both its sides. */
async function expectNoJobLost(t: TestApp): Promise<void> {
  await eventually('all reports are made', async () => {
    const [row] = await t.db.sql<{ left: number }[]>`
      select count(*)::int as left from reports where status not in ('READY', 'FAILED')`;
    return row?.left === 0;
  });
  expect(await t.db.sql`select status, reason from reports where status <> 'READY'`).toEqual([]);
  const untold = () => t.db.sql`
    select from trades as t
    left join (select subject_id, count(*) as told from notifications group by subject_id) as n on n.subject_id = t.id
    where told is distinct from 2 limit 1`;
  await eventually('both sides are told of every trade', async () => (await untold()).length === 0);
}

test('no process that is killed loses or doubles anything', { timeout: 1_800_000 + 2_000 * SECONDS }, async () => {
  await using t = await openTestApp({ REPORTS_OPEN: '1000' });
  const random = randomOf(SEED);
  const slots = startSlots(t);
  const pick: Pick = () => {
    const up = slots.flatMap(({ url }) => url ?? []);
    return up[Math.floor(Math.random() * up.length)];
  };
  const from = encodeCursor(await outboxHead(t.db));
  const followers = [startFollower(pick, from), startFollower(pick, from), startFollower(pick, from)];
  try {
    await eventually('all processes are up', () => slots.every(({ isUp }) => isUp));
    const stopLoad = await startLoad(t, pick, random);
    const kills = await killAtRandom(slots, random);
    const wishes = await stopLoad();

    expect(wishes.filter(({ id }) => id === undefined).map(({ answer }) => answer)).toEqual([]);
    await expectDoneOnce(t, wishes);
    await expectAllHeard(t, followers);
    await expectNoJobLost(t);
    expect(await selectImbalances(t.db.sql)).toEqual([]);
    expect(crashes).toEqual([]);
    const reconnects = followers.reduce((sum, { connections }) => sum + connections, 0);
    const done = ['tradePlace', 'transferSend', 'reportCreate'].map(
      (field) => `${field} ${madeBy(wishes, field).length}`,
    );
    console.log(
      `seed ${SEED}, ${SECONDS} s, killed ${JSON.stringify(kills)}; ${done.join(', ')}; ${reconnects} subscriptions`,
    );
  } finally {
    await Promise.all(followers.map((follower) => follower.stop()));
    await Promise.all(slots.map((slot) => slot.stop()));
  }
});
