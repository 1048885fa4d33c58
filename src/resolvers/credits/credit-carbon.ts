import type { IntentRow } from '../../db/chain-intents.ts';
import { hasReceipt } from '../../db/chain-position-reads.ts';
import { lockLink } from '../../db/linked-addresses.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { AddressNotOnChain } from '../withdrawals/errors.ts';
import { SourceReferenceUsed } from './errors.ts';
import { orderIntent } from './order-intent.ts';
import { creditCarbonInput, keyOf, NOBODYS_ADDRESS } from './rules.ts';

/**
 * Mints CARBON to an address that somebody has linked, on the chain too; once for its source, such as a retirement at
 * another registry.
 * Throws InputInvalid, AddressNotLinked, AddressNotOnChain, SourceReferenceUsed, ChainUnavailable, IdempotencyConflict.
 */
export async function creditCarbon(ctx: Context, input: unknown): Promise<IntentRow> {
  const { userId: actorId } = await permit(ctx, 'carbon.credit');
  const { idempotencyKey: key, address, amount, sourceReference } = readInput(creditCarbonInput, input);
  return orderIntent(ctx, {
    actorId,
    operation: 'carbonCredit',
    key,
    wish: { address, amount: amount.toString(), sourceReference },
    kind: 'ACCOUNT_CREDIT_CARBON',
    reference: sourceReference,
    action: 'CARBON_CREDITED',
    prepare: async (tx, chainId) => {
      const link = await lockLink(tx, address);
      if (!link) throw new AddressNotLinked(NOBODYS_ADDRESS);
      if (link.chainState !== 'LINKED') throw new AddressNotOnChain();
      const sourceRef = keyOf(sourceReference);
      if (await hasReceipt(tx, { chainId, kind: 'CARBON_CREDITED', ref: sourceRef })) throw new SourceReferenceUsed();
      return { args: { wallet: address, amount, sourceRef }, userId: link.userId };
    },
  });
}
