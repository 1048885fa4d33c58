import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RetirementRow } from '../src/db/retirements.ts';
import { type Api, openApi } from '../src/http/api.ts';
import { healthPages } from '../src/http/health.ts';
import { metricsOf } from '../src/http/metrics.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { placeTrade } from '../src/resolvers/trades/place-trade.ts';
import { sendTransfer } from '../src/resolvers/transfers/send-transfer.ts';
import { passAnalytics } from './analytics.ts';
import { offerIn, step } from './announcements.ts';
import { send } from './clients.ts';
import { batchIdOf } from './credits.ts';
import { order, payByCard } from './order-lab.ts';
import { settleOrders } from '../src/resolvers/orders/settle-orders.ts';
import { scatter } from './raw-statistics.ts';
import { openToldRetirements, type ToldRetirements } from './told-retirements.ts';

const OPS = join(import.meta.dirname, '../ops');
const DAY_MS = 86_400_000;
const PASSWORD = 'of-the-pictures-alone';

interface Target {
  readonly rawSql?: string;
  readonly expr?: string;
  readonly format?: string;
  readonly datasource: { readonly uid: string };
}
interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
}

const folder = join(OPS, 'grafana/dashboards');
const dashboards = await Promise.all(
  (await readdir(folder)).map(async (file) => {
    const { title, panels } = JSON.parse(await readFile(join(folder, file), 'utf8')) as {
      title: string;
      panels: Panel[];
    };
    return { title, panels };
  }),
);
const targets = dashboards.flatMap(({ title, panels }) =>
  panels.flatMap((panel) => (panel.targets ?? []).map((target) => ({ ...target, name: `${title}: ${panel.title}` }))),
);

let lab: ToldRetirements;
let api: Api;
let grafana: postgres.Sql;

beforeAll(async () => {
  lab = await openToldRetirements();
  await fill();
  const role = await readFile(join(OPS, 'grafana/role.sql'), 'utf8');
  // A client other than psql has no variables.
  await lab.t.db.sql.unsafe(role.replace(`:'password'`, `'${PASSWORD}'`));
  const url = new URL(lab.t.databaseUrl);
  url.username = 'ecocoin_grafana';
  url.password = PASSWORD;
  grafana = postgres(url.href, { max: 1, onnotice: () => {} });
  api = await openApi(lab.t.app, healthPages(lab.t.app, []));
});
afterAll(async () => {
  await api.close();
  await grafana.end();
  await lab[Symbol.asyncDispose]();
});

/** Something of everything that is drawn. */
async function fill(): Promise<void> {
  const { t } = lab;
  const seller = await t.user('seller', { funds: { CARBON: '1000' } });
  const buyer = await t.user('buyer', { funds: { EUR: '10000.00' } });
  const offer = await offerIn(t, seller, 'ACTIVE', { quantity: '120', price: { fixed: '8.35' } });
  await placeTrade(buyer.ctx, { ...step(offer), quantity: '50' });
  const recipientId = encodeId('User', seller.id);
  await sendTransfer(buyer.ctx, { recipientId, asset: 'EUR', amount: '5', note: '', idempotencyKey: 'a-transfer' });
  const batchId = await lab.batch();
  await lab.give(buyer, batchId, 20n);
  await lab.give(undefined, batchId, 20n);
  await lab.finalize();
  await payByCard(
    buyer,
    await order(buyer, {
      criteria: { batchIds: [batchIdOf(batchId)] },
      quantity: '3',
      currency: 'EUR',
      fill: 'PARTIAL',
    }),
  );
  await settleOrders(t.nobody);
  await lab.retire(buyer, { batchId, quantity: '2' });
  await lab.pass();
  await lab.carryOut(await t.db.sql<RetirementRow[]>`select * from retirements`);
  await lab.finalize();
  await t.db.sql`
    insert into price_days (instrument, currency, date, close, flags, source, is_open_day, revision)
    select instrument::instrument, currency::price_currency, current_date - n, (20 + n * n % 7) * 1e18::numeric, '{}', 'TEST', false, 1
    from generate_series(1, 30) as n, (values ('EUA', 'EUR'), ('ETH', 'EUR'), ('MCO2', 'EUR'), ('EUA', 'ETH')) as p (instrument, currency)
    on conflict do nothing`;
  await t.db.transact(scatter);
  await passAnalytics(t);
}

/** The statement as Grafana sends it: its macros and the variable of the dashboard are text that it puts in. */
function expanded(rawSql: string): string {
  const [from, to] = [new Date(Date.now() - 70 * DAY_MS).toISOString(), new Date(Date.now() + DAY_MS).toISOString()];
  return rawSql
    .replaceAll(/\$__timeFilter\(([^)]+)\)/g, (_, column: string) => `${column} BETWEEN '${from}' AND '${to}'`)
    .replaceAll('$__timeFrom()', `'${from}'`)
    .replaceAll('$__timeTo()', `'${to}'`)
    .replaceAll('${currency}', 'EUR');
}

