import { Refusal } from '../errors.ts';

/** The platform itself has too few credits to retire for CARBON. */
export class InventoryShort extends Refusal {
  readonly code = 'INVENTORY_SHORT';
  override readonly retryable = true;
  /** Whole tonnes that the platform has for it. */
  readonly available: bigint;
  constructor(available: bigint) {
    super(`The platform has ${available} t of credits to retire for CARBON at this moment, nothing was done.`);
    this.available = available;
  }
}

/** No CARBON is held for the beneficiary. */
export class NothingHeld extends Refusal {
  readonly code = 'NOTHING_HELD';
  constructor() {
    super('No CARBON is held for this beneficiary: whole tonnes are retired as soon as there are any.');
  }
}

/** The owner has as many schedules in force as one may have. */
export class TooManySchedules extends Refusal {
  readonly code = 'TOO_MANY_SCHEDULES';
  readonly most: number;
  constructor(most: number) {
    super(`There are ${most} schedules in force, as many as there may be: cancel one first.`);
    this.most = most;
  }
}
