/**
 * What a price source of the outside world is to the workers. A source never throws for outside trouble: whatever the
 * world does comes back as a named outcome, so that one bad answer cannot end a worker, and the name can be shown to
 * people. Numbers travel as plain decimal text (`-0.77`, `0.0000268`): exact, and of no scale yet; the rules give them one.
 */

export type SourceInstrument = 'MCO2' | 'ETH' | 'EUA';
export type SourceCurrency = 'EUR' | 'USD' | 'ETH';

/**
 * BLOCKED: the source refuses machines (challenge page, 403, a redirect to another host).
 * LAYOUT_CHANGED: it answered, but not in the form that is understood; nothing of the answer is believed.
 * UNREACHABLE: no answer, a time-out, or the source's own trouble (5xx). RATE_LIMITED: asked too often.
 * REFUSED: it understood and says no (key, range, unknown coin); asking the same again cannot help.
 */
export type SourceTrouble = 'BLOCKED' | 'LAYOUT_CHANGED' | 'UNREACHABLE' | 'RATE_LIMITED' | 'REFUSED';

export interface SourceFailure {
  readonly state: SourceTrouble;
  /** For people; never holds a key. */
  readonly detail: string;
  /** The pause that the source asked for. */
  readonly retryAfterMs?: number;
  /** The source's own error number, where it gives one (CoinGecko: 10012 = history too old for the plan). */
  readonly vendorCode?: number;
  /** Why the source was read in a poorer way than it should be (no browser on this machine). */
  readonly degraded?: string;
}

export interface SourceWarning {
  readonly code:
    | 'NO_PAGE_DATA'
    | 'PAGE_DATA_UNREADABLE'
    | 'PAGE_DATA_DIFFERS'
    | 'IDENTITY_UNCONFIRMED'
    | 'PRICE_MISSING'
    | 'TIME_UNKNOWN'
    | 'DAY_INCOMPLETE';
  readonly detail: string;
}

export interface SourceDay {
  /** ISO date, as the source labels the day. */
  readonly date: string;
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly close: string;
  /** EUA: contracts of 1,000 t. ETH and MCO2: turnover in the quote currency. Null: the source did not say. */
  readonly volume: string | null;
  /** Percent exactly as printed; null where the source prints none. */
  readonly changePercent: string | null;
}

export interface SourceTick {
  readonly instrument: SourceInstrument;
  readonly currency: SourceCurrency;
  readonly price: string;
  /** When the source last saw this price. */
  readonly asOf: Date;
}

export interface SourceDays {
  readonly state: 'OK';
  /** Newest first. The first may be a day still open. */
  readonly days: readonly SourceDay[];
  /** Whether the source says that the market is open now; null where it does not say. */
  readonly marketOpen: boolean | null;
  readonly warnings: readonly SourceWarning[];
  /** Why the source was read in a poorer way than it should be (no browser on this machine). */
  readonly degraded?: string;
}

export interface SourceTicks {
  readonly state: 'OK';
  readonly ticks: readonly SourceTick[];
  readonly warnings: readonly SourceWarning[];
}

export type DaysOutcome = SourceDays | SourceFailure;
export type TicksOutcome = SourceTicks | SourceFailure;

export interface DaysRequest {
  readonly instrument: SourceInstrument;
  readonly currency: SourceCurrency;
  /** ISO dates, both included. A source that shows one page of days gives that page. */
  readonly from: string;
  readonly to: string;
}

export interface PriceSource {
  readonly name: string;
  readonly readTicks?: (signal?: AbortSignal) => Promise<TicksOutcome>;
  readonly readDays?: (request: DaysRequest, signal?: AbortSignal) => Promise<DaysOutcome>;
}

/** A failure by name. `more` adds the pause or the source's error number. */
export function failure(
  state: SourceTrouble,
  detail: string,
  more: { retryAfterMs?: number | undefined; vendorCode?: number | undefined } = {},
): SourceFailure {
  return {
    state,
    detail,
    ...(more.retryAfterMs === undefined ? {} : { retryAfterMs: more.retryAfterMs }),
    ...(more.vendorCode === undefined ? {} : { vendorCode: more.vendorCode }),
  };
}
