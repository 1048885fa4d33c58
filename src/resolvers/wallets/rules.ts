import { z } from 'zod';
import { entryKind, type EntryKind, type LockedWallet } from '../../db/ledger.ts';
import { InsufficientCredits, InsufficientFunds } from '../errors.ts';
import type { NewEvent } from '../feed.ts';
import { moment, optional } from '../input.ts';

/** The event that tells the owner of a wallet, or of a holding of credits, of a movement. */
export const walletChanged = ({
  walletId,
  ownerId,
  batchId,
}: Pick<LockedWallet, 'walletId' | 'ownerId' | 'batchId'>): NewEvent =>
  batchId
    ? { topic: 'holding', key: walletId, payload: { id: walletId, ownerId, batchId } }
    : { topic: 'wallet', key: walletId, payload: { id: walletId, ownerId } };

/** Throws InsufficientFunds, or InsufficientCredits of a holding, if less than `required` is available. */
export function requireAvailable({ asset, available: { balance } }: LockedWallet, required: bigint): void {
  if (balance >= required) return;
  if (asset === 'CREDIT') throw new InsufficientCredits(balance, required);
  throw new InsufficientFunds(asset, balance, required);
}

const inOrder = ({ from, to }: { from?: Date | undefined; to?: Date | undefined }) => !from || !to || from <= to;
const order = { path: ['to'], message: 'must not be before `from`' };

/** Which entries of a wallet: of a time from (included) to (excluded), of certain kinds. */
export const walletEntryFilter = z
  .object({
    from: optional(moment),
    to: optional(moment),
    kinds: optional(z.array(z.enum(entryKind.enumValues)).max(entryKind.enumValues.length * 2)).transform((kinds) =>
      kinds ? [...new Set(kinds)] : undefined,
    ),
  })
  .refine(inOrder, order);

/** The time of a statement, from (included) to (excluded). */
export const statementPeriod = z.object({ from: moment, to: moment }).refine(inOrder, order);

/**
 * The type of what moved value, by the kind of the entry: with the reference inside, it makes the id of a node. A
 * correction refers to the entry that it corrects, which is no node, and fees are shared out among the platform's own
 * accounts alone.
 */
export const referenceTypes = {
  DEPOSIT: 'Deposit',
  WITHDRAWAL_HOLD: 'Withdrawal',
  WITHDRAWAL_RELEASE: 'Withdrawal',
  WITHDRAWAL_SETTLEMENT: 'Withdrawal',
  ANNOUNCEMENT_HOLD: 'Announcement',
  ANNOUNCEMENT_RELEASE: 'Announcement',
  TRADE: 'Trade',
  TRANSFER: 'Transfer',
  CORRECTION: undefined,
  CHAIN_DEPOSIT: 'ChainDeposit',
  CHAIN_DEPOSIT_REVERSAL: 'ChainDeposit',
  CONVERSION: 'Conversion',
  CREDIT_DEPOSIT: 'CreditDeposit',
  CREDIT_WITHDRAWAL: 'CreditDeposit',
  PAYMENT_CAPTURE: 'Payment',
  PAYMENT_REFUND: 'Payment',
  PAYMENT_DISPUTE: 'Payment',
  ORDER_HOLD: 'Order',
  ORDER_RELEASE: 'Order',
  ORDER_SETTLEMENT: 'Order',
  ORDER_REFUND: 'Order',
  RETIREMENT_HOLD: 'Retirement',
  RETIREMENT: 'Retirement',
  RETIREMENT_REVERSAL: 'Retirement',
  FEE_DISTRIBUTION: undefined,
} as const satisfies Record<EntryKind, string | undefined>;
