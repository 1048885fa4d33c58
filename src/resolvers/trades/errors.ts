import type { AnnouncementStatus } from '../../db/announcements.ts';
import type { Asset } from '../../db/wallets.ts';
import { Refusal } from '../errors.ts';

export class AnnouncementClosed extends Refusal {
  readonly code = 'ANNOUNCEMENT_CLOSED';
  readonly status: AnnouncementStatus;
  constructor(status: AnnouncementStatus) {
    super(`The announcement is ${status}: only an ACTIVE one can be bought from.`);
    this.status = status;
  }
}

export class QuantityUnavailable extends Refusal {
  readonly code = 'QUANTITY_UNAVAILABLE';
  /** In minor units of what is sold: of credits of this batch, or of CARBON. */
  readonly remaining: bigint;
  readonly batchId: string | null;
  constructor(remaining: bigint, batchId: string | null) {
    super('The announcement has less left than was asked for.');
    this.remaining = remaining;
    this.batchId = batchId;
  }
}

export class BelowMinimumFill extends Refusal {
  readonly code = 'BELOW_MINIMUM_FILL';
  /** In minor units of what is sold: of credits of this batch, or of CARBON. */
  readonly minimumFill: bigint;
  readonly batchId: string | null;
  constructor(minimumFill: bigint, batchId: string | null) {
    super('The seller sells no less than the minimum fill at once (or all that is left).');
    this.minimumFill = minimumFill;
    this.batchId = batchId;
  }
}

export class PriceStale extends Refusal {
  readonly code = 'PRICE_STALE';
  override readonly retryable = true;
  readonly asOf: Date | null;
  constructor(asOf: Date | null) {
    super(asOf ? 'The market price is too old to trade on: wait for the next one.' : 'There is no market price yet.');
    this.asOf = asOf;
  }
}

export class PriceMoved extends Refusal {
  readonly code = 'PRICE_MOVED';
  readonly currency: Asset;
  readonly pricePerCredit: bigint;
  readonly toPay: bigint;
  readonly maxTotal: bigint;
  constructor(currency: Asset, pricePerCredit: bigint, toPay: bigint, maxTotal: bigint) {
    super('It would cost more than `maxTotal`, fee included: look at the price and raise the limit if you agree.');
    this.currency = currency;
    this.pricePerCredit = pricePerCredit;
    this.toPay = toPay;
    this.maxTotal = maxTotal;
  }
}

export class OwnAnnouncement extends Refusal {
  readonly code = 'OWN_ANNOUNCEMENT';
  constructor() {
    super('This is your own announcement, or one of an organization that buyer and seller are both of.');
  }
}
