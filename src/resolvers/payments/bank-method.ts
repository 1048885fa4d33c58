import type { Config } from '../../config.ts';
import type { OrderRow } from '../../db/orders.ts';
import { extendPayBy } from '../orders/paid.ts';
import { PaymentMethodUnavailable } from './errors.ts';
import type { PaymentMethod } from './methods.ts';

const DAY_MS = 86_400_000;

/** A transfer to the platform's bank account that names a reference; statements of the bank tell that it has come. */
export const bankTransfer: PaymentMethod = {
  refundsTo: 'WALLET',
  async plan({ app: { config } }, tx, order) {
    if (!config.bankIban) throw new PaymentMethodUnavailable('BANK_TRANSFER', 'No bank transfers are taken here.');
    if (order.currency === 'ETH') throw new PaymentMethodUnavailable('BANK_TRANSFER', 'Banks transfer EUR and USD.');
    const payBy = latestPayBy(config, order);
    await extendPayBy(tx, order, payBy);
    return { gateway: 'BANK', processorFee: 0n, payBy };
  },
};

/**
 * Until when an order can wait for its payment at most, however often another one is begun: what it holds back is for sale to
 * others again then.
 */
export const latestPayBy = ({ PAYMENT_BANK_DAYS }: Config, { createdAt }: Pick<OrderRow, 'createdAt'>): Date =>
  new Date(createdAt.getTime() + PAYMENT_BANK_DAYS * DAY_MS);

/** Where a transfer goes. */
export interface BankAccount {
  readonly holder: string;
  readonly iban: string;
  readonly bic: string | undefined;
}

export const bankAccount = ({ bankIban, BANK_HOLDER, BANK_BIC }: Config): BankAccount | undefined =>
  bankIban === undefined ? undefined : { holder: BANK_HOLDER, iban: bankIban, bic: BANK_BIC };
