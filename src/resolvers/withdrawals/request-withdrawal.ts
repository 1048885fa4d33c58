import { insertEntries, lockWallets, walletKey } from '../../db/ledger.ts';
import { insertWithdrawal, selectWithdrawalsById, type WithdrawalView } from '../../db/withdrawals.ts';
import type { Context } from '../context.ts';
import { InsufficientFunds } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { permit } from '../permissions.ts';
import { refuseFrozen } from '../reserves/check-reserves.ts';
import { isChainAsset } from '../reserves/rules.ts';
import { requireFactor } from '../second-factors/factor.ts';
import { walletChanged } from '../wallets/rules.ts';
import { refuseDebtor, refuseStrangeAddress } from './over-chain.ts';
import { asOwnerSees, requestWithdrawalInput, withdrawalChanged, withdrawalEntry } from './rules.ts';

/**
 * Asks to take an amount out of the caller's wallet. It is held at once, until finance approves or rejects. What goes over
 * a chain goes to an address that the caller has linked.
 * Throws InputInvalid, AddressNotLinked, AddressNotOnChain, DebtOutstanding, WithdrawalsFrozen, InsufficientFunds,
 * IdempotencyConflict, SecondFactorNeeded.
 */
export async function requestWithdrawal(ctx: Context, input: unknown): Promise<WithdrawalView> {
  const viewer = await permit(ctx, 'withdrawal.request');
  const { userId } = viewer;
  await requireFactor(ctx, viewer);
  const { idempotencyKey, ...wish } = readInput(requestWithdrawalInput, input);
  const { asset, amount, destination } = wish;
  const { chain } = ctx.app;

  return once(ctx, {
    actorId: userId,
    operation: 'withdrawalRequest',
    key: idempotencyKey,
    input: wish,
    work: async (tx, id) => {
      const key = { ownerId: userId, asset };
      if (chain && isChainAsset(asset)) {
        await refuseStrangeAddress(tx, { ownerId: userId, destination }, { mayBePending: true });
        await refuseFrozen(tx, chain, asset);
      }
      const wallet = (await lockWallets(tx, [key])).get(walletKey(key));
      if (!wallet) throw new InsufficientFunds(asset, 0n, amount);
      await refuseDebtor(tx, userId);
      if (wallet.available.balance < amount) throw new InsufficientFunds(asset, wallet.available.balance, amount);

      const withdrawal = await insertWithdrawal(tx, { id, walletId: wallet.walletId, amount, destination });
      const entry = withdrawalEntry('REQUESTED', { id, withdrawalId: id, amount, actorId: userId }, wallet);
      await insertEntries(tx, [entry], [wallet]);
      await tell(tx, [walletChanged(wallet), withdrawalChanged({ id, ownerId: userId }, withdrawal.status)]);
      return { ...withdrawal, ...key };
    },
    again: async (id) => asOwnerSees((await selectWithdrawalsById(ctx.app.db, [id]))[0] as WithdrawalView),
  });
}
