import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../../test/clients.ts';
import { runCommand } from '../../test/commands.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { movePlace, selectPlaces } from '../db/consumers.ts';
import { tell } from '../resolvers/feed.ts';
import { passConsumer } from '../workers/consume.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());
beforeEach(async () => {
  await t.db.sql`delete from consumer_positions`;
  await t.db.sql`delete from outbox`;
});

const events = (...args: string[]) => runCommand('events', args, { env: { DATABASE_URL: t.databaseUrl } });
const say = (id: string) =>
  t.db.transact((tx) => tell(tx, [{ topic: 'wallet', key: id, payload: { id, ownerId: 'o' } }]));

test('lists who reads what and how far behind, and forgets one that runs no more', async () => {
  expect((await events('list')).out).toBe('Nobody has read any event yet.');
  const handled: string[] = [];
  const spec = {
    name: 'reader',
    handle: async (_: unknown, told: readonly { key: string }[]) => void handled.push(...told.map(({ key }) => key)),
  };
  await say('1');
  await until(async () => {
    await passConsumer(t.nobody, spec);
    return handled.length > 0;
  });
  expect((await events('list')).out).toMatch(/^reader +outbox +has read everything; moved 20/);
  await say('2');
  await say('3');
  expect((await events('list')).out).toMatch(/^reader +outbox +2 behind, the oldest for \d+ s; moved/);
  expect((await events('forget', 'reader')).out).toMatch(/^reader is forgotten/);
  expect(await selectPlaces(t.db, 'reader')).toEqual([]);
  expect(await events('forget', 'reader')).toMatchObject({
    code: 1,
    err: 'Nobody of the name reader has read any event.',
  });
});

test('lets a consumer come back from Kafka once it has read all that was relayed', async () => {
  const at = (source: string, position: bigint, nextOffset: bigint | null) => ({
    source,
    partition: 0,
    place: { xid: '9', position },
    nextOffset,
  });
  await movePlace(t.db, 'mover', at('outbox', 4n, null));
  await movePlace(t.db, 'mover', at('kafka', 1n, null));
  await movePlace(t.db, 'mover', at('kafka:market_events', 5n, 17n));
  expect((await events('list')).out).toMatch(/^mover +kafka/);
  const refused = await events('leave-kafka', 'mover');
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/^mover has read kafka:market_events\/0 further/);
  await movePlace(t.db, 'mover', at('outbox', 5n, null));
  expect((await events('leave-kafka', 'mover')).out).toMatch(/^mover reads the outbox from now on/);
  expect(await selectPlaces(t.db, 'mover')).toEqual([at('outbox', 5n, null)]);
  expect((await events('leave-kafka', 'mover')).out).toBe('mover reads the outbox.');
});

test('says in words what it does not understand', async () => {
  for (const args of [[], ['list', 'x'], ['forget'], ['shout', 'reader'], ['forget', 'a', 'b']]) {
    expect((await events(...args)).err).toMatch(/^Usage:/);
  }
});
