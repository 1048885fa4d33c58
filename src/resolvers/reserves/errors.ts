import type { Asset } from '../../db/wallets.ts';
import { Refusal } from '../errors.ts';

/** The custody holds less of an asset than is owed, or it is not known yet what it holds. */
export class WithdrawalsFrozen extends Refusal {
  readonly code = 'WITHDRAWALS_FROZEN';
  override readonly retryable = true;
  readonly asset: Asset;
  constructor(asset: Asset) {
    super(`Withdrawals of ${asset} wait until the reserves are known to cover them: try again later.`);
    this.asset = asset;
  }
}
