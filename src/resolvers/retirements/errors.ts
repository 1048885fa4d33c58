import { Refusal } from '../errors.ts';

export { InsufficientCredits } from '../errors.ts';

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
