import { Refusal } from '../errors.ts';

export class TooManyPriceAlerts extends Refusal {
  readonly code = 'TOO_MANY_PRICE_ALERTS';
  constructor(most: number) {
    super(`You have ${most} price alerts in force, and no more are kept: cancel one first.`);
  }
}
