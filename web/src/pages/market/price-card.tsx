import { useMemo, useState } from 'preact/hooks';
import {
  CandlesText,
  type Instrument,
  type PriceCurrency,
  type PriceInterval,
  PricesText,
  type PriceTicksSubscription,
  PriceTicksText,
} from '../../../operations.generated.ts';
import { useLive, useRead } from '../../api/use-read.ts';
import { type Candle, Candles } from '../../charts/candles.tsx';
import { placesFor, price } from '../../lib/money.ts';
import { agoOf, clockOf, daysAgo } from '../../lib/time.ts';
import { Segments } from '../../ui/field.tsx';
import { Badge, Card, Table } from '../../ui/layout.tsx';
import { Empty, Loading, Problem } from '../../ui/states.tsx';

const INSTRUMENTS = [
  ['MCO2', 'MCO2'],
  ['EUA', 'EUA'],
  ['ETH', 'ETH'],
] as const satisfies readonly (readonly [Instrument, string])[];
/** What each instrument is priced in. */
const PRICED_IN: Record<Instrument, readonly PriceCurrency[]> = {
  MCO2: ['EUR', 'USD', 'ETH'],
  EUA: ['EUR', 'ETH'],
  ETH: ['EUR', 'USD'],
};
const SPANS = [
  ['30', '1 m'],
  ['90', '3 m'],
  ['365', '1 y'],
  ['1825', '5 y'],
] as const;
type Span = (typeof SPANS)[number][0];
const KINDS = [
  ['CANDLES', 'Candles'],
  ['LINE', 'Line'],
] as const;
const INTERVALS: Record<Span, PriceInterval> = {
  '30': 'DAY',
  '90': 'DAY',
  '365': 'DAY',
  '1825': 'WEEK',
};

type Kind = (typeof KINDS)[number][0];
type Tick = PriceTicksSubscription['priceTicked'];

/** The reference price now, and as it was. */
export function PriceCard() {
  const [instrument, setInstrument] = useState<Instrument>('MCO2');
  const [wanted, setCurrency] = useState<PriceCurrency>('EUR');
  const currencies = PRICED_IN[instrument];
  const currency = currencies.includes(wanted) ? wanted : 'EUR';
  return (
    <Card
      title={`${instrument} price`}
      actions={
        <>
          <Segments label="Instrument" value={instrument} options={INSTRUMENTS} onPick={setInstrument} />
          <Segments
            label="Currency"
            value={currency}
            options={currencies.map((each) => [each, each] as const)}
            onPick={setCurrency}
          />
        </>
      }
    >
      <PriceOf instrument={instrument} currency={currency} />
    </Card>
  );
}

function PriceOf({ instrument, currency }: { readonly instrument: Instrument; readonly currency: PriceCurrency }) {
  const [span, setSpan] = useState<Span>('90');
  const [kind, setKind] = useState<Kind>('CANDLES');
  const history = useRead(CandlesText, {
    instrument,
    currency,
    interval: INTERVALS[span],
    from: daysAgo(Number(span)),
  });
  const { past, tick } = useLatest(instrument, currency, history.reload);
  const candles = useMemo(() => withTick(history.data?.priceHistory ?? [], tick), [history.data, tick]);
  const name = `${instrument} in ${currency}`;
  return (
    <div class="stack">
      <PriceNow now={tick ?? past} candles={candles} currency={currency} stale={tick ? false : past?.stale === true} />
      {history.error && <Problem error={history.error} onRetry={history.reload} />}
      {!history.data && history.loading && <Loading lines={8} />}
      {history.data && candles.length === 0 && <Empty title={`No past prices of ${name} are known.`} />}
      {candles.length > 0 && (
        <Candles
          candles={candles}
          kind={kind}
          places={placesFor(Number(candles.at(-1)?.close))}
          label={labelOf(name, candles, currency)}
        />
      )}
      <div class="row">
        <Segments label="Time shown" value={span} options={SPANS} onPick={setSpan} />
        <Segments label="Drawn as" value={kind} options={KINDS} onPick={setKind} />
        <AsTable candles={candles} currency={currency} name={name} />
      </div>
    </div>
  );
}

