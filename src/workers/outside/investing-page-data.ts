import { z } from 'zod';
import type { SourceWarning } from './price-source.ts';
import { isoDay, plainDecimal, plainPercent, plainVolume } from './vendor-text.ts';

export interface PageDay {
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly close: string;
  readonly volume: string | null;
  readonly changePercent: string | null;
}

export interface PageData {
  /** By ISO date; undefined where the page carries none, or none that is understood. */
  readonly days?: ReadonlyMap<string, PageDay>;
  readonly marketOpen: boolean | null;
  readonly path?: string;
  readonly currency?: string;
  readonly warnings: readonly SourceWarning[];
}

// Keys as the vendor spells them.
const row = z.object({
  rowDate: z.string(),
  last_close: z.string(),
  last_open: z.string(),
  last_max: z.string(),
  last_min: z.string(),
  volume: z.string(),
  change_precent: z.string(),
});
const history = z.object({ historicalData: z.object({ data: z.array(row).max(1_000) }) });
const named = z.object({
  instrument: z.object({
    base: z.object({ path: z.string(), isOpen: z.boolean().optional() }),
    price: z.object({ currency: z.string() }).optional(),
  }),
});
const page = z.object({ props: z.object({ pageProps: z.object({ state: z.unknown() }) }) });
const stores = z.record(z.string(), z.unknown());

/**
 * Reads the data that the page was made of (`__NEXT_DATA__`): the same day rows, and about which instrument and
 * currency they are. 2026: `pageProps.state` is an object; 2023: a JSON string with a `dataStore`, whose stores are
 * JSON strings once more. The data is a cross-check of the table, so what is not understood is a warning, no failure.
 */
export function readPageData(script: string | undefined): PageData {
  if (script === undefined) {
    return { marketOpen: null, warnings: [{ code: 'NO_PAGE_DATA', detail: 'the page carries no __NEXT_DATA__' }] };
  }
  try {
    const state = stores.parse(unwrapped(page.parse(JSON.parse(script)).props.pageProps.state));
    const all = 'historicalDataStore' in state ? state : stores.parse(unwrapped(state['dataStore']));
    const { data } = history.parse(unwrapped(all['historicalDataStore'])).historicalData;
    const about = instrumentOf(all);
    return {
      days: new Map(data.map(pageDay)),
      marketOpen: about?.base.isOpen ?? null,
      ...(about === undefined ? {} : { path: about.base.path }),
      ...(about?.price === undefined ? {} : { currency: about.price.currency }),
      warnings: [],
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not understood';
    const detail = `__NEXT_DATA__ is not understood: ${reason.replaceAll(/\s+/g, ' ').slice(0, 200)}`;
    return { marketOpen: null, warnings: [{ code: 'PAGE_DATA_UNREADABLE', detail }] };
  }
}

const unwrapped = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value);

/** The store of the page's own instrument (`indexStore`, `commodityStore`, ...: each kind has its own). */
function instrumentOf(all: Readonly<Record<string, unknown>>) {
  for (const store of Object.values(all)) {
    const read = named.safeParse(store);
    if (read.success) return read.data.instrument;
  }
  return undefined;
}

function pageDay(read: z.output<typeof row>): [string, PageDay] {
  const date = isoDay(read.rowDate);
  const close = plainDecimal(read.last_close);
  const volume = plainVolume(read.volume);
  const changePercent = plainPercent(read.change_precent === '' ? '' : `${read.change_precent}%`);
  if (date === undefined || close === undefined || volume === undefined || changePercent === undefined) {
    throw new TypeError(`row ${read.rowDate.slice(0, 20)}`);
  }
  const [open, high, low] = [read.last_open, read.last_max, read.last_min].map((text) => plainDecimal(text) ?? null);
  return [date, { open: open ?? null, high: high ?? null, low: low ?? null, close, volume, changePercent }];
}
