import type { QuoteStatus } from '../../db/quotes.ts';
import { Refusal } from '../errors.ts';

/** There is less on offer than was asked for, at this price and of these credits. Nothing was reserved. */
export class NotEnoughOffered extends Refusal {
  readonly code = 'NOT_ENOUGH_OFFERED';
  /** In minor units of what was asked for. */
  readonly available: bigint;
  readonly asset: 'CARBON' | 'CREDIT';
  constructor(available: bigint, asset: 'CARBON' | 'CREDIT') {
    super(
      available === 0n
        ? 'Nothing is on offer that is as you ask.'
        : 'Less is on offer than you ask for: ask for less, pay more, or take what there is (`fill: PARTIAL`).',
    );
    this.available = available;
    this.asset = asset;
  }
}

export class QuoteClosed extends Refusal {
  readonly code = 'QUOTE_CLOSED';
  readonly status: QuoteStatus;
  constructor(status: QuoteStatus) {
    super(`The quote is ${status}: ask for a new one.`);
    this.status = status;
  }
}

/** So many orders of this owner wait to be paid already, and hold back what others would buy. */
export class TooManyOrders extends Refusal {
  readonly code = 'TOO_MANY_ORDERS';
  readonly most: number;
  constructor(most: number) {
    super(`No more than ${most} orders can wait for their payment at once: pay or cancel one of them.`);
    this.most = most;
  }
}

/** Why an order cannot be refunded: what it brought was used up, has moved on, or its seller has not got the money. */
export type RefundObstacle = 'RETIRED' | 'CREDITS_GONE' | 'SELLER_FUNDS' | 'TOO_LATE' | 'PAYMENT';

const OBSTACLES: Record<RefundObstacle, string> = {
  RETIRED: 'Credits of it were retired, for ever.',
  CREDITS_GONE: 'The credits that it brought are no longer all in the wallet, free to be given back.',
  SELLER_FUNDS: 'A seller does not have what it was paid any more.',
  TOO_LATE: 'The time in which it could be refunded is over.',
  PAYMENT: 'Its payment cannot be given back.',
};

export class NotRefundable extends Refusal {
  readonly code = 'NOT_REFUNDABLE';
  readonly obstacle: RefundObstacle;
  constructor(obstacle: RefundObstacle) {
    super(`The order cannot be refunded. ${OBSTACLES[obstacle]}`);
    this.obstacle = obstacle;
  }
}