describe('a panel of the database', () => {
  const queries = targets.filter(({ rawSql }) => rawSql !== undefined);
  test.each(queries.map((target) => [target.name, target] as const))('%s', async (_, { rawSql = '', format }) => {
    const statement = expanded(rawSql);
    expect(statement).not.toMatch(/\$/);
    const rows = await grafana.unsafe<Record<string, unknown>[]>(statement);
    expect(rows.length).toBeGreaterThan(0);
    const [row] = rows;
    // A series has a time, a name and a number; what draws nothing is of no use.
    if (format === 'time_series') {
      expect(Object.keys(row ?? {})).toEqual(['time', 'metric', 'value']);
      expect(row?.['time']).toBeInstanceOf(Date);
      expect(Number(row?.['value'])).not.toBeNaN();
    } else {
      expect(Object.values(row ?? {}).some((value) => value !== null)).toBe(true);
    }
  });

  test('there is one of everything that is asked for', () => {
    expect(queries.length).toBeGreaterThanOrEqual(25);
  });
});

describe('a panel of Prometheus', () => {
  /** What Prometheus adds to every figure by itself. */
  const OWN_LABELS = ['instance', 'job', 'le'];
  const queries = targets.filter(({ expr }) => expr !== undefined);

  test('names nothing that no process exposes', async () => {
    const { text } = await send(`${api.url}/metrics`, {});
    const exposed = new Set([...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name));
    const labels = metricsOf(lab.t.app)
      .registry.getMetricsAsArray()
      .flatMap((metric) => ('labelNames' in metric ? (metric.labelNames as string[]) : []));
    const known = new Set([...labels, ...OWN_LABELS]);
    expect(queries.length).toBeGreaterThanOrEqual(15);
    for (const { name, expr = '' } of queries) {
      const used = [...expr.matchAll(/\b((?:ecocoin|process|nodejs)_\w+)/g)].map(([, metric = '']) => metric);
      for (const metric of used) {
        expect(
          [metric, metric.replace(/_(bucket|count|sum)$/, '')].some((one) => exposed.has(one)),
          `${name}: ${metric}`,
        ).toBe(true);
      }
      expect(used.length > 0 || expr.includes('(up)'), name).toBe(true);
      const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/));
      const matched = [...expr.matchAll(/(\w+)\s*(?:!=|=~|=)/g)].map(([, label = '']) => label);
      for (const label of [...grouped, ...matched]) expect(known.has(label), `${name}: ${label}`).toBe(true);
    }
  });
});

test('panels lie beside each other and never on each other, each with a number of its own', () => {
  for (const { title, panels } of dashboards) {
    const cells = new Set<string>();
    for (const {
      gridPos: { x, y, w, h },
      title: panel,
    } of panels) {
      for (let at = 0; at < w * h; at += 1) {
        const cell = `${x + (at % w)} ${y + Math.floor(at / w)}`;
        expect(cells.has(cell), `${title}: ${panel} at ${cell}`).toBe(false);
        expect(x + (at % w)).toBeLessThan(24);
        cells.add(cell);
      }
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  }
});

test('every panel asks a source that is provided', async () => {
  const provided = await readFile(join(OPS, 'grafana/provisioning/datasources/ecocoin.yaml'), 'utf8');
  for (const { datasource, name } of targets) expect(provided, name).toContain(`uid: ${datasource.uid}\n`);
});

describe('the role of Grafana', () => {
  test.each([
    ['a wallet', 'select * from wallets'],
    ['the ledger', 'select * from postings'],
    ['mail addresses', 'select email from users'],
    ['passwords', 'select password_hash from users'],
    ['where somebody lives', 'select country from profiles'],
    ['sessions', 'select * from sessions'],
    ['the audit log', 'select * from audit_log'],
    ['what happens', 'select * from outbox'],
    ['files', `select pg_read_file('/etc/passwd')`],
  ])('sees nothing of %s', async (_, statement) => {
    await expect(grafana.unsafe(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test.each([
    ['sums', 'update rollups set count = 0'],
    ['tables', 'create table mine (id int)'],
  ])('changes no %s, even where it would be let', async (_, statement) => {
    await grafana.unsafe('set default_transaction_read_only = off');
    await expect(grafana.unsafe(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test('is kept from long statements by the database', async () => {
    const [row] = await grafana<
      { statementTimeout: string }[]
    >`select current_setting('statement_timeout') as "statementTimeout"`;
    expect(row).toEqual({ statementTimeout: '15s' });
  });
});
