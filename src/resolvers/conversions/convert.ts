import { hasReceipt } from '../../db/chain-position-reads.ts';
import { freeBankReference, lockConversion, takeBankReference, updateConversions } from '../../db/conversions.ts';
import { BankReferenceUsed } from '../deposits/errors.ts';
import { NotFound } from '../errors.ts';
import type { IntentHandlers } from '../intents/handlers.ts';

/**
 * What the fate of its second transaction means to a conversion; it fails with the first. That it was mined means nothing
 * yet: the conversion is settled by the contract's own event, once that has its confirmations.
 */
export const convertHandlers: IntentHandlers<'PAYMENT_CONVERT'> = {
  async onGivenUp(tx, _, { chainId, reference, args, status, errorText }) {
    const conversion = await lockConversion(tx, reference);
    if (conversion?.status !== 'SENDING') return;
    // Another transaction of ours than the one that is given up has converted it: the event settles it.
    if (await hasReceipt(tx, { chainId, kind: 'CARBON_CONVERTED', ref: args.paymentRef })) return;
    const reason = errorText ?? `The transaction was ${status.toLowerCase()}.`;
    await updateConversions(tx, [conversion.id], 'FAILED', reason);
    // The money is at the bank: finance may record it as a deposit, or convert it again.
    await freeBankReference(tx, conversion.bankReference);
  },

  /** Throws NotFound, BankReferenceUsed (the money was put to another use meanwhile). */
  async onRetry(tx, _, { reference }) {
    const conversion = await lockConversion(tx, reference);
    if (!conversion) throw new NotFound('conversion');
    if (conversion.status !== 'FAILED') return;
    if (!(await takeBankReference(tx, conversion.bankReference))) throw new BankReferenceUsed();
    await updateConversions(tx, [conversion.id], 'SENDING');
  },
};
