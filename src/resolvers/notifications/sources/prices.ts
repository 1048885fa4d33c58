import { selectBatchesById } from '../../../db/batches.ts';
import type { Db } from '../../../db/client.ts';
import { lockMovedAlerts, type PriceAlertRow, type PriceSpan, updatePriceAlerts } from '../../../db/price-alerts.ts';
import { type Instrument, type PriceCurrency, instrument, priceCurrency } from '../../../db/prices.ts';
import { formatPrice } from '../../amounts.ts';
import type { FeedEvent } from '../../feed.ts';
import { heed } from '../../price-alerts/rules.ts';
import { projectNamesOfBatches } from '../names.ts';
import type { Occurrence } from '../audiences.ts';

/** A price as it was told, of an instrument or a batch. */
interface Told {
  readonly instrument: Instrument | null;
  readonly batchId: string | null;
  readonly currency: PriceCurrency;
  readonly price: bigint;
  readonly at: Date;
}

const instruments: readonly string[] = instrument.enumValues;
const currencies: readonly string[] = priceCurrency.enumValues;
const isCurrency = (text: string): text is PriceCurrency => currencies.includes(text);

/** Prices of the market, for those who have alerts set. */
export function occurrencesOfPrices(tx: Db, events: readonly FeedEvent<'price'>[]): Promise<Occurrence[]> {
  const told = events.flatMap(({ payload, at }): Told[] => {
    const { instrument: of, currency, price } = payload;
    if (!instruments.includes(of) || !isCurrency(currency)) return [];
    return [{ instrument: of as Instrument, batchId: null, currency, price: BigInt(price), at }];
  });
  return heedAll(tx, told);
}

/** Prices of credits, for those who have alerts set. */
export async function occurrencesOfBatchPrices(
  tx: Db,
  events: readonly FeedEvent<'batchPrice'>[],
): Promise<Occurrence[]> {
  const told = events.flatMap(({ payload: { batchId, currency, price }, at }): Told[] =>
    isCurrency(currency) ? [{ instrument: null, batchId, currency, price: BigInt(price), at }] : [],
  );
  return heedAll(tx, told);
}

const nameOf = ({ instrument: of, batchId, currency }: Omit<Told, 'price' | 'at'>): string =>
  `${of ?? batchId} ${currency}`;

/** Goes through the prices in order for each alert that they may concern, and keeps how it stands then. */
async function heedAll(tx: Db, told: readonly Told[]): Promise<Occurrence[]> {
  const byName = Map.groupBy(told, nameOf);
  const alerts = await lockMovedAlerts(tx, [...byName.values()].map(spanOf));
  if (alerts.length === 0) return [];
  const names = await subjectsOf(tx, alerts);
  const fired: Occurrence[] = [];
  const moved = alerts.map((before) => {
    let alert = before;
    for (const { price, at } of byName.get(nameOf(before)) ?? []) {
      const heeded = heed(alert, price, at);
      alert = heeded.alert;
      if (heeded.tells) fired.push(occurrenceOf(alert, price, names));
    }
    return alert;
  });
  await updatePriceAlerts(tx, moved);
  return fired;
}

function spanOf(told: readonly Told[]): PriceSpan {
  const [first] = told;
  if (!first) throw new Error('no price');
  const prices = told.map(({ price }) => price);
  const lowest = prices.reduce((a, b) => (a < b ? a : b));
  const highest = prices.reduce((a, b) => (a > b ? a : b));
  return { instrument: first.instrument, batchId: first.batchId, currency: first.currency, lowest, highest };
}

/** What alerts are about, in words, by the id of the alert. */
async function subjectsOf(tx: Db, alerts: readonly PriceAlertRow[]): Promise<ReadonlyMap<string, string>> {
  const batchIds = alerts.flatMap(({ batchId }) => batchId ?? []);
  const projects = await projectNamesOfBatches(tx, batchIds);
  const vintages = new Map(
    (batchIds.length > 0 ? await selectBatchesById(tx, batchIds) : []).map(({ id, vintage }) => [id, vintage]),
  );
  return new Map(
    alerts.map(({ id, instrument: of, batchId }) => [
      id,
      of ?? `${projects.get(batchId ?? '') ?? ''} ${vintages.get(batchId ?? '') ?? ''}`.trim(),
    ]),
  );
}

function occurrenceOf(alert: PriceAlertRow, price: bigint, names: ReadonlyMap<string, string>): Occurrence {
  const { id, userId, direction, threshold, currency, fired } = alert;
  return {
    kind: direction === 'ABOVE' ? 'PRICE_ROSE' : 'PRICE_FELL',
    ownerId: userId,
    key: `${id} ${fired}`,
    facts: {
      instrument: names.get(id) ?? '',
      price: formatPrice(price),
      threshold: formatPrice(threshold),
      currency,
    },
    subject: { type: 'PriceAlert', id },
  };
}
