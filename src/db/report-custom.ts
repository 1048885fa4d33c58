import type { Fragment, Sql } from './client.ts';
import type { RowSource, Snapshot } from './report-snapshot.ts';

export type CustomType = 'TEXT' | 'DECIMAL' | 'INTEGER' | 'MOMENT';

interface CustomColumn {
  readonly type: CustomType;
  /** Of a DECIMAL: whether it can be added up; by column where that takes one unit, as money takes one currency. */
  readonly adds?: 'ALWAYS' | { readonly within: string };
  /** Of our own making: nothing that a client sends ever comes here. */
  readonly expression: string;
}

interface CustomData {
  readonly columns: Readonly<Record<string, CustomColumn>>;
  /** `$owner` is whose rows they are. */
  readonly from: string;
  /** By which rows without groups are ordered. */
  readonly order: string;
}

const text = (expression: string): CustomColumn => ({ type: 'TEXT', expression: `(${expression})::text` });
const integer = (expression: string): CustomColumn => ({ type: 'INTEGER', expression: `(${expression})::bigint` });
const moment = (expression: string): CustomColumn => ({ type: 'MOMENT', expression });
/** Exact: a numeric times a power of ten. */
const scaled = (expression: string, scale: string): CustomColumn => ({
  type: 'DECIMAL',
  expression: `trim_scale((${expression}) * ${scale})`,
});
const E18 = '0.000000000000000001';
const money = (amount: string, currency: string): CustomColumn =>
  scaled(
    amount,
    `case (${currency})::text when 'USD' then 0.01 when 'EUR' then 0.01 when 'CREDIT' then 1 else ${E18} end`,
  );
/** Money that adds up among what is of the same unit, which stands in this column. */
const sumOf = (within: string, amount: string, currency: string): CustomColumn => ({
  ...money(amount, currency),
  adds: { within },
});
const tonnes = (quantity: string, batchId: string): CustomColumn => ({
  ...scaled(quantity, `case when ${batchId} is null then ${E18} else 1 end`),
  adds: 'ALWAYS',
});

const PROJECT_COLUMNS = {
  project: text('p.name'),
  registry: text('p.registry'),
  type: text('p.project_type'),
  country: text('p.country'),
  vintage: integer('b.vintage'),
} as const;
const PROJECT_JOINS = (batchId: string): string =>
  `left join batches b on b.id = ${batchId} left join projects p on p.id = b.project_id`;

/** What custom reports are made of. All of it is about one owner. */
export const customData = {
  TRADES: {
    columns: {
      at: moment('t.created_at'),
      side: text("case when coalesce(t.buyer_organization_id, t.buyer_id) = $owner then 'BUY' else 'SELL' end"),
      asset: text("case when t.batch_id is null then 'CARBON' else 'CREDIT' end"),
      ...PROJECT_COLUMNS,
      tonnes: tonnes('t.quantity', 't.batch_id'),
      currency: text('t.currency'),
      price: scaled('t.price_per_credit', E18),
      total: sumOf('currency', 't.total_price', 't.currency'),
      fee: sumOf(
        'currency',
        'case when coalesce(t.buyer_organization_id, t.buyer_id) = $owner then t.buyer_fee else t.seller_fee end',
        't.currency',
      ),
      status: text('t.status'),
    },
    from: `trades t ${PROJECT_JOINS('t.batch_id')}
      where (coalesce(t.buyer_organization_id, t.buyer_id) = $owner or coalesce(t.seller_organization_id, t.seller_id) = $owner)`,
    order: 't.id',
  },
  ORDERS: {
    columns: {
      at: moment('o.created_at'),
      completed_at: moment('o.completed_at'),
      status: text('o.status'),
      source: text('o.source'),
      asset: text('o.asset'),
      ...PROJECT_COLUMNS,
      tonnes: tonnes('l.quantity', 'l.batch_id'),
      currency: text('o.currency'),
      price: scaled('l.price_per_credit', E18),
      total: sumOf('currency', 'l.total', 'o.currency'),
      fee: sumOf('currency', 'l.buyer_fee', 'o.currency'),
    },
    from: `orders o join order_lines l on l.order_id = o.id ${PROJECT_JOINS('l.batch_id')}
      where coalesce(o.organization_id, o.buyer_id) = $owner`,
    order: 'o.id, l.position',
  },
  RETIREMENTS: {
    columns: {
      requested_at: moment('r.requested_at'),
      retired_at: moment('r.retired_at'),
      status: text('r.status'),
      ...PROJECT_COLUMNS,
      tonnes: { ...scaled('r.quantity', E18), adds: 'ALWAYS' },
      reason: text('r.reason'),
      beneficiary: text('f.name'),
      beneficiary_country: text('f.country'),
      consumption_country: text('r.consumption_country'),
      message: text('r.message'),
    },
    from: `retirements r ${PROJECT_JOINS('r.batch_id')} left join retirement_beneficiaries f on f.id = r.beneficiary_id
      where r.owner_id = $owner`,
    order: 'r.id',
  },
  ENTRIES: {
    columns: {
      at: moment('t.created_at'),
      kind: text('t.kind'),
      account: text('a.kind'),
      asset: text('w.asset'),
      ...PROJECT_COLUMNS,
      amount: sumOf('asset', 't.amount', 'w.asset'),
      balance_after: money('t.balance_after', 'w.asset'),
    },
    from: `wallets w join accounts a on a.wallet_id = w.id join postings t on t.account_id = a.id ${PROJECT_JOINS('w.batch_id')}
      where w.owner_id = $owner`,
    order: 't.id',
  },
} as const satisfies Record<string, CustomData>;

