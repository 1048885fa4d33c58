import { CandlestickSeries, createChart, type IChartApi, type ISeriesApi, LineSeries } from 'lightweight-charts';
import { useEffect, useRef } from 'preact/hooks';
import { toNumber } from '../lib/decimal.ts';
import { LOCALE } from '../lib/locale.ts';
import { colour, palette } from '../lib/theme.ts';

export interface Candle {
  readonly date: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
}

interface CandlesProps {
  readonly candles: readonly Candle[];
  readonly kind: 'CANDLES' | 'LINE';
  readonly places: number;
  /** What it shows, for who cannot see it. */
  readonly label: string;
}

interface Drawn {
  readonly chart: IChartApi;
  readonly series: ISeriesApi<'Candlestick'> | ISeriesApi<'Line'>;
}

/** Prices over time, with Lightweight Charts. The last candle moves as ticks come in; zoom and place stay. */
export function Candles({ candles, kind, places, label }: CandlesProps) {
  const ref = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | undefined>(undefined);
  const first = candles[0]?.date;
  const { value: colours } = palette;

  useEffect(() => {
    const { current: element } = ref;
    if (!element) return undefined;
    const made = draw(element, kind, places);
    made.chart.timeScale().fitContent();
    drawn.current = made;
    return () => {
      drawn.current = undefined;
      made.chart.remove();
    };
  }, [kind, places, colours]);

  useEffect(() => {
    if (!drawn.current) return;
    fill(drawn.current, kind, candles);
  }, [candles, kind, places, colours]);

  useEffect(() => {
    drawn.current?.chart.timeScale().fitContent();
  }, [first, kind]);

  return <div class="chart" ref={ref} role="img" aria-label={label} />;
}

function draw(element: HTMLElement, kind: CandlesProps['kind'], places: number): Drawn {
  const line = colour('line');
  const chart = createChart(element, {
    autoSize: true,
    localization: { locale: LOCALE },
    // Named on the page about this software: the logo would bring a style of its own, which the policy forbids.
    layout: {
      attributionLogo: false,
      background: { color: 'transparent' },
      textColor: colour('soft'),
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 12,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: line } },
    rightPriceScale: { borderVisible: false },
    timeScale: { borderColor: line, fixLeftEdge: true, fixRightEdge: true },
    handleScale: { mouseWheel: false },
  });
  const priceFormat = { type: 'price', precision: places, minMove: 10 ** -places } as const;
  const [up, down] = [colour('up'), colour('down')];
  const series =
    kind === 'CANDLES'
      ? chart.addSeries(CandlestickSeries, {
          priceFormat,
          upColor: up,
          downColor: down,
          wickUpColor: up,
          wickDownColor: down,
          borderVisible: false,
        })
      : chart.addSeries(LineSeries, { priceFormat, color: up, lineWidth: 2 });
  return { chart, series };
}

function fill({ series }: Drawn, kind: CandlesProps['kind'], candles: readonly Candle[]): void {
  if (kind === 'LINE') {
    (series as ISeriesApi<'Line'>).setData(candles.map(({ date, close }) => ({ time: date, value: toNumber(close) })));
    return;
  }
  (series as ISeriesApi<'Candlestick'>).setData(
    candles.map(({ date, open, high, low, close }) => ({
      time: date,
      open: toNumber(open),
      high: toNumber(high),
      low: toNumber(low),
      close: toNumber(close),
    })),
  );
}
