import { PLACE_BITS, SPAN_BLOCKS } from './chain-positions.ts';
import { type Db, type Fragment, type Sql, texts } from './client.ts';

/** Where a log stands on its chain. */
export interface LogPlace {
  readonly blockNumber: bigint;
  readonly logIndex: number;
}

/**
 * What a number of logs change, added up: sums with their sign, and the rows that stand for single logs. Addresses,
 * hashes and keys are lower-case hex without `0x`, amounts in their smallest unit.
 */
export interface PositionChanges {
  readonly tokens: readonly { readonly token: string; readonly address: string; readonly balance: bigint }[];
  readonly supplies: readonly { readonly token: string; readonly minted: bigint; readonly burnt: bigint }[];
  readonly credits: readonly { readonly batchId: string; readonly address: string; readonly balance: bigint }[];
  readonly batches: readonly BatchChange[];
  readonly stakes: readonly {
    readonly address: string;
    readonly staked: bigint;
    readonly cooling: bigint;
    readonly votes: bigint;
  }[];
  readonly reserves: readonly {
    readonly asset: string;
    readonly blockNumber: bigint;
    readonly custody: bigint;
    readonly supply: bigint;
  }[];
  readonly issues: readonly IssueRow[];
  readonly projects: readonly (LogPlace & { projectKey: string; recordId: string; uri: string })[];
  readonly projectMarks: readonly (LogPlace & {
    projectKey: string;
    transferable: boolean | null;
    suspended: boolean | null;
  })[];
  readonly proofs: readonly (LogPlace & { projectKey: string; sequence: string; commitment: string })[];
  readonly stakeMarks: readonly (LogPlace & { address: string; availableAt: Date | null; delegate: string | null })[];
  readonly receipts: readonly (LogPlace & { kind: ReceiptKind; ref: string; address: string; amount: bigint })[];
  readonly participants: readonly ParticipantRow[];
}

export type ReceiptKind =
  | 'PAID_OUT'
  | 'CREDITS_PAID_OUT'
  | 'CREDITS_RETIRED_FOR'
  | 'CARBON_CREDITED'
  | 'CARBON_CONVERTED';

export interface BatchChange {
  readonly batchId: string;
  /** Unknown where nothing of it is minted by these logs: then it is there already. */
  readonly projectKey: string | null;
  readonly vintage: number | null;
  readonly minted: bigint;
  readonly retired: bigint;
}

export interface IssueRow extends LogPlace {
  readonly batchId: string;
  readonly recipient: string;
  readonly amount: bigint;
  readonly serialBlockHash: string;
  readonly sourceRef: string;
}

/** Where an address appears within a span of blocks, as the table has it: there are two or three of them a log. */
export interface ParticipantRow {
  readonly address: string;
  readonly span: number;
  readonly places: readonly number[];
}

const LOGS_OF_A_BLOCK = 2 ** PLACE_BITS;

/** A place in a chain as one number; exact up to block 2^33. */
export const placeNumber = (blockNumber: bigint, logIndex: number): number =>
  Number(blockNumber) * LOGS_OF_A_BLOCK + logIndex;

export const spanOf = (blockNumber: bigint): number => Math.floor(Number(blockNumber) / SPAN_BLOCKS);

type Column = 'bytea' | 'numeric' | 'bigint' | 'int' | 'text' | 'boolean' | 'timestamptz';
type Value = string | bigint | number | boolean | Date | null;

/** A table of sums: rows are found by `keys` and grow by `sums`; `fixed` is written with a new row alone. */
interface SumTable {
  readonly name: string;
  readonly keys: Readonly<Record<string, Column>>;
  readonly sums: readonly string[];
  readonly fixed?: Readonly<Record<string, Column>>;
}

/** A table of single logs: `keys` and the place of the log find a row. */
interface RowTable {
  readonly name: string;
  readonly keys: Readonly<Record<string, Column>>;
  readonly rest: Readonly<Record<string, Column>>;
}

