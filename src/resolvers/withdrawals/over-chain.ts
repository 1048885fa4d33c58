import { id as keccakOf } from 'ethers';
import { selectDebtsOfOwner } from '../../db/chain-deposits.ts';
import type { Db } from '../../db/client.ts';
import { lockLink } from '../../db/linked-addresses.ts';
import type { ChainAsset } from '../../db/reserves.ts';
import type { WithdrawalView } from '../../db/withdrawals.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import type { Chain, Hex } from '../chain/client.ts';
import { writeIntent } from '../intents/write-intent.ts';
import { AddressNotOnChain, DebtOutstanding } from './errors.ts';

/** Under which the contracts know the payment of a withdrawal: each is paid out once, whatever happens here. */
export const payoutRefOf = (withdrawalId: string): Hex => keccakOf(withdrawalId) as Hex;

/**
 * Refuses a destination that is not the owner's own. The link is locked, so it stands as long as the transaction.
 * Throws AddressNotLinked, AddressNotOnChain (unless it is on its way and `mayBePending`).
 */
export async function refuseStrangeAddress(
  tx: Db,
  { ownerId, destination }: Pick<WithdrawalView, 'ownerId' | 'destination'>,
  { mayBePending }: { readonly mayBePending: boolean },
): Promise<void> {
  const link = /^0x[\da-f]{40}$/i.test(destination) ? await lockLink(tx, destination) : undefined;
  if (link?.userId !== ownerId) throw new AddressNotLinked();
  if (link.chainState !== 'LINKED' && !(mayBePending && link.chainState === 'PENDING')) throw new AddressNotOnChain();
}

/** Throws DebtOutstanding for the first asset that the user owes. */
export async function refuseDebtor(tx: Db, ownerId: string): Promise<void> {
  const [debt] = await selectDebtsOfOwner(tx, ownerId);
  if (debt) throw new DebtOutstanding(debt.asset, debt.owed);
}

/** Has the custody pay out what was approved. */
export async function sendWithdrawal(
  tx: Db,
  { chainId }: Pick<Chain, 'chainId'>,
  { id, ownerId, destination, amount }: Pick<WithdrawalView, 'id' | 'ownerId' | 'destination' | 'amount'>,
  { asset, approvedBy }: { readonly asset: ChainAsset; readonly approvedBy: string },
): Promise<void> {
  await writeIntent(tx, {
    chainId,
    kind: 'CUSTODY_PAY_OUT',
    reference: id,
    args: { ref: payoutRefOf(id), asset, to: destination, amount },
    createdBy: approvedBy,
    userId: ownerId,
  });
}
