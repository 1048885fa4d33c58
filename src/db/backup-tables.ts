import type { Sql } from './client.ts';

/** A table as a back-up has it. */
export interface TableShape {
  /** Quoted, with its schema. */
  readonly name: string;
  /** Quoted; without those that the database works out. */
  readonly columns: readonly string[];
}

export interface SequenceState {
  readonly name: string;
  readonly value: bigint;
  readonly isCalled: boolean;
}

/** What the schema comes with and no back-up needs: which migrations were made is compared, not copied. */
const LEFT_OUT = ['drizzle.__drizzle_migrations', 'graphile_worker.migrations'];

/** Every table of the platform and of its queue of jobs; of a partitioned one the whole, not its parts. */
export async function selectTables(sql: Sql): Promise<TableShape[]> {
  return await sql<TableShape[]>`
    select format('%I.%I', n.nspname, c.relname) as name,
      array_agg(quote_ident(a.attname) order by a.attnum) as columns
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where n.nspname in ('public', 'graphile_worker') and c.relkind in ('r', 'p') and not c.relispartition
      and format('%I.%I', n.nspname, c.relname) <> all (${LEFT_OUT})
      and not exists (select from pg_depend as d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')
    group by 1 order by 1`;
}

/** Where each counter of a table stands. */
export async function selectSequences(sql: Sql): Promise<SequenceState[]> {
  const names = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, sequencename) as name from pg_sequences
    where schemaname in ('public', 'graphile_worker') order by 1`;
  const states: SequenceState[] = [];
  for (const { name } of names) {
    const [state] = await sql<Omit<SequenceState, 'name'>[]>`
      select last_value as value, is_called from ${sql.unsafe(name)}`;
    if (state) states.push({ name, ...state });
  }
  return states;
}

/** The migrations that made the schema, in order. */
export async function selectMigrations(sql: Sql): Promise<string[]> {
  const rows = await sql<{ hash: string }[]>`select hash from drizzle.__drizzle_migrations order by id`;
  return rows.map(({ hash }) => hash);
}

/**
 * Makes the events of another cluster events of this one. Their order goes by transaction ids, and those of a new cluster
 * begin anew: as they were, what is told from now on would sort before them. So all of them become events of one
 * transaction that is long over, and consumers stand where they stood among them. What was read in Kafka is forgotten with
 * its topics (docs/EVENTS.md).
 */
export async function renumberEvents(sql: Sql): Promise<void> {
  await sql`delete from consumer_positions where source <> 'outbox'`;
  await sql`
    update consumer_positions as c
    set xid = '3', position = (select count(*) from outbox as o where (o.xid, o.position) <= (c.xid, c.position))`;
  await sql`create temporary table events on commit drop as
    select row_number() over (order by xid, position) as rank, topic, key, payload, created_at from outbox`;
  await sql`truncate outbox`;
  await sql`
    insert into outbox (position, xid, topic, key, payload, created_at) overriding system value
    select rank, '3', topic, key, payload, created_at from events order by rank`;
  // Cursors of the other cluster are none here, wherever they point.
  await sql`update outbox_floor set xid = '3', position = 0`;
  await sql`select setval(pg_get_serial_sequence('outbox', 'position'), (select coalesce(max(position), 0) + 1 from outbox), false)`;
}

/** What does not add up in the ledger: of each asset that does not sum to zero, and each wallet's account that is off. */
export async function selectImbalances(sql: Sql): Promise<string[]> {
  const rows = await sql<{ what: string }[]>`
    select 'the postings of ' || asset || ' sum to ' || sum(amount) as what from postings group by asset having sum(amount) <> 0
    union all
    select 'account ' || a.id || ' holds ' || a.balance || ', its postings ' || coalesce(p.sum, 0)
    from accounts as a
    left join (select account_id, sum(amount) as sum from postings group by account_id) as p on p.account_id = a.id
    where a.balance is not null and a.balance <> coalesce(p.sum, 0)
    limit 100`;
  return rows.map(({ what }) => what);
}
