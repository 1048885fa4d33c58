import { type DepositView, insertDeposit, selectDepositsById } from '../../db/deposits.ts';
import { insertEntries, lockWallets, walletKey } from '../../db/ledger.ts';
import { selectMembership } from '../../db/organizations.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Context } from '../context.ts';
import { InputInvalid, NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { permit } from '../permissions.ts';
import { isChainAsset } from '../reserves/rules.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { walletChanged } from '../wallets/rules.ts';
import { BankReferenceUsed } from './errors.ts';
import { depositEntry, recordDepositInput } from './rules.ts';

const OVER_CHAIN = 'comes in over the chain by itself: nobody records a deposit of it';

/**
 * Puts what reached the platform's bank account into the wallet of a user or an organization.
 * Throws InputInvalid, NotFound (no such user), FourEyesRequired, BankReferenceUsed, IdempotencyConflict.
 */
export async function recordDeposit(ctx: Context, input: unknown): Promise<DepositView> {
  const { userId } = await permit(ctx, 'deposit.record');
  const { idempotencyKey, ...wish } = readInput(recordDepositInput, input);
  const { ownerId, asset, amount, bankReference } = wish;
  const isMember = await selectMembership(ctx.app.db, { organizationId: ownerId, userId });
  if (ownerId === userId || isMember) throw new FourEyesRequired();
  if (ctx.app.chain && isChainAsset(asset)) throw new InputInvalid([{ path: ['asset'], message: OVER_CHAIN }]);

  return once(ctx, {
    actorId: userId,
    operation: 'depositRecord',
    key: idempotencyKey,
    input: wish,
    work: async (tx, id) => {
      const wallet = (await lockWallets(tx, [wish])).get(walletKey(wish));
      if (!wallet) throw new NotFound('owner');

      const deposit = await insertDeposit(tx, {
        id,
        walletId: wallet.walletId,
        amount,
        bankReference,
        recordedBy: userId,
      });
      if (!deposit) throw new BankReferenceUsed();
      await insertEntries(tx, [depositEntry(deposit, wallet)], [wallet]);
      await tell(tx, [walletChanged(wallet), { topic: 'deposit', key: id, payload: { id, ownerId } }]);
      await writeAudit(tx, {
        actorId: userId,
        action: 'DEPOSIT_RECORDED',
        subjectType: 'Deposit',
        subjectId: id,
        detail: { walletId: wallet.walletId, ownerId, asset, amount: amount.toString(), bankReference },
      });
      return { ...deposit, ownerId, asset };
    },
    again: async (id) => (await selectDepositsById(ctx.app.db, [id]))[0] as DepositView,
  });
}
