import { getTableName } from 'drizzle-orm';
import { auditLog } from './audit.ts';
import { chainLogs } from './chain-logs.ts';
import type { Database, Db } from './client.ts';
import { entries, postings } from './ledger.ts';
import { outbox } from './outbox.ts';
import { trades } from './trades.ts';

/**
 * A table whose rows lie in partitions, one after another by time. The last has no end and takes whatever comes, so
 * nothing that is written ever finds no place. It is cut before it is needed: while it is empty that costs nothing.
 */
export interface Partitioned {
  readonly name: string;
  /** What rises with time. */
  readonly key: string;
  /** Whether its last partition also takes what lies before the first: then the first can be dropped. */
  readonly forgets: boolean;
  /** What each partition holds by itself. */
  readonly guards: readonly Guard[];
  /** Tables that writers lock before this one: so does who cuts it, or they wait for each other. */
  readonly after: readonly string[];
}

/** What must be said of a partition, since saying it of the whole does not guard its parts. */
type Guard = (whole: string, part: string) => string;

/** Rows are never changed. */
const APPEND_ONLY: Guard = (whole, part) =>
  `create trigger ${whole}_append_only before update or delete or truncate on ${part} execute function refuse_change()`;
/** Rows come through the whole alone, whose triggers check them. */
const WHOLE_ONLY: Guard = (whole, part) =>
  `create trigger ${whole}_whole_only before insert on ${part} execute function refuse_part()`;
/** A key without what the table is cut by cannot be one of the whole. */
const unique =
  (columns: string): Guard =>
  (_whole, part) =>
    `alter table ${part} add unique (${columns})`;

export const partitionedTables = {
  outbox: { name: getTableName(outbox), key: 'created_at', forgets: true, guards: [], after: [] },
  trades: { name: getTableName(trades), key: 'id', forgets: false, guards: [APPEND_ONLY], after: ['announcements'] },
  entries: { name: getTableName(entries), key: 'id', forgets: false, guards: [APPEND_ONLY], after: [] },
  postings: {
    name: getTableName(postings),
    key: 'id',
    forgets: false,
    guards: [APPEND_ONLY, WHOLE_ONLY, unique('entry_id, leg')],
    after: [],
  },
  auditLog: {
    name: getTableName(auditLog),
    key: 'seq',
    forgets: false,
    guards: [APPEND_ONLY, unique('hash')],
    after: [],
  },
  chainLogs: { name: getTableName(chainLogs), key: 'block_number', forgets: false, guards: [], after: [] },
} as const satisfies Record<string, Partitioned>;

/** A part of a table, from `lower` (null: without beginning) to before `upper`. */
export interface Partition {
  readonly name: string;
  readonly lower: string | null;
  readonly upper: string;
}

export interface Partitions {
  /** In order. */
  readonly parts: readonly Partition[];
  /** Where the last, without an end, begins. */
  readonly restFrom: string;
}

/** Waiting for the lock makes everybody wait who comes after: rather try another time. */
const LOCK_WITHIN = '500ms';
/** Where parts go that are taken out. */
const ARCHIVE = 'archive';

const restOf = (table: Partitioned): string => `${table.name}_rest`;

/** The partitions of a table, with their bounds as PostgreSQL writes them (times in UTC). */
export async function selectPartitions({ sql }: Db, table: Partitioned): Promise<Partitions> {
  const parts = await sql<Partition[]>`
    select c.relname as name, nullif((regexp_match(bound, 'FROM \\(''?(.*?)''?\\) TO'))[1], 'MINVALUE') as lower,
      (regexp_match(bound, 'TO \\(''?(.*?)''?\\)$'))[1] as upper
    from pg_inherits as i join pg_class as c on c.oid = i.inhrelid
    cross join lateral pg_get_expr(c.relpartbound, c.oid) as bound
    where i.inhparent = ${table.name}::regclass and c.relname <> ${restOf(table)}`;
  const ordered = inOrder(parts);
  const restFrom = ordered.at(-1)?.upper;
  if (restFrom === undefined) throw new Error(`${table.name} has no partition`);
  return { parts: ordered, restFrom };
}

/** Each begins where the one before ends; the first has the least end. */
function inOrder(parts: readonly Partition[]): Partition[] {
  const following = new Map(parts.map((part) => [part.lower, part]));
  const uppers = new Set(parts.map(({ upper }) => upper));
  const ordered: Partition[] = [];
  let next = parts.find(({ lower }) => lower === null || !uppers.has(lower));
  while (next) {
    ordered.push(next);
    next = following.get(next.upper);
  }
  return ordered;
}

