import type { Asset } from '../../db/wallets.ts';
import { Refusal } from '../errors.ts';

/**
 * The address is the user's on the platform alone: it was never written to the chain, or the wallet ended its link there by
 * itself. The custody pays to addresses that CarbonAccount knows.
 */
export class AddressNotOnChain extends Refusal {
  readonly code = 'ADDRESS_NOT_ON_CHAIN';
  constructor() {
    super(
      'This address is not linked on the chain, or not any more: sign what `walletLinkPrepare` gives, send it with `walletLink`, and wait until it is LINKED.',
    );
  }
}

/** The chain undid a deposit after it was spent. */
export class DebtOutstanding extends Refusal {
  readonly code = 'DEBT_OUTSTANDING';
  readonly asset: Asset;
  readonly owed: bigint;
  constructor(asset: Asset, owed: bigint) {
    super(
      `The chain undid a deposit of ${asset} that you had used: nothing can be withdrawn until it is covered by a deposit.`,
    );
    this.asset = asset;
    this.owed = owed;
  }
}