/** The last price that was stored, and the last tick since the page was opened. */
function useLatest(instrument: Instrument, currency: PriceCurrency, onGap: () => void) {
  const latest = useRead(PricesText, {});
  const [ticks, setTicks] = useState<Readonly<Record<string, Tick>>>({});
  useLive(
    PriceTicksText,
    {},
    ({ priceTicked }) => {
      setTicks((ticks) => ({ ...ticks, [`${priceTicked.instrument}/${priceTicked.currency}`]: priceTicked }));
    },
    () => {
      latest.reload();
      onGap();
    },
  );
  const past = latest.data?.prices.find((each) => each.instrument === instrument && each.currency === currency);
  return { past, tick: ticks[`${instrument}/${currency}`] };
}

interface Now {
  readonly price: string;
  readonly asOf: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly marketOpen: boolean;
}

interface PriceNowProps {
  readonly now: Now | undefined;
  readonly candles: readonly Candle[];
  readonly currency: PriceCurrency;
  readonly stale: boolean;
}

function PriceNow({ now, candles, currency, stale }: PriceNowProps) {
  if (!now) return <p class="soft">No price is known yet.</p>;
  const before = candles.at(-2)?.close;
  const change = before === undefined ? undefined : (Number(now.price) / Number(before) - 1) * 100;
  return (
    <div>
      <p class="price-now">
        <strong data-price>{price(now.price, currency)}</strong>
        {change !== undefined && (
          <span class={`num strong ${change < 0 ? 'down' : 'up'}`}>
            {change < 0 ? '▼' : '▲'} {Math.abs(change).toFixed(2)} % since the last close
          </span>
        )}
      </p>
      <p class="row">
        <span class="soft small">
          {clockOf(now.asOf)}, {agoOf(now.asOf)}, from {now.source === 'SIMULATED' ? 'the simulation' : now.source}
        </span>
        {now.simulated && <Badge tone="warn">Simulated</Badge>}
        {stale && <Badge tone="warn">Stale</Badge>}
        {!now.marketOpen && <Badge>Market closed</Badge>}
      </p>
    </div>
  );
}

interface AsTableProps {
  readonly candles: readonly Candle[];
  readonly currency: PriceCurrency;
  readonly name: string;
}

const AsTable = ({ candles, currency, name }: AsTableProps) => (
  <details class="as-table push">
    <summary>As a table</summary>
    <Table
      caption={`Prices of ${name}`}
      rows={candles.toReversed()}
      keyOf={({ date }) => date}
      columns={[
        { head: 'From', cell: ({ date }) => date },
        { head: 'Open', right: true, cell: ({ open }) => price(open, currency) },
        { head: 'High', right: true, cell: ({ high }) => price(high, currency) },
        { head: 'Low', right: true, cell: ({ low }) => price(low, currency) },
        { head: 'Close', right: true, cell: ({ close }) => price(close, currency) },
      ]}
    />
  </details>
);

/** The candles with the last price in the last of them, or in a new one where a day has begun. */
function withTick(candles: readonly Candle[], tick: Tick | undefined): readonly Candle[] {
  const last = candles.at(-1);
  if (!tick || !last) return candles;
  const date = tick.asOf.slice(0, 10);
  const { price: close } = tick;
  if (date > last.date && !isLong(candles)) return [...candles, { date, open: close, high: close, low: close, close }];
  const high = Number(close) > Number(last.high) ? close : last.high;
  const low = Number(close) < Number(last.low) ? close : last.low;
  return [...candles.slice(0, -1), { ...last, close, high, low }];
}

/** Candles of weeks or months, in whose last one every new day falls. */
function isLong(candles: readonly Candle[]): boolean {
  const [first, second] = candles;
  return (
    first !== undefined && second !== undefined && Date.parse(second.date) - Date.parse(first.date) > 5 * 86_400_000
  );
}

function labelOf(name: string, candles: readonly Candle[], currency: PriceCurrency): string {
  const [first, last] = [candles[0], candles.at(-1)];
  if (!first || !last) return name;
  return `${name} from ${first.date} to ${last.date}: from ${price(first.close, currency)} to ${price(last.close, currency)}.`;
}
