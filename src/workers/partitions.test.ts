import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sell } from '../../test/announcements.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { openOffer } from '../../test/offers.ts';
import { selectLastAuditSeq } from '../db/audit.ts';
import { selectImbalances } from '../db/backup-tables.ts';
import { leastUuid, type Partitioned, partitionedTables, selectPartitions, uuidMoment } from '../db/partitions.ts';
import { writeAudit } from '../resolvers/audit/write-audit.ts';
import { passPartitions } from './partitions.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({
    CHAIN_LOG_PARTITION_BLOCKS: '1000',
    POSTING_PARTITION_ROWS: '1000',
    AUDIT_PARTITION_ROWS: '1000',
  });
});
afterAll(() => t[Symbol.asyncDispose]());

const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);
const { outbox, trades, entries, postings, auditLog, chainLogs } = partitionedTables;

async function boundsOf(table: Partitioned): Promise<(string | null)[]> {
  const { parts, restFrom } = await selectPartitions(t.db, table);
  expect(parts.at(-1)?.upper).toBe(restFrom);
  return [...parts.map(({ lower }) => lower), restFrom];
}

describe('partitions', () => {
  test('are there when the platform begins, and are cut once before they are needed', async () => {
    const before = await boundsOf(outbox);
    expect(before).toHaveLength(2);
    await passPartitions(t.nobody);
    const now = await boundsOf(outbox);
    const [, ...bounds] = now.map((bound) => new Date(bound ?? 0).getTime());
    expect(bounds.at(-1)).toBeGreaterThan(Date.now() + 86_400_000);
    await passPartitions(t.nobody);
    expect(await boundsOf(outbox)).toEqual(now);
    await passPartitions(t.nobody, inDays(3));
    expect((await boundsOf(outbox)).length).toBe(now.length + 1);
  });

  test('are made by one process where many try', async () => {
    await Promise.all(Array.from({ length: 4 }, () => passPartitions(t.nobody, inDays(6))));
    const [, ...bounds] = await boundsOf(outbox);
    expect(new Set(bounds).size).toBe(bounds.length);
  });

  test('of trades are months, and keep the numbers of all trades unique', async () => {
    await passPartitions(t.nobody, inDays(70));
    const [, ...bounds] = await boundsOf(trades);
    for (const bound of bounds) expect(uuidMoment(bound ?? '').toISOString()).toMatch(/-01T00:00:00.000Z$/);
    const seller = await t.user('seller', { funds: { CARBON: '100' } });
    const offer = await openOffer(seller);
    await sell(t, offer, '2');
    const [row] = await t.db.sql<
      { id: string; place: string }[]
    >`select id, tableoid::regclass::text as place from trades`;
    expect(row?.place).toBe('trades_first');
    await expect(t.db.sql`insert into trades select * from trades`).rejects.toThrow(
      /trades_first_pkey|first_trades_pkey/,
    );
    // A number of next month lies in another part, as will those that are made then.
    await t.db.transact(async (tx) => {
      await tx.sql`create temporary table copy on commit drop as select * from trades`;
      await tx.sql`update copy set id = ${leastUuid(inDays(65))}::uuid`;
      await tx.sql`insert into trades select * from copy`;
    });
    const places = await t.db.sql`select tableoid::regclass::text as place from trades order by id`;
    expect(new Set(places.map(({ place }) => String(place))).size).toBe(2);
  });

  test('of the ledger follow its numbers, and an entry may lie on both sides of a border', async () => {
    await passPartitions(t.nobody, inDays(70));
    expect((await boundsOf(entries)).length).toBeGreaterThan(2);
    await t.db.sql`alter sequence postings_id_seq restart with 19999997`;
    await passPartitions(t.nobody);
    expect(await boundsOf(postings)).toEqual([null, '20000000', '20001000']);
    const seller = await t.user('seller-of-two', { funds: { CARBON: '100' } });
    await sell(t, await openOffer(seller), '2');
    const [straddling] = await t.db.sql<{ parts: number }[]>`
      select count(distinct tableoid)::int as parts from postings group by entry_id order by parts desc limit 1`;
    expect(straddling?.parts).toBe(2);
    expect(await selectImbalances(t.db.sql)).toEqual([]);
  });

  test('of the ledger take nothing that the whole would refuse', async () => {
    const { parts } = await selectPartitions(t.db, postings);
    for (const name of [...parts.map((part) => part.name), 'postings_rest']) {
      await expect(
        t.db.sql.unsafe(`insert into ${name} overriding system value select * from postings limit 1`),
        name,
      ).rejects.toThrow('is part of a table');
    }
    const twice = t.db.sql`
      insert into postings (entry_id, leg, kind, account_id, asset, amount, balance_after)
      select entry_id, leg, kind, account_id, asset, amount, balance_after from postings order by id desc limit 1`;
    await expect(twice).rejects.toThrow(/entry_id_leg_key/);
  });

  test('of the audit log follow its rows, whose chain is proven over all of them', async () => {
    const last = (await selectLastAuditSeq(t.db)) + 1n;
    await t.db.transact(async (tx) => {
      // As if a million steps had been noted.
      await tx.sql`set local session_replication_role = replica`;
      await tx.sql`
        insert into audit_log (seq, at, action, subject_type, subject_id, previous_hash, hash)
        select n, now(), 'test', 'Test', n::text, sha256('before'), sha256(n::text::bytea)
        from generate_series(${last}::bigint, 999999) as n where n = ${last} or n > 999990`;
    });
    await passPartitions(t.nobody);
    expect(await boundsOf(auditLog)).toEqual([null, '1000000', '1001000']);
    const user = await t.user('noted');
    await t.db.transact((tx) =>
      writeAudit(tx, { actorId: user.id, action: 'PASSWORD_CHANGED', subjectType: 'User', subjectId: user.id }),
    );
    const places = await t.db.sql<{ place: string }[]>`
      select tableoid::regclass::text as place from audit_log order by seq desc limit 2`;
    expect(places.map(({ place }) => place)).toEqual(['audit_log_to_1001000', 'audit_log_first']);
  });

  test('refuse what the whole refuses: no part of it can be changed behind its back', async () => {
    const tables = [
      [trades, 'quantity'],
      [entries, 'kind'],
      [postings, 'kind'],
      [auditLog, 'action'],
    ] as const;
    for (const [table, column] of tables) {
      const { parts } = await selectPartitions(t.db, table);
      for (const name of [...parts.map((part) => part.name), `${table.name}_rest`]) {
        for (const change of [`update ${name} set ${column} = ${column}`, `delete from ${name}`, `truncate ${name}`]) {
          await expect(t.db.sql.unsafe(change), change).rejects.toThrow('append-only');
        }
      }
    }
  });

  test('of logs follow the blocks of the chain', async () => {
    await t.db.sql`
      insert into chain_cursors (chain_id, start_block, indexed_block, head_block, safe_block, finalized_block, gap_checked_block)
      values (1, 0, 999950, 999950, 0, 0, 0)`;
    await passPartitions(t.nobody);
    expect(await boundsOf(chainLogs)).toEqual([null, '1000000', '1001000']);
    const log = (block: number) => t.db.sql`
      insert into chain_logs (chain_id, block_number, block_hash, log_index, tx_hash, tx_index, address, topics, data, block_time)
      values (1, ${block}, sha256('b'), 0, sha256('t'), 0, '\\x00', '{}', '\\x', now())`;
    for (const block of [1, 1_000_001, 1_001_001, 7_000_001]) await log(block);
    await t.db.sql`update chain_cursors set head_block = 7000000`;
    await passPartitions(t.nobody);
    // What had come before it was cut goes with the part, and what lies beyond goes on.
    expect(await boundsOf(chainLogs)).toEqual([null, '1000000', '1001000', '7001000']);
    const places = await t.db.sql<{ place: string }[]>`
      select tableoid::regclass::text as place from chain_logs order by block_number`;
    expect(places.map(({ place }) => place)).toEqual([
      'chain_logs_first',
      'chain_logs_to_1001000',
      'chain_logs_to_7001000',
      'chain_logs_to_7001000',
    ]);
  });

  test('wait for nobody: where the table is held it is tried another time, and told of once it matters', async () => {
    const before = await boundsOf(outbox);
    const ends = new Date(before.at(-1) ?? '').getTime();
    const [soon, late] = [new Date(ends - 3_600_000), new Date(ends + 1_000)];
    const gate = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const reader = t.db.transact(async ({ sql }) => {
      await sql`select from outbox limit 1`;
      held.resolve();
      await gate.promise;
    });
    await held.promise;
    try {
      await passPartitions(t.nobody, soon);
      expect(await boundsOf(outbox)).toEqual(before);
      await expect(passPartitions(t.nobody, late)).rejects.toThrow('lock timeout');
    } finally {
      gate.resolve();
      await reader;
    }
    await passPartitions(t.nobody, soon);
    expect((await boundsOf(outbox)).length).toBe(before.length + 1);
  });
});

