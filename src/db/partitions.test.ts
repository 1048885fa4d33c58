import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { cloneDatabase, makeEmptyDatabase } from '../../test/databases.ts';
import { type Database, migrateDatabase, openDatabase } from './client.ts';
import { type NewEntry, insertEntries, platformAccounts } from './ledger.ts';
import { outboxFloor, readEvents } from './outbox.ts';
import { leastUuid, partitionedTables, selectPartitions, uuidMoment } from './partitions.ts';

const PARTITIONS = /_partitions$/;
const ROWS = 5_000;
const [FEES, EXTERNAL] = [platformAccounts.FEES.EUR, platformAccounts.EXTERNAL.EUR];

/** A database as the versions before partitions left it. */
async function migrateUntilPartitions(sql: postgres.Sql): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ecocoin-migrations-'));
  try {
    const names = (await readdir('drizzle')).toSorted();
    const before = names.slice(
      0,
      names.findIndex((name) => PARTITIONS.test(name)),
    );
    for (const name of before) await cp(join('drizzle', name), join(folder, name), { recursive: true });
    await migrate(drizzle({ client: sql }), { migrationsFolder: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Rows of months, as a platform has them that ran for long; one of them with a number that no clock gave. */
async function fill(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    insert into users (id, username, email, password_hash) select uuidv7(), 'u' || n, 'u' || n || '@example.org', '-'
    from generate_series(1, 2) as n;
    set session_replication_role = replica;
    insert into announcements (id, seller_id, title, quantity, remaining, minimum_fill, currency, price_kind, fixed_price,
        status, expires_at)
      select uuidv7(), id, 't', 10, 10, 1, 'EUR', 'FIXED', 1, 'ACTIVE', now() from users limit 1;
    insert into trades (id, announcement_id, buyer_id, seller_id, quantity, currency, price_per_credit, total_price, buyer_fee,
        seller_fee, fee_schedule_version, price_source, price_as_of, status, entry_id, created_at)
      select case when n = 1 then 'ffffffff-0000-4000-8000-000000000000' else uuidv7(-(n || ' hours')::interval) end,
        (select id from announcements), (select min(id::text)::uuid from users), (select max(id::text)::uuid from users),
        n, 'EUR', 1, 1, 0, 0, 1, 'FIXED', now(), 'COMPLETED', uuidv7(), now() - (n || ' hours')::interval
      from generate_series(1, ${ROWS}) as n;
    insert into entries (id, kind, reference_id)
      select case when n = 1 then 'ffffffff-0000-4000-8000-000000000000' else uuidv7(-(n || ' hours')::interval) end, 'DEPOSIT', uuidv7()
      from generate_series(1, ${ROWS}) as n;
    insert into postings (entry_id, leg, kind, account_id, asset, amount)
      select id, leg, kind, case leg when 0 then ${FEES} else ${EXTERNAL} end, 'EUR', leg * 2 - 1 from entries, generate_series(0, 1) as leg;
    insert into audit_log (seq, at, action, subject_type, subject_id, previous_hash, hash)
      select n, now(), 'test', 'Test', n::text, sha256('before'), sha256(n::text::bytea) from generate_series(1, ${ROWS}) as n;
    set session_replication_role = origin;
    insert into outbox (topic, key, payload) select 'wallet', n::text, '{}' from generate_series(1, ${ROWS}) as n;
    delete from outbox where position <= 100;
    insert into chain_logs (chain_id, block_number, block_hash, log_index, tx_hash, tx_index, address, topics, data, block_time)
      select 1, 23000000 + n, sha256('b'), n, sha256('t'), 0, '\\x00', '{}', '\\x', now() from generate_series(1, ${ROWS}) as n`);
}

const HASHES = {
  outbox: `select md5(string_agg(o::text, ',' order by position)) as hash from outbox as o`,
  trades: `select md5(string_agg(t::text, ',' order by id)) as hash from trades as t`,
  entries: `select md5(string_agg(e::text, ',' order by id)) as hash from entries as e`,
  postings: `select md5(string_agg(p::text, ',' order by id)) as hash from postings as p`,
  audit: `select md5(string_agg(a::text, ',' order by seq)) as hash from audit_log as a`,
  logs: `select md5(string_agg(l::text, ',' order by block_number)) as hash from chain_logs as l`,
};
async function hashesOf(sql: postgres.Sql): Promise<unknown[]> {
  const hashes: unknown[] = [];
  for (const query of Object.values(HASHES)) hashes.push(...(await sql.unsafe(query)));
  return hashes;
}

describe('a database that was filled before there were partitions, upgraded in its place', () => {
  let database: Awaited<ReturnType<typeof makeEmptyDatabase>>;
  let db: Database;
  let before: unknown[];
  let after: unknown[];
  beforeAll(async () => {
    database = await makeEmptyDatabase(inject('postgresUrl'));
    const sql = postgres(database.url, { max: 1, onnotice: () => {} });
    await migrateUntilPartitions(sql);
    await fill(sql);
    before = await hashesOf(sql);
    await migrateDatabase(database.url);
    after = await hashesOf(sql);
    await sql.end();
    db = openDatabase({ url: database.url, poolSize: 1, statementTimeoutMs: 15_000 });
  });
  afterAll(async () => {
    await db.close();
    await database[Symbol.asyncDispose]();
  });

  test('has every row as it was, each in its part', async () => {
    expect(after).toEqual(before);
    const places = await db.sql<{ table: string; place: string; rows: number }[]>`
      select 'outbox' as table, tableoid::regclass::text as place, count(*)::int as rows from outbox group by 2
      union all select 'trades', tableoid::regclass::text, count(*)::int from trades group by 2
      union all select 'entries', tableoid::regclass::text, count(*)::int from entries group by 2
      union all select 'postings', tableoid::regclass::text, count(*)::int from postings group by 2
      union all select 'audit_log', tableoid::regclass::text, count(*)::int from audit_log group by 2
      union all select 'chain_logs', tableoid::regclass::text, count(*)::int from chain_logs group by 2 order by 1, 2`;
    expect(places).toEqual([
      { table: 'audit_log', place: 'audit_log_first', rows: ROWS },
      { table: 'chain_logs', place: 'chain_logs_first', rows: ROWS },
      { table: 'entries', place: 'entries_first', rows: ROWS - 1 },
      { table: 'entries', place: 'entries_rest', rows: 1 },
      { table: 'outbox', place: 'outbox_first', rows: ROWS - 100 },
      { table: 'postings', place: 'postings_first', rows: 2 * ROWS },
      { table: 'trades', place: 'trades_first', rows: ROWS - 1 },
      { table: 'trades', place: 'trades_rest', rows: 1 },
    ]);
    expect((await selectPartitions(db, partitionedTables.chainLogs)).restFrom).toBe('24000000');
  });

  test('goes on with the next event, and tells who has missed what is gone', async () => {
    const [next] = await db.sql<{ position: bigint }[]>`
      insert into outbox (topic, key, payload) values ('wallet', 'next', '{}') returning position`;
    expect(next?.position).toBe(BigInt(ROWS + 1));
    expect((await outboxFloor(db)).position).toBe(101n);
    expect(await readEvents(db, { xid: '0', position: 0n }, 3)).toHaveLength(3);
  });

  test('guards its trades as before', async () => {
    await expect(db.sql`update trades set quantity = 1`).rejects.toThrow('append-only');
    await expect(db.sql`delete from trades_rest`).rejects.toThrow('append-only');
    await expect(
      db.sql`insert into trades select * from trades where id = 'ffffffff-0000-4000-8000-000000000000'`,
    ).rejects.toThrow(/duplicate key/);
    await expect(
      db.sql`insert into trades select (jsonb_populate_record(t, jsonb_build_object('id', uuidv7(), 'announcement_id', uuidv7()))).*
        from trades as t limit 1`,
    ).rejects.toThrow('trades_announcement_id_announcements_id_fkey');
  });

  test('goes on with the next posting, and takes no less and no more than before', async () => {
    const entry = (id: string): NewEntry => ({
      id,
      kind: 'DEPOSIT',
      referenceId: id,
      actorId: null,
      legs: [
        { accountId: FEES, asset: 'EUR', amount: 1n },
        { accountId: EXTERNAL, asset: 'EUR', amount: -1n },
      ],
    });
    const id = newId();
    await db.transact((tx) => insertEntries(tx, [entry(id)], []));
    const legs = await db.sql`select id from postings where entry_id = ${id} order by id`;
    expect(legs).toEqual([{ id: BigInt(2 * ROWS + 1) }, { id: BigInt(2 * ROWS + 2) }]);
    await expect(db.transact((tx) => insertEntries(tx, [entry(id)], []))).rejects.toThrow('first_entries_pkey');
    await expect(
      db.sql`insert into postings (entry_id, leg, kind, account_id, asset, amount) select entry_id, 2, kind, account_id, asset, 1
        from postings limit 1`,
    ).rejects.toThrow('does not sum to zero');
    for (const table of ['entries', 'postings', 'audit_log']) {
      for (const name of [table, `${table}_first`, `${table}_rest`]) {
        await expect(db.sql.unsafe(`delete from ${name}`), name).rejects.toThrow('append-only');
      }
    }
  });
});

test('the bounds of months are those of the numbers that are made in them', async () => {
  const moment = new Date('2026-11-21T09:30:00.123Z');
  expect(uuidMoment(leastUuid(moment))).toEqual(moment);
  await using database = await cloneDatabase(inject('postgresUrl'));
  const db = openDatabase({ url: database.url, poolSize: 1, statementTimeoutMs: 15_000 });
  const [row] = await db.sql<{ least: string; isBefore: boolean }[]>`
    select uuid_floor(${moment}) as least, ${leastUuid(new Date())}::uuid < uuidv7() as is_before`;
  expect(row).toEqual({ least: leastUuid(moment), isBefore: true });
  await db.close();
});