const sumTables = {
  tokens: { name: 'token_balances', keys: { token: 'bytea', address: 'bytea' }, sums: ['balance'] },
  supplies: { name: 'token_supplies', keys: { token: 'bytea' }, sums: ['minted', 'burnt'] },
  credits: { name: 'credit_balances', keys: { batchId: 'numeric', address: 'bytea' }, sums: ['balance'] },
  batches: {
    name: 'credit_batches',
    keys: { batchId: 'numeric' },
    sums: ['minted', 'retired'],
    fixed: { projectKey: 'bytea', vintage: 'int' },
  },
  stakes: { name: 'stakes', keys: { address: 'bytea' }, sums: ['staked', 'cooling', 'votes'] },
  reserves: { name: 'reserve_moves', keys: { asset: 'text', blockNumber: 'bigint' }, sums: ['custody', 'supply'] },
} as const satisfies Partial<Record<keyof PositionChanges, SumTable>>;

const rowTables = {
  issues: {
    name: 'credit_issues',
    keys: {},
    rest: { batchId: 'numeric', recipient: 'bytea', amount: 'numeric', serialBlockHash: 'bytea', sourceRef: 'bytea' },
  },
  projects: { name: 'credit_projects', keys: { projectKey: 'bytea' }, rest: { recordId: 'numeric', uri: 'text' } },
  projectMarks: {
    name: 'credit_project_marks',
    keys: { projectKey: 'bytea' },
    rest: { transferable: 'boolean', suspended: 'boolean' },
  },
  proofs: { name: 'credit_proofs', keys: { projectKey: 'bytea', sequence: 'numeric' }, rest: { commitment: 'bytea' } },
  stakeMarks: {
    name: 'stake_marks',
    keys: { address: 'bytea' },
    rest: { availableAt: 'timestamptz', delegate: 'bytea' },
  },
  receipts: {
    name: 'chain_receipts',
    keys: { kind: 'text', ref: 'bytea' },
    rest: { address: 'bytea', amount: 'numeric' },
  },
} as const satisfies Partial<Record<keyof PositionChanges, RowTable>>;

const PLACE = { blockNumber: 'bigint', logIndex: 'int' } as const satisfies Record<string, Column>;

/**
 * Writes what logs changed. Sums are added where they belong: a row that comes to nothing is removed, and one that would
 * fall below zero is refused by the database, and with it the transaction, since then logs are missing or counted twice.
 */
export async function addPositions({ sql }: Db, chainId: number, changes: PositionChanges): Promise<void> {
  await Promise.all([
    ...mergeAll(sql, chainId, changes),
    ...rowsIn(changes).map(([table, rows]) => {
      const columns = { ...PLACE, ...table.keys, ...table.rest };
      const names = Object.keys(columns).map(snake).join(', ');
      return sql`
        insert into ${sql(table.name)} (chain_id, ${sql.unsafe(names)})
        select ${chainId}::int, ${sql.unsafe(names)} from ${unnestOf(sql, columns, rows)}`;
    }),
    changes.participants.length > 0 &&
      sql`
        merge into chain_participants as t using ${participantsOf(sql, changes.participants)}
        on t.chain_id = ${chainId} and ${matching(sql, ['address', 'span'])}
        when matched then update set places = array_sort(t.places || d.places)
        when not matched then insert values (${chainId}, d.address, d.span, d.places)`,
  ]);
}

