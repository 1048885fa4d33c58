import { insertEntries, lockWallets, walletKey } from '../../db/ledger.ts';
import { selectPartyKind } from '../../db/parties.ts';
import { insertTransfer, selectTransfersById, type TransferView } from '../../db/transfers.ts';
import type { Context } from '../context.ts';
import { InsufficientFunds, NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { walletChanged } from '../wallets/rules.ts';
import { SelfTransfer } from './errors.ts';
import { sendTransferInput } from './rules.ts';

/**
 * Moves an amount of one asset from the caller's wallet, or that of an organization for which they may pay, to that of
 * another user or organization, at once.
 * Throws InputInvalid, SelfTransfer, NotFound (no such recipient), InsufficientFunds, IdempotencyConflict.
 */
export async function sendTransfer(ctx: Context, input: unknown): Promise<TransferView> {
  await permitCaller(ctx, 'transfer.send');
  const { idempotencyKey, ...wish } = readInput(sendTransferInput, input);
  const { userId, ownerId } = await permitFor(ctx, 'transfer.send', wish.organizationId);
  const { recipientId: to, ...rest } = wish;
  if (to.id === ownerId) throw new SelfTransfer();

  return once(ctx, {
    actorId: userId,
    operation: 'transferSend',
    key: idempotencyKey,
    // As it was before organizations could receive: a key of then still finds its transfer.
    input: { ...rest, recipientId: to.id },
    work: async (tx, id) => {
      const { asset, amount } = wish;
      const sides = [
        { ownerId, asset },
        { ownerId: to.id, asset },
      ];
      const wallets = await lockWallets(tx, sides);
      const [sender, recipient] = sides.map((side) => wallets.get(walletKey(side)));
      // Owners of both kinds have wallets by their id alone: an organization is no user, whatever the client calls it.
      if (!sender || !recipient || (await selectPartyKind(tx, to.id)) !== KINDS[to.kind]) {
        throw new NotFound(to.kind.toLowerCase());
      }
      if (sender.available.balance < amount) throw new InsufficientFunds(asset, sender.available.balance, amount);

      const transfer = await insertTransfer(tx, {
        id,
        senderId: userId,
        senderOrganizationId: wish.organizationId ?? null,
        recipientId: to.kind === 'User' ? to.id : null,
        recipientOrganizationId: to.kind === 'Organization' ? to.id : null,
        asset,
        amount,
        note: wish.note ?? '',
      });
      const legs = [
        { accountId: sender.available.accountId, asset, amount: -amount },
        { accountId: recipient.available.accountId, asset, amount },
      ];
      await insertEntries(tx, [{ id, kind: 'TRANSFER', referenceId: id, actorId: userId, legs }], [sender, recipient]);
      await tell(tx, [
        { topic: 'transfer', key: id, payload: { id, senderId: ownerId, recipientId: to.id } },
        ...[sender, recipient].map(walletChanged),
      ]);
      return transfer;
    },
    again: async (id) => (await selectTransfersById(ctx.app.db, [id]))[0] as TransferView,
  });
}

const KINDS = { User: 'USER', Organization: 'ORGANIZATION' } as const;
