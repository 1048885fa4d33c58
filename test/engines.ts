import { v7 as newId } from 'uuid';
import { createApp, createLog } from '../src/app.ts';
import { type Config, loadConfig } from '../src/config.ts';
import type { AnnouncementRow } from '../src/db/announcements.ts';
import { type Database, openDatabase } from '../src/db/client.ts';
import type { TradeRow } from '../src/db/trades.ts';
import type { App, Context } from '../src/resolvers/context.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { placeTrade } from '../src/resolvers/trades/place-trade.ts';
import type { TestApp, TestUser } from './harness.ts';

/** Another process's share of the platform, as far as trades go: its own pool and settlement engine. */
export interface Engine extends AsyncDisposable {
  readonly app: App;
  /** What its transactions failed of, such as deadlocks, even where the engine then tried again. */
  readonly failures: readonly unknown[];
  /** The context of the same call, made to this engine. */
  at(ctx: Context): Context;
}

export async function openEngine(t: TestApp, change: Partial<Config> = {}): Promise<Engine> {
  const config: Config = {
    ...loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error' }),
    dataDir: t.app.config.dataDir,
    ...change,
  };
  const pool = openDatabase({ url: t.databaseUrl, poolSize: 4, statementTimeoutMs: 60_000 });
  const failures: unknown[] = [];
  const db: Database = {
    ...pool,
    transact: async (work) => {
      try {
        return await pool.transact(work);
      } catch (error) {
        failures.push(error);
        throw error;
      }
    },
  };
  const app = await createApp(config, db, createLog(config));
  return {
    app,
    failures,
    at: (ctx) => ({ ...ctx, app }),
    [Symbol.asyncDispose]: () => pool.close(),
  };
}

/** Buys as a client does; a new key unless one is given. */
export const buy = (
  ctx: Context,
  { id }: Pick<AnnouncementRow, 'id'>,
  quantity: string,
  more: { readonly idempotencyKey?: string; readonly maxTotal?: string } = {},
): Promise<TradeRow> =>
  placeTrade(ctx, { announcementId: encodeId('Announcement', id), quantity, idempotencyKey: newId(), ...more });

export const manyUsers = (t: TestApp, name: string, count: number, euros: string): Promise<TestUser[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => t.user(`${name}-${index}`, { funds: { EUR: euros } })));

/** Whatever is off between the tables that a trade writes, as text; nothing if the books are in order. */
export async function faultsInBooks({ db }: Pick<TestApp, 'db'>): Promise<string[]> {
  const rows = await db.sql<{ fault: string }[]>`
    select 'postings of ' || asset || ' sum to ' || sum(amount) as fault from postings group by asset having sum(amount) <> 0
    union all
    select 'account ' || a.id || ' holds ' || a.balance || ', its postings say ' || coalesce(sum(p.amount), 0)
    from accounts a left join postings p on p.account_id = a.id where a.balance is not null
    group by a.id having a.balance <> coalesce(sum(p.amount), 0)
    union all
    select 'announcement ' || a.id || ' has ' || a.remaining || ' left of ' || a.quantity || ', sold ' || coalesce(sum(t.quantity), 0)
    from announcements a left join trades t on t.announcement_id = a.id
    group by a.id having a.remaining <> a.quantity - coalesce(sum(t.quantity), 0)
    union all
    select 'seller ' || w.owner_id || ' holds ' || h.balance || ', offers ' || coalesce(sum(o.quantity), 0)
    from wallets w join accounts h on h.wallet_id = w.id and h.kind = 'HELD' and w.asset in ('CARBON', 'CREDIT')
    left join (
      select coalesce(organization_id, seller_id) as owner_id, batch_id,
             case when status in ('ACTIVE', 'PAUSED') then remaining else reserved end as quantity from announcements
    ) as o on o.owner_id = w.owner_id and o.batch_id is not distinct from w.batch_id
    group by w.owner_id, w.batch_id, h.balance having h.balance <> coalesce(sum(o.quantity), 0)
    union all
    select 'trade ' || t.id || ' lacks its entry, its key or its event' from trades t
    where (select count(*) from postings p where p.entry_id = t.entry_id) not between 4 and 7
      or not exists (select from entries e where e.id = t.entry_id and e.reference_id = t.id)
      or (select count(*) from idempotency_keys i where i.result_id = t.id and i.operation = 'tradePlace') <> 1
      or (select count(*) from outbox o where o.topic = 'trade' and o.key = t.id::text) <> 1
    union all
    select 'an entry of no trade: ' || e.id from entries e
    where e.kind = 'TRADE' and not exists (select from trades t where t.id = e.reference_id)`;
  return rows.map((row) => row.fault);
}

/** What came of each call: its trade, or what it was refused for. */
export const outcomesOf = async <T>(calls: readonly Promise<T>[]): Promise<{ done: T[]; refused: Error[] }> => {
  const settled = await Promise.allSettled(calls);
  return {
    done: settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])),
    refused: settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as Error] : [])),
  };
};
