import { keccak256, toUtf8Bytes } from 'ethers';
import { toPayOf } from '../../db/orders.ts';
import { assetScale, divideUp, PRICE_SCALE } from '../amounts.ts';
import type { Hex } from '../chain/client.ts';
import { extendPayBy } from '../orders/paid.ts';
import { readPrice } from '../prices/read.ts';
import { PriceStale } from '../trades/errors.ts';
import { latestPayBy } from './bank-method.ts';
import { PaymentMethodUnavailable } from './errors.ts';
import type { PaymentMethod } from './methods.ts';

/** Under which the contract tells of a payment: nobody can pay another's by mistake, for it says whose it is. */
export const paymentRefOf = (paymentId: string): Hex => keccak256(toUtf8Bytes(`ecocoin/payment/${paymentId}`)) as Hex;

const ONE_RATE = 10n ** BigInt(PRICE_SCALE);

/** How many wei an amount costs at a rate of 10^-18 of the currency for one ETH, rounded up. */
export const weiFor = (amount: bigint, rate: bigint, scale: number): bigint =>
  divideUp(amount * 10n ** BigInt(assetScale.ETH + PRICE_SCALE - scale), rate);

/** What wei are worth at that rate, rounded down. */
export const worthOf = (wei: bigint, rate: bigint, scale: number): bigint =>
  (wei * rate) / 10n ** BigInt(assetScale.ETH + PRICE_SCALE - scale);

/** Ether, sent to CarbonPayment with the payment's reference; the indexer sees the contract's event. */
export const crypto: PaymentMethod = {
  refundsTo: 'WALLET',
  async plan(ctx, tx, order, paymentId) {
    const { chain, config } = ctx.app;
    if (!chain) throw new PaymentMethodUnavailable('CRYPTO', 'There is no chain to pay over.');
    const { currency } = order;
    const price = currency === 'ETH' ? undefined : await readPrice(ctx, { instrument: 'ETH', currency });
    if (currency !== 'ETH' && (!price || price.stale)) throw new PriceStale(price?.asOf ?? null);
    const rate = price?.price ?? ONE_RATE;
    const latest = latestPayBy(config, order);
    const wished = new Date(Date.now() + config.PAYMENT_CRYPTO_TTL_S * 1_000);
    const payBy = wished < latest ? wished : latest;
    await extendPayBy(tx, order, payBy);
    return {
      gateway: 'CHAIN',
      processorFee: 0n,
      payBy,
      crypto: {
        chainId: chain.chainId,
        paymentRef: Buffer.from(paymentRefOf(paymentId).slice(2), 'hex'),
        amount: weiFor(toPayOf(order), rate, assetScale[currency]),
        rate,
        rateSource: price?.source ?? 'PAR',
        rateAsOf: price?.asOf ?? new Date(),
      },
    };
  },
};