export type CustomDataset = keyof typeof customData;
export const customDatasets = Object.keys(customData) as [CustomDataset, ...CustomDataset[]];

export const customOperators = ['EQ', 'NE', 'LT', 'LTE', 'GT', 'GTE', 'CONTAINS'] as const;
export type CustomOperator = (typeof customOperators)[number];

export interface CustomFilter {
  readonly column: string;
  readonly operator: CustomOperator;
  readonly value: string;
}

export interface CustomQuery {
  readonly dataset: CustomDataset;
  /** Columns of the dataset; with groups they are not used. */
  readonly columns: readonly string[];
  readonly filters: readonly CustomFilter[];
  /** Columns by which rows are put together; then each DECIMAL of `sums` is added up, and rows are counted. */
  readonly groupBy: readonly string[];
  readonly sums: readonly string[];
}

export const customColumns = (dataset: CustomDataset): Readonly<Record<string, CustomColumn>> =>
  customData[dataset].columns;

/** A column that the caller has looked up. Throws Error for one that is not there. */
function columnOf(dataset: CustomDataset, name: string): CustomColumn {
  const column = customColumns(dataset)[name];
  if (!column) throw new Error(`${dataset} has no column ${name}`);
  return column;
}

/** Our own text with the owner's id, which is a parameter, in its places. */
function bound(sql: Sql, ownText: string, ownerId: string): Fragment {
  const [first = '', ...others] = ownText.split('$owner');
  let statement = sql`${sql.unsafe(first)}`;
  for (const part of others) statement = sql`${statement} ${ownerId}::uuid ${sql.unsafe(part)}`;
  return statement;
}

const CASTS = { TEXT: 'text', DECIMAL: 'numeric', INTEGER: 'bigint', MOMENT: 'timestamptz' } as const;
const SIGNS = { EQ: '=', NE: 'is distinct from', LT: '<', LTE: '<=', GT: '>', GTE: '>=' } as const;

function conditionOf(sql: Sql, dataset: CustomDataset, ownerId: string, filter: CustomFilter): Fragment {
  const { type, expression } = columnOf(dataset, filter.column);
  const column = bound(sql, expression, ownerId);
  if (filter.operator === 'CONTAINS') {
    // By the case of every letter, which the collation of the database need not know.
    return sql`and strpos(lower(${column} collate pg_c_utf8), lower(${filter.value}::text collate pg_c_utf8)) > 0`;
  }
  // As text first: the client would take the type of the cast for its own.
  const value = sql`${filter.value}::text::${sql.unsafe(CASTS[type])}`;
  return sql`and ${column} ${sql.unsafe(SIGNS[filter.operator])} ${value}`;
}

const shown = (sql: Sql, { type }: CustomColumn, value: Fragment): Fragment =>
  type === 'MOMENT'
    ? sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    : sql`(${value})::text`;

const listed = (sql: Sql, fragments: readonly Fragment[], between: string): Fragment =>
  fragments.reduce((all, one) => sql`${all} ${sql.unsafe(between)} ${one}`);

/**
 * The cells of a custom report, each as text. Every column must have been looked up before. With groups: those, the sums,
 * then how many rows there are.
 */
export const customRows = (
  snapshot: Snapshot,
  ownerId: string,
  { dataset, columns, filters, groupBy, sums }: CustomQuery,
): RowSource<{ readonly cells: readonly (string | null)[] }> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    const data = customData[dataset];
    const cell = (name: string): Fragment => {
      const column = columnOf(dataset, name);
      return shown(sql, column, bound(sql, column.expression, ownerId));
    };
    const where = filters.map((filter) => conditionOf(sql, dataset, ownerId, filter));
    const from = listed(sql, [bound(sql, data.from, ownerId), ...where], '');
    if (groupBy.length === 0) {
      return sql`select array[${listed(sql, columns.map(cell), ',')}]::text[] as cells from ${from}
                 order by ${sql.unsafe(data.order)}`;
    }
    const keys = groupBy.map((name, at) => sql`${cell(name)} as ${sql(`key_${at}`)}`);
    const added = sums.map(
      (name, at) => sql`sum(${bound(sql, columnOf(dataset, name).expression, ownerId)})::text as ${sql(`sum_${at}`)}`,
    );
    const names = [...keys.map((_, at) => sql(`key_${at}`)), ...added.map((_, at) => sql(`sum_${at}`)), sql`rows`];
    const places = sql.unsafe(groupBy.map((_, at) => at + 1).join(', '));
    return sql`
      select array[${listed(sql, names as unknown as Fragment[], ',')}]::text[] as cells from (
        select ${listed(sql, [...keys, ...added], ',')}, count(*)::text as rows from ${from} group by ${places}
      ) as grouped order by cells`;
  });
