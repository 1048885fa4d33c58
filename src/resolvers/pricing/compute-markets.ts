import { lockMarkets, type MarketDayRow, selectMarketsNow, upsertMarketDays } from '../../db/market-days.ts';
import {
  type KindQuantity,
  type MarketTrade,
  selectMarketTrades,
  selectOpenQuantities,
  selectStockFills,
  type SoldKind,
} from '../../db/market-trades.ts';
import { selectModelInForce } from '../../db/pricing.ts';
import { inCarbonUnits } from '../amounts.ts';
import type { Context } from '../context.ts';
import { baseOf } from './calculate.ts';
import { dayBefore, type InEuros, readEuros } from './euros.ts';
import { indexOf, type IndexTrade } from './index-of.ts';
import { parametersOf } from './parameter-sets.ts';
import { type ParameterSet, wholeOf } from './parameters.ts';
import { CARBON_SEGMENT } from './price-of.ts';

/**
 * Computes what each segment of the market is at this moment: its index over the last 30 days, what is open for sale and
 * what was filled, and writes it over the day's row. Where there is too little for an index, the last one is carried over and
 * marked. False where another process is just doing it.
 */
export async function computeMarkets(ctx: Context): Promise<boolean> {
  const { config } = ctx.app;
  return ctx.app.db.transact(async (tx) => {
    if (!(await lockMarkets(tx))) return false;
    const model = await selectModelInForce(tx);
    const set = await parametersOf(tx, model);
    const windowDays = wholeOf(set, 'INDEX_DAYS');
    const from = new Date(model.now.getTime() - windowDays * 86_400_000);
    const date = model.now.toISOString().slice(0, 10);
    const [trades, open, fills, before, inEuros] = await Promise.all([
      selectMarketTrades(tx, { from, until: model.now, limit: config.MARKET_INDEX_TRADES }),
      selectOpenQuantities(tx),
      selectStockFills(tx, from),
      selectMarketsNow(tx),
      readEuros(tx, dayBefore(date, windowDays), date),
    ]);
    const known = new Map(before.map((row) => [row.segment, row]));
    const segments = segmentsOf(set, { trades, open, fills }, [...known.keys()]);
    const rows = [...segments].map(([segment, found]) => {
      const { index, droppedUnpriced } = indexIn(set, found.trades, inEuros);
      const last = known.get(segment)?.indexValue ?? null;
      return {
        segment,
        date,
        windowDays,
        droppedUnpriced,
        modelVersion: model.version,
        indexValue: index.value ?? last,
        isCarriedOver: index.value === null,
        trades: index.trades,
        sellers: index.sellers,
        volume: index.volume,
        droppedOwn: index.droppedOwn,
        droppedOutliers: index.droppedOutliers,
        openQuantity: sumOf(found.open),
        filledQuantity: sumOf(found.fills) + sumOf(found.trades.filter(({ isOwn }) => !isOwn)),
      } satisfies Omit<MarketDayRow, 'computedAt'>;
    });
    await upsertMarketDays(tx, rows);
    return true;
  });
}

interface Found<Trade, Quantity> {
  readonly trades: Trade;
  readonly open: Quantity;
  readonly fills: Quantity;
}

/** Everything by segment: CARBON, and each type by which credits are priced. What has no price has no segment. */
function segmentsOf(
  set: ParameterSet,
  { trades, open, fills }: Found<readonly MarketTrade[], readonly KindQuantity[]>,
  known: readonly string[],
): Map<string, Found<MarketTrade[], KindQuantity[]>> {
  const segments = new Map<string, Found<MarketTrade[], KindQuantity[]>>();
  const at = (segment: string) => {
    const found = segments.get(segment) ?? { trades: [], open: [], fills: [] };
    segments.set(segment, found);
    return found;
  };
  const of = (kind: SoldKind) => {
    const segment = segmentOf(set, kind);
    return segment === undefined ? undefined : at(segment);
  };
  for (const segment of [CARBON_SEGMENT, ...known]) at(segment);
  for (const trade of trades) of(trade)?.trades.push(trade);
  for (const quantity of open) of(quantity)?.open.push(quantity);
  for (const quantity of fills) of(quantity)?.fills.push(quantity);
  return segments;
}

function segmentOf(set: ParameterSet, { batchId, category, projectType, mitigation }: SoldKind): string | undefined {
  if (batchId === null) return CARBON_SEGMENT;
  return baseOf(set, { category, projectType, mitigation: mitigation ?? '' }, 'EUR')?.type;
}

function indexIn(set: ParameterSet, trades: readonly MarketTrade[], inEuros: InEuros) {
  const priced = trades.flatMap(({ price, currency, day, quantity, batchId, sellerId, isOwn }): IndexTrade[] => {
    const euros = inEuros(price, currency, day);
    return euros === undefined || euros === 0n
      ? []
      : [{ price: euros, quantity: inCarbonUnits(quantity, batchId), sellerId, isOwn }];
  });
  return { index: indexOf(set, priced), droppedUnpriced: trades.length - priced.length };
}

/** In 10^-18 t. */
const sumOf = (list: readonly Pick<KindQuantity, 'batchId' | 'quantity'>[]): bigint =>
  list.reduce((sum, { batchId, quantity }) => sum + inCarbonUnits(quantity, batchId), 0n);
