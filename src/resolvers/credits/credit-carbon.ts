import type { IntentRow } from '../../db/chain-intents.ts';
import { lockLink } from '../../db/linked-addresses.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { AddressNotOnChain } from '../withdrawals/errors.ts';
import { orderIntent } from './order-intent.ts';
import { creditCarbonInput, keyOf } from './rules.ts';

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
    prepare: async (tx) => {
      const link = await lockLink(tx, address);
      if (!link) throw new AddressNotLinked();
      if (link.chainState !== 'LINKED') throw new AddressNotOnChain();
      return { args: { wallet: address, amount, sourceRef: keyOf(sourceReference) }, userId: link.userId };
    },
  });
}
