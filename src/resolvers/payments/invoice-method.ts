import { insertEntries, platformAccounts } from '../../db/ledger.ts';
import { toPayOf } from '../../db/orders.ts';
import { lockFounded } from '../../db/organizations.ts';
import { selectOwed } from '../../db/payment-lists.ts';
import { formatAmount } from '../amounts.ts';
import { tell } from '../feed.ts';
import { writeInvoice } from '../invoices/write-papers.ts';
import { orderPaid } from '../orders/paid.ts';
import { walletChanged } from '../wallets/rules.ts';
import { receiptEntry } from './entries.ts';
import { CreditExceeded, PaymentMethodUnavailable } from './errors.ts';
import type { PaymentMethod } from './methods.ts';
import { lockPayersWallet, stepPayment } from './record.ts';

const DAY_MS = 86_400_000;

const unavailable = (why: string): PaymentMethodUnavailable => new PaymentMethodUnavailable('INVOICE', why);

/**
 * Bought on account: an organization gets what it ordered at once, and owes the money until it has come by bank transfer.
 * How much it may owe, with all organizations of its founder, has a limit, and whoever is late gets nothing more so.
 */
export const invoice: PaymentMethod = {
  refundsTo: 'WALLET',
  async plan({ app: { config } }, tx, order) {
    if (!config.bankIban) throw unavailable('No bank transfers are taken here, so nothing is sold on account.');
    if (order.currency === 'ETH') throw unavailable('Invoices are in EUR and USD.');
    if (order.organizationId === null) throw unavailable('Only organizations buy on account.');
    // So that two orders at once do not each get all of what is left of the limit, and nobody has it twice by a second one.
    const founded = await lockFounded(tx, order.organizationId);
    const organization = founded.find(({ id }) => id === order.organizationId);
    if (!organization || organization.billingAddress.length === 0 || organization.invoiceEmail === null) {
      throw unavailable('The organization needs a billing address and an e-mail address for invoices first.');
    }
    const { currency } = order;
    const { owed, overdue } = await selectOwed(
      tx,
      founded.map(({ id }) => id),
      currency,
    );
    if (overdue) throw new CreditExceeded('An invoice is overdue: it must be paid first.');
    const limit = BigInt(config.INVOICE_CREDIT);
    if (owed + toPayOf(order) > limit) {
      const words = `${formatAmount(owed, currency)} of ${formatAmount(limit, currency)} ${currency}`;
      throw new CreditExceeded(
        `With this order the organization would owe too much: with all of its founder it owes ${words} that it may.`,
      );
    }
    const dueAt = new Date(Date.now() + config.INVOICE_DAYS * DAY_MS);
    return { gateway: 'BANK', processorFee: 0n, payBy: dueAt, dueAt };
  },
  async begin(ctx, tx, order, payment) {
    const wallet = await lockPayersWallet(tx, payment);
    const source = platformAccounts.RECEIVABLE[payment.currency];
    await insertEntries(
      tx,
      [receiptEntry(payment, wallet, { source, toHeld: payment.due, toAvailable: 0n })],
      [wallet],
    );
    await tell(tx, [walletChanged(wallet)]);
    const authorized = await stepPayment(tx, payment, 'AUTHORIZE', {
      note: 'Sold on account.',
      change: { paidOrder: true },
    });
    await orderPaid(tx, order, { id: payment.id, net: payment.due });
    await writeInvoice(ctx, tx, authorized);
    return authorized;
  },
};
