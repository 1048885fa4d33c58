import postgres from 'postgres';
import { v7 as newId } from 'uuid';
import { answerParent } from './children.ts';
import { userId } from './dataset.ts';
import { quoteWishes } from './requests.ts';
import type { Placed } from './trades-limit.ts';

// The limit of quotes: a bare loop that, for each quote, reads in one statement what a price depends on, and writes the row
// with a calculation that was made before. No HTTP, no GraphQL, no arithmetic, no checks.

export interface QuoteAllOptions {
  readonly databaseUrl: string;
  readonly connections: number;
  readonly seed: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
}

const CALCULATION = JSON.stringify({
  modelVersion: 1,
  currency: 'EUR',
  type: 'ARR',
  factors: Array.from({ length: 6 }, () => ({
    name: 'VINTAGE',
    value: '0.860707976425057807',
    inputs: Array.from({ length: 5 }, () => ({ name: 'lambda', value: '0.03' })),
    insufficientData: false,
  })),
});

async function quote(sql: postgres.Sql, buyer: string, batch: string): Promise<void> {
  const [facts] = await sql<{ version: number; model: number; stock: string }[]>`
    select b.vintage, p.category, p.ratings, f.version, m.version as model, x.rate, a.balance as stock, d.index_value,
      array(select code from project_labels l where l.project_id = p.id) as labels
    from batches b join projects p on p.id = b.project_id
    join wallets w on w.batch_id = b.id join accounts a on a.wallet_id = w.id and a.kind = 'AVAILABLE'
    cross join lateral (select version from fee_schedules order by effective_from desc limit 1) f
    cross join lateral (select version from pricing_models order by effective_from desc limit 1) m
    cross join lateral (select rate from fx_rates where base = 'EUR' and quote = 'USD' order by date desc limit 1) x
    cross join lateral (select index_value from market_days where segment = 'ARR' order by date desc limit 1) d
    where b.id = ${batch}`;
  if (!facts) throw new Error('no batch');
  await sql`
    insert into quotes (id, actor_id, batch_id, quantity, currency, unit_price, total, buyer_fee, buyer_fee_bps, buyer_fee_basis,
      fee_schedule_version, model_version, calculation, expires_at)
    values (${newId()}, ${buyer}, ${batch}, 12, 'EUR', 18000000000000000000, 21600, 216, 100, 'DEFAULT', ${facts.version},
      ${facts.model}, ${CALCULATION}::text::jsonb, now() + interval '60 seconds')`;
}

/** As many loops as connections, each with one quote under way. */
async function quoteAll({ databaseUrl, connections, seed, warmUpMs, durationMs }: QuoteAllOptions): Promise<Placed> {
  const sql = postgres(databaseUrl, { max: connections, connection: { TimeZone: 'UTC' } });
  const fromMs = performance.now() + warmUpMs;
  const untilMs = fromMs + durationMs;
  const latenciesMs: number[] = [];
  const loop = async (_: unknown, lane: number): Promise<void> => {
    const next = quoteWishes(seed * 1_000 + lane);
    for (;;) {
      const begunMs = performance.now();
      if (begunMs >= untilMs) return;
      const { buyer, batch } = next();
      await quote(sql, userId(buyer), batch);
      const endedMs = performance.now();
      if (begunMs >= fromMs && endedMs < untilMs) latenciesMs.push(endedMs - begunMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, loop));
  await sql.end();
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { perSecond: (sorted.length / durationMs) * 1_000, p50Ms: at(0.5), p99Ms: at(0.99) };
}

answerParent({ quoteAll });
