import { Refusal } from '../errors.ts';

/** The platform has less of the batch than was asked for. */
export class NotEnoughInStock extends Refusal {
  readonly code = 'NOT_ENOUGH_IN_STOCK';
  readonly available: bigint;
  constructor(available: bigint) {
    super(
      available === 0n
        ? 'The platform has none of these credits to sell: see what is announced, or order by criteria.'
        : 'The platform has less of these credits than you ask for.',
    );
    this.available = available;
  }
}

/** Nothing of the project is sold while it is suspended. */
export class ProjectNotForSale extends Refusal {
  readonly code = 'PROJECT_NOT_FOR_SALE';
  constructor() {
    super('The project is suspended: its credits are not sold for now.');
  }
}

/** So many quotes of this owner are open already. */
export class TooManyQuotes extends Refusal {
  readonly code = 'TOO_MANY_QUOTES';
  override readonly retryable = true;
  readonly most: number;
  constructor(most: number) {
    super(`No more than ${most} quotes can be open at once: take one, or wait until they have expired.`);
    this.most = most;
  }
}
