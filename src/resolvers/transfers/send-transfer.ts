import { insertEntries, lockWallets, walletKey } from '../../db/ledger.ts';
import { insertTransfer, selectTransfersById, type TransferView } from '../../db/transfers.ts';
import type { Context } from '../context.ts';
import { InsufficientFunds, NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { permit } from '../permissions.ts';
import { walletChanged } from '../wallets/rules.ts';
import { SelfTransfer } from './errors.ts';
import { sendTransferInput } from './rules.ts';

/**
 * Moves an amount of one asset from the caller's wallet to another user's, at once.
 * Throws InputInvalid, SelfTransfer, NotFound (no such recipient), InsufficientFunds, IdempotencyConflict.
 */
export async function sendTransfer(ctx: Context, input: unknown): Promise<TransferView> {
  const { userId } = await permit(ctx, 'transfer.send');
  const { idempotencyKey, ...wish } = readInput(sendTransferInput, input);
  if (wish.recipientId === userId) throw new SelfTransfer();

  return once(ctx, {
    actorId: userId,
    operation: 'transferSend',
    key: idempotencyKey,
    input: wish,
    work: async (tx, id) => {
      const { asset, amount } = wish;
      const sides = [
        { ownerId: userId, asset },
        { ownerId: wish.recipientId, asset },
      ];
      const wallets = await lockWallets(tx, sides);
      const [sender, recipient] = sides.map((side) => wallets.get(walletKey(side)));
      if (!sender || !recipient) throw new NotFound('user');
      if (sender.available.balance < amount) throw new InsufficientFunds(asset, sender.available.balance, amount);

      const transfer = await insertTransfer(tx, {
        ...wish,
        id,
        senderId: userId,
        senderOrganizationId: null,
        recipientOrganizationId: null,
        note: wish.note ?? '',
      });
      const legs = [
        { accountId: sender.available.accountId, asset, amount: -amount },
        { accountId: recipient.available.accountId, asset, amount },
      ];
      await insertEntries(tx, [{ id, kind: 'TRANSFER', referenceId: id, actorId: userId, legs }], [sender, recipient]);
      await tell(tx, [
        { topic: 'transfer', key: id, payload: { id, senderId: userId, recipientId: wish.recipientId } },
        ...[sender, recipient].map(walletChanged),
      ]);
      return transfer;
    },
    again: async (id) => (await selectTransfersById(ctx.app.db, [id]))[0] as TransferView,
  });
}
