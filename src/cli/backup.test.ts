import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openOffer } from '../../test/offers.ts';
import { sell } from '../../test/announcements.ts';
import { until } from '../../test/clients.ts';
import { type Ran, runCommand } from '../../test/commands.ts';
import { makeEmptyDatabase } from '../../test/databases.ts';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { createApp, createLog } from '../app.ts';
import { openDatabase } from '../db/client.ts';
import { verifyAudit } from '../resolvers/audit/verify-audit.ts';
import type { App, Context } from '../resolvers/context.ts';
import { type NewEvent, tell } from '../resolvers/feed.ts';
import { createLoaders } from '../resolvers/loaders.ts';
import { grantRole } from '../resolvers/users/grant-role.ts';
import { encodeId } from '../resolvers/ids.ts';
import { placeTrade } from '../resolvers/trades/place-trade.ts';
import { passConsumer } from '../workers/consume.ts';

let t: TestApp;
let root: string;
let saved: string;
let admin: TestUser;
let seller: TestUser;
let buyer: TestUser;
let offer: Awaited<ReturnType<typeof openOffer>>;

beforeAll(async () => {
  t = await openTestApp();
  root = await mkdtemp(join(tmpdir(), 'ecocoin-backup-'));
  saved = join(root, 'saved');
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  seller = await t.user('seller', { funds: { CARBON: '100' } });
  buyer = await t.user('buyer', { funds: { EUR: '5000.00' } });
  await grantRole(admin.ctx, { userId: encodeId('User', seller.id), role: 'FINANCE' });
  await grantRole(admin.ctx, { userId: encodeId('User', buyer.id), role: 'FINANCE' });
  offer = await openOffer(seller, { title: 'Mangroves', quantity: '50', currency: 'EUR', price: { fixed: '8.35' } });
  await sell(t, offer, '2');
  await consume(t.nobody, 'half-way');
  await sell(t, offer, '3');
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

const backup = (verb: string, folder: string, url = t.databaseUrl): Promise<Ran> =>
  runCommand('backup', [verb, folder], { env: { DATABASE_URL: url } });

/** Reads to the end, and gives the keys of what was new. */
async function consume(ctx: Context, name: string): Promise<string[]> {
  const heard: string[] = [];
  const spec = {
    name,
    handle: async (_: unknown, events: readonly { key: string; topic: string }[]) => {
      heard.push(...events.map(({ key, topic }) => `${topic} ${key}`));
    },
  };
  const head = async (): Promise<string> => {
    const [row] = await ctx.app.db.sql<{ place: string }[]>`
      select coalesce(max((xid::text, position)::text), '') as place from (
        select xid, position from outbox order by xid desc, position desc limit 1) as newest`;
    return row?.place ?? '';
  };
  const stands = async (): Promise<string> => {
    const [row] = await ctx.app.db.sql<{ place: string }[]>`
      select (xid::text, position)::text as place from consumer_positions where consumer = ${name}`;
    return row?.place ?? '';
  };
  await until(async () => {
    await passConsumer(ctx, spec);
    return (await stands()) === (await head());
  });
  return heard;
}

/** What must be the same: every row of what cannot be derived from anything else. */
async function contents({ db }: Pick<App, 'db'>): Promise<unknown> {
  return {
    accounts: await db.sql`select id, wallet_id, asset, kind, balance from accounts order by id`,
    postings: await db.sql`select * from postings order by id`,
    trades: await db.sql`select * from trades order by id`,
    audit: await db.sql`select * from audit_log order by seq`,
    events: await db.sql`select topic, key, payload, created_at from outbox order by xid, position`,
    users: await db.sql`select * from users order by id`,
    jobs: await db.sql`select count(*) from graphile_worker._private_jobs`,
  };
}

/** An app on another database, and a user's context there. */
async function openElsewhere(url: string) {
  const db = openDatabase({ url, poolSize: 4, statementTimeoutMs: 15_000 });
  const app = await createApp(t.app.config, db, createLog(t.app.config));
  const as = (user: TestUser): Context => ({ ...user.ctx, app, loaders: createLoaders(db, { cache: false }) });
  return { app, db, as, nobody: { ...t.nobody, app }, [Symbol.asyncDispose]: db.close };
}

test('saves everything while the platform runs, for its owner alone', async () => {
  const ran = await backup('create', saved);
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toMatch(/^Saved: \d+ tables, \d+ rows, \d+ bytes, as of 20/);
  for (const name of await readdir(saved)) expect((await stat(join(saved, name))).mode & 0o077, name).toBe(0);
  expect((await stat(saved)).mode & 0o077).toBe(0);
  // What is there is never written over.
  expect((await backup('create', saved)).code).toBe(1);
});

test('comes back in an empty database: every row, the ledger, the audit log, and the order of events', async () => {
  const before = await contents(t.app);
  await using empty = await makeEmptyDatabase(inject('postgresUrl'));
  const ran = await backup('restore', saved, empty.url);
  expect(ran).toMatchObject({ code: 0, err: '' });
  await using there = await openElsewhere(empty.url);
  expect(await contents(there.app)).toEqual(before);
  const sums = await there.db.sql<{ sum: bigint }[]>`select sum(amount) as sum from postings group by asset`;
  expect(sums.map(({ sum }) => sum)).toEqual(sums.map(() => 0n));
  const audit = await verifyAudit(there.as(admin), {});
  expect(audit).toMatchObject({ from: 1n, broken: undefined });
  expect(audit.checked).toBeGreaterThanOrEqual(2);

  // A consumer goes on where it stood, with what it had not read, and then with what is new.
  const unread = await consume(there.nobody, 'half-way');
  expect(unread).toEqual(await consume(t.nobody, 'half-way'));
  expect(unread).toContain(`announcement ${offer.id}`);
  const event: NewEvent = { topic: 'wallet', key: 'new', payload: { id: 'new', ownerId: 'o' } };
  await there.db.transact((tx) => tell(tx, [event]));
  expect(await consume(there.nobody, 'half-way')).toEqual(['wallet new']);
});

test('is a platform that works: trades and the audit log go on', async () => {
  await using empty = await makeEmptyDatabase(inject('postgresUrl'));
  await backup('restore', saved, empty.url);
  await using there = await openElsewhere(empty.url);
  const bought = await placeTrade(there.as(buyer), {
    announcementId: encodeId('Announcement', offer.id),
    quantity: '1',
    idempotencyKey: 'after-the-restore',
  });
  expect(bought.buyerId).toBe(buyer.id);
  await grantRole(there.as(admin), { userId: encodeId('User', admin.id), role: 'FINANCE' });
  expect((await verifyAudit(there.as(admin), {})).broken).toBeUndefined();
});

test('refuses a database that is used, a folder that is damaged, and one that was never finished; and keeps nothing', async () => {
  expect((await backup('restore', saved)).err).toContain('has users already');
  expect((await backup('restore', root)).err).toContain('is no back-up, or was never finished');
  await using empty = await makeEmptyDatabase(inject('postgresUrl'));
  const manifest = await readFile(join(saved, 'manifest.json'), 'utf8');
  const lying = manifest.replace(/("name": "public.audit_log"[^]*?"rows": )(\d+)/, '$17$2');
  expect(lying).not.toBe(manifest);
  await writeFile(join(saved, 'manifest.json'), lying);
  expect((await backup('restore', saved, empty.url)).err).toContain('is damaged');
  const db = openDatabase({ url: empty.url, poolSize: 1, statementTimeoutMs: 15_000 });
  expect(await db.sql`select from users`).toEqual([]);
  expect(await db.sql`select from audit_log`).toEqual([]);
  await db.close();
  await writeFile(
    join(saved, 'manifest.json'),
    manifest.replace(/"migrations": \[\s*"\w/, (text) => `${text.slice(0, -1)}_`),
  );
  expect((await backup('restore', saved, empty.url)).err).toContain('another version of the program');
  expect((await runCommand('backup', ['create'])).err).toMatch(/^Usage:/);
});