describe('the archive', () => {
  test('gets what is old enough, if the configuration says so, and nothing is lost', async () => {
    await passPartitions(t.nobody, inDays(500));
    const before = await boundsOf(trades);
    expect(before.length).toBeGreaterThan(2);
    const config = { ...t.app.config, TRADE_DETACH_DAYS: 400, CHAIN_LOG_DETACH_BLOCKS: 5_000_000 };
    const ctx = { ...t.nobody, app: { ...t.app, config } };
    const all = await t.db.sql`select * from trades order by id`;
    await passPartitions(ctx, inDays(500));
    const tables = await t.db.sql<{ name: string }[]>`
      select 'archive.' || tablename as name from pg_tables where schemaname = 'archive' and tablename like 'trades%'`;
    expect(tables.map(({ name }) => name)).toContain('archive.trades_first');
    const everywhere = ['trades', ...tables.map(({ name }) => name)].map((name) => `select * from ${name}`);
    const left = await t.db.sql.unsafe(`${everywhere.join(' union all ')} order by id`);
    expect(left).toEqual(all);
    expect(await t.db.sql`select block_number from archive.chain_logs_first`).toEqual([{ blockNumber: 1n }]);
    await expect(t.db.sql`delete from archive.trades_first`).rejects.toThrow('append-only');
  });
});
