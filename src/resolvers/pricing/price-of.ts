import type { Db } from '../../db/client.ts';
import { selectLatestFxRates } from '../../db/fx.ts';
import { type MarketView, selectMarkets } from '../../db/market-days.ts';
import { type PricedBatchRow, selectPricedBatches } from '../../db/priced-batches.ts';
import { selectModelInForce } from '../../db/pricing.ts';
import type { App } from '../context.ts';
import { Refusal } from '../errors.ts';
import { baseOf, calculate, type Calculation, type PricedBatch } from './calculate.ts';
import { PriceUnavailable } from './errors.ts';
import type { Market } from './factors.ts';
import { exchange, FX_BASE, type FxTable } from './fx.ts';
import { parametersOf } from './parameter-sets.ts';
import type { ParameterSet } from './parameters.ts';

/** In what credits of a batch are priced and quoted. */
export const pricedIn = ['EUR', 'USD'] as const;
export type PricedIn = (typeof pricedIn)[number];

const EXCHANGED = pricedIn.filter((currency) => currency !== FX_BASE);

/** The segment of trades of CARBON, which stands for a type that has too few trades of its own. */
export const CARBON_SEGMENT = 'CARBON';

/** All but the market that prices of batches are computed from, as of one moment. */
export interface PricingState {
  readonly now: Date;
  readonly set: ParameterSet;
  readonly batches: ReadonlyMap<string, PricedBatchRow>;
  readonly fx: FxTable;
}

/** Reads what prices of these batches are computed from. A batch that there is not is left out. */
export async function readPricing(db: Db, config: App['config'], batchIds: readonly string[]): Promise<PricingState> {
  const [model, rows, rates] = await Promise.all([
    selectModelInForce(db),
    selectPricedBatches(db, batchIds),
    selectLatestFxRates(db, FX_BASE, EXCHANGED),
  ]);
  const set = await parametersOf(db, model);
  return {
    now: model.now,
    set,
    batches: new Map(rows.map((row) => [row.batchId, row])),
    fx: {
      rates: new Map(rates.map((rate) => [rate.quote, rate])),
      now: model.now,
      staleDays: config.FX_STALE_DAYS,
    },
  };
}

/** A price, or the refusal that says why there is none. */
export type Priced = { readonly calculation: Calculation } | { readonly refusal: Refusal };

/** Prices batches in currencies, each by itself. */
export async function priceBatches(
  db: Db,
  state: PricingState,
  wanted: readonly { readonly batchId: string; readonly currency: PricedIn }[],
): Promise<Priced[]> {
  const { set, batches, fx, now } = state;
  const found = wanted.map(({ batchId, currency }) => {
    const row = batches.get(batchId);
    return row && { row, currency, base: baseOf(set, row, currency) };
  });
  const segments = new Set(found.flatMap((each) => (each?.base ? [each.base.type] : [])));
  const baseDate = set.effectiveFrom.toISOString().slice(0, 10);
  const markets = new Map(
    (segments.size === 0 ? [] : await selectMarkets(db, [CARBON_SEGMENT, ...segments], baseDate)).map((market) => [
      market.segment,
      market,
    ]),
  );
  return found.map((each): Priced => {
    if (!each?.base) return { refusal: new PriceUnavailable() };
    try {
      const rate = exchange(fx, each.base.currency, each.currency);
      const batch = pricedBatch(each.row, markets.get(each.base.type), markets.get(CARBON_SEGMENT), now);
      return { calculation: calculate(set, batch, each.currency, rate) };
    } catch (error) {
      if (error instanceof Refusal) return { refusal: error };
      throw error;
    }
  });
}

function pricedBatch(
  row: PricedBatchRow,
  own: MarketView | undefined,
  carbon: MarketView | undefined,
  now: Date,
): PricedBatch {
  const { batchId, category, projectType, mitigation, ratings, vintageYear, labels, verifierScore } = row;
  return {
    batchId,
    project: { category, projectType, mitigation, ratings },
    vintageYear,
    labels,
    verifier: verifierScore === null ? undefined : { score: verifierScore, weight: row.verifierWeight ?? 0n },
    supply: own,
    market: marketOf(own) ?? marketOf(carbon),
    refYear: now.getUTCFullYear(),
  };
}

function marketOf(view: MarketView | undefined): Market | undefined {
  if (!view || view.indexValue === null || view.baseIndex === null || view.baseDate === null) return undefined;
  const { segment, indexValue: now, baseIndex: base, date, baseDate, isCarriedOver } = view;
  return { segment, now, base, date, baseDate, isCarriedOver };
}

/** The price of one batch. Throws PriceUnavailable, FxStale. */
export async function priceOf(db: Db, state: PricingState, batchId: string, currency: PricedIn): Promise<Calculation> {
  const [priced] = await priceBatches(db, state, [{ batchId, currency }]);
  if (priced && 'calculation' in priced) return priced.calculation;
  throw priced?.refusal ?? new PriceUnavailable();
}
