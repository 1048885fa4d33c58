import { Refusal } from '../errors.ts';

/** Nobody has published what credits of this kind cost. */
export class PriceUnavailable extends Refusal {
  readonly code = 'PRICE_UNAVAILABLE';
  constructor(message = 'No price is published for credits of this kind.') {
    super(message);
  }
}

/** The price is set in another currency, and the last exchange rate is too old. */
export class FxStale extends Refusal {
  readonly code = 'FX_STALE';
  override readonly retryable = true;
  readonly base: string;
  readonly quote: string;
  /** The day of the newest rate; null if there is none. */
  readonly date: string | null;
  constructor(base: string, quote: string, date: string | null) {
    super(
      date === null
        ? `There is no exchange rate of ${base} in ${quote} yet.`
        : `The newest exchange rate of ${base} in ${quote} is of ${date}, which is too old: wait for the next one.`,
    );
    this.base = base;
    this.quote = quote;
    this.date = date;
  }
}