/** Takes back what logs changed: `changes` are those of the same logs, their sums with the opposite sign. */
export async function removePositions({ sql }: Db, chainId: number, changes: PositionChanges): Promise<void> {
  await Promise.all([
    ...mergeAll(sql, chainId, changes),
    ...rowsIn(changes).map(([table, rows]) => {
      const columns = { ...PLACE, ...table.keys };
      return sql`
        delete from ${sql(table.name)} t using ${unnestOf(sql, columns, rows)}
        where t.chain_id = ${chainId} and ${matching(sql, Object.keys(columns))}`;
    }),
    changes.participants.length > 0 &&
      sql`
        merge into chain_participants as t using ${participantsOf(sql, changes.participants)}
        on t.chain_id = ${chainId} and ${matching(sql, ['address', 'span'])}
        when matched and t.places <@ d.places then delete
        when matched then update set places = array(
          select place from unnest(t.places) as place where place <> all(d.places) order by place)`,
  ]);
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

type Rows = readonly Readonly<Record<string, Value>>[];

function rowsIn(changes: PositionChanges): [RowTable, Rows][] {
  return Object.entries(rowTables)
    .map(([part, table]): [RowTable, Rows] => [table, changes[part as keyof typeof rowTables] as unknown as Rows])
    .filter(([, rows]) => rows.length > 0);
}

function mergeAll(sql: Sql, chainId: number, changes: PositionChanges): Fragment[] {
  return Object.entries<SumTable>(sumTables)
    .map(([part, table]): [SumTable, Rows] => [table, changes[part as keyof typeof sumTables] as unknown as Rows])
    .filter(([, rows]) => rows.length > 0)
    .map(([table, rows]) => mergeSums(sql, chainId, table, rows));
}

/** Not an upsert: that would check a sum that is to be subtracted as if it were to be the row. */
function mergeSums(sql: Sql, chainId: number, { name, keys, sums, fixed = {} }: SumTable, rows: Rows): Fragment {
  const amounts = Object.fromEntries(sums.map((sum) => [sum, 'numeric' as const]));
  const columns = { ...keys, ...fixed, ...amounts };
  const names = Object.keys(columns).map(snake);
  const nothing = sums.map((sum) => `t.${sum} + d.${sum} = 0`).join(' and ');
  return sql`
    merge into ${sql(name)} as t using ${unnestOf(sql, columns, rows)}
    on t.chain_id = ${chainId} and ${matching(sql, Object.keys(keys))}
    when matched and ${sql.unsafe(nothing)} then delete
    when matched then update set ${sql.unsafe(sums.map((sum) => `${sum} = t.${sum} + d.${sum}`).join(', '))}
    when not matched then insert (chain_id, ${sql.unsafe(names.join(', '))})
      values (${chainId}, ${sql.unsafe(names.map((column) => `d.${column}`).join(', '))})`;
}

const matching = (sql: Sql, columns: readonly string[]): Fragment =>
  sql.unsafe(columns.map((column) => `t.${snake(column)} = d.${snake(column)}`).join(' and '));

const cast = (column: string, type: Column): string =>
  type === 'bytea' ? `decode(${column}, 'hex') as ${column}` : `${column}::${type} as ${column}`;

/** Rows as a relation `d`: every column goes out as an array of text, and is cast where it is read. */
function unnestOf(sql: Sql, columns: Readonly<Record<string, Column>>, rows: Rows): Fragment {
  const names = Object.keys(columns);
  const selected = Object.entries(columns).map(([name, type]) => cast(snake(name), type));
  return sql`(
    select ${sql.unsafe(selected.join(', '))}
    from unnest(${listOf(
      sql,
      names.map((name) => texts(rows.map((row) => (row[name] ?? null) as Exclude<Value, string>))),
    )}) as u (${sql.unsafe(names.map(snake).join(', '))})
  ) as d`;
}

const participantsOf = (sql: Sql, rows: readonly ParticipantRow[]): Fragment => sql`(
  select decode(address, 'hex') as address, span::bigint as span, places::bigint[] as places
  from unnest(${listOf(sql, [
    rows.map(({ address }) => address),
    rows.map(({ span }) => String(span)),
    rows.map(({ places }) => `{${places.join(',')}}`),
  ])}) as u (address, span, places)
) as d`;

const listOf = (sql: Sql, arrays: readonly (readonly (string | null)[])[]): Fragment =>
  arrays.map((values) => sql`${values}::text[]`).reduce((list, array) => sql`${list}, ${array}`);