/**
 * Makes the last partition one that ends before `upper`, and begins a new last one there. False if it ends there or further
 * on already. Throws if the table could not be locked soon (`isLockTaken`).
 */
export async function cutPartition(db: Database, table: Partitioned, upper: string, name: string): Promise<boolean> {
  return await db.transact(async (tx) => {
    const { sql } = tx;
    await lockForCut(tx, table);
    const { restFrom } = await selectPartitions(tx, table);
    const { type } = await keyType(tx, table);
    const [order] = await sql.unsafe<{ done: boolean }[]>(`select $1::text::${type} >= $2::text::${type} as done`, [
      restFrom,
      upper,
    ]);
    if (order?.done) return false;
    const rest = restOf(table);
    await sql.unsafe(`alter table ${table.name} detach partition ${rest}`);
    await sql.unsafe(`alter table ${rest} rename to ${name}`);
    const all = table.forgets ? 'default' : `for values from ('${upper}') to (maxvalue)`;
    await sql.unsafe(`create table ${rest} partition of ${table.name} ${all}`);
    await moveStrays(tx, table, { name, lower: restFrom, upper });
    await sql.unsafe(
      `alter table ${table.name} attach partition ${name} for values from ('${restFrom}') to ('${upper}')`,
    );
    for (const guard of table.guards) await sql.unsafe(guard(table.name, rest));
    return true;
  });
}

/** Locks the table against everybody, and gives up soon. */
export async function lockForCut({ sql }: Db, { name, after }: Partitioned): Promise<void> {
  await sql.unsafe(`set local lock_timeout = '${LOCK_WITHIN}'`);
  for (const before of after) await sql.unsafe(`lock table ${before} in share row exclusive mode`);
  await sql.unsafe(`lock table ${name} in access exclusive mode`);
}

async function keyType({ sql }: Db, { name, key }: Partitioned): Promise<{ type: string }> {
  const [row] = await sql<{ type: string }[]>`
    select format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = ${name}::regclass and attname = ${key}`;
  if (!row) throw new Error(`${name} has no ${key}`);
  return row;
}

/** Rows that lie beyond the bounds, which a clock that was wrong has left, go on to the new last partition. */
async function moveStrays({ sql }: Db, table: Partitioned, { name, lower, upper }: Partition): Promise<void> {
  const strays = `${table.key} < '${lower}' or ${table.key} >= '${upper}'`;
  const [found] = await sql.unsafe(`select from ${name} where ${strays} limit 1`);
  if (!found) return;
  await sql.unsafe(`alter table ${name} disable trigger user`);
  await sql.unsafe(`
    with moved as (delete from ${name} where ${strays} returning *)
    insert into ${restOf(table)} overriding system value select * from moved`);
  await sql.unsafe(`alter table ${name} enable trigger user`);
}

/** Takes a partition out of its table: its rows stay, in a table of the same name in the schema `archive`. */
export async function detachPartition(db: Database, table: Partitioned, name: string): Promise<void> {
  await db.transact(async (tx) => {
    await lockForCut(tx, table);
    await tx.sql.unsafe(`create schema if not exists ${ARCHIVE}`);
    await tx.sql.unsafe(`alter table ${table.name} detach partition ${name}`);
    await tx.sql.unsafe(`alter table ${name} set schema ${ARCHIVE}`);
  });
}

/** Whether a statement gave up since others held a lock for too long, or waited for each other. */
export function isLockTaken(error: unknown): boolean {
  const { code } = (error instanceof Error ? (error.cause ?? error) : {}) as { code?: unknown };
  return code === '55P03' || code === '40P01';
}

/** The least UUID of version 7 of this moment, as PostgreSQL writes it. */
export function leastUuid(moment: Date): string {
  const hex = moment.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** The moment from which a UUID of version 7 is. */
export const uuidMoment = (uuid: string): Date => new Date(Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16));

/** How far those have come that are cut by numbers; null where there is no number yet. */
export interface Reached {
  /** The highest block of any chain. */
  readonly block: bigint | null;
  readonly posting: bigint | null;
  readonly auditRow: bigint | null;
}

export async function selectReached({ sql }: Db): Promise<Reached> {
  const [row] = await sql<Reached[]>`
    select (select max(head_block) from chain_cursors) as block, (select max(seq) from audit_log) as audit_row,
      (select last_value from postings_id_seq) as posting`;
  return row as Reached;
}
