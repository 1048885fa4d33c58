import {
  type ConversionView,
  type FiatCurrency,
  insertConversion,
  selectConversionsById,
  takeBankReference,
} from '../../db/conversions.ts';
import type { Db } from '../../db/client.ts';
import { type LockedWallet, lockWallets, walletKey } from '../../db/ledger.ts';
import { formatPrice } from '../amounts.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Chain, chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { BankReferenceUsed } from '../deposits/errors.ts';
import { InputInvalid, NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { writeIntent } from '../intents/write-intent.ts';
import { once } from '../once.ts';
import { permit } from '../permissions.ts';
import { type PriceView, readPrice } from '../prices/read.ts';
import { PriceStale } from '../trades/errors.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { carbonFor, paymentRefOf, recordConversionInput } from './rules.ts';

/**
 * Turns a payment that reached the platform's bank account into CARBON: confirmed and converted on the chain, kept by the
 * custody, and in the user's wallet once that has its confirmations. The price is that of MCO2 at this moment.
 * Throws InputInvalid, NotFound (no such user), FourEyesRequired, PriceStale, BankReferenceUsed, ChainUnavailable,
 * IdempotencyConflict.
 */
export async function recordConversion(ctx: Context, input: unknown): Promise<ConversionView> {
  const { userId } = await permit(ctx, 'conversion.record');
  const { idempotencyKey, ...wish } = readInput(recordConversionInput, input);
  const { ownerId, currency, amount, bankReference } = wish;
  if (ownerId === userId) throw new FourEyesRequired();
  const chain = chainOf(ctx.app);

  return once(ctx, {
    actorId: userId,
    operation: 'conversionRecord',
    key: idempotencyKey,
    input: wish,
    work: async (tx, id) => {
      const price = await freshPrice(ctx, currency);
      const carbonAmount = carbonFor(amount, price.price);
      if (carbonAmount === 0n) throw new InputInvalid([{ path: ['amount'], message: 'buys no CARBON at this price' }]);
      const key = { ownerId, asset: 'CARBON' } as const;
      const wallet = (await lockWallets(tx, [key])).get(walletKey(key));
      if (!wallet) throw new NotFound('user');
      if (!(await takeBankReference(tx, bankReference))) throw new BankReferenceUsed();

      const conversion = await insertConversion(tx, {
        id,
        walletId: wallet.walletId,
        currency,
        fiatAmount: amount,
        carbonAmount,
        price: price.price,
        priceSource: price.source,
        priceAsOf: price.asOf,
        bankReference,
        paymentRef: Buffer.from(paymentRefOf(id).slice(2), 'hex'),
        recordedBy: userId,
      });
      await sendConversion(tx, chain, { ...conversion, wallet });
      await writeAudit(tx, {
        actorId: userId,
        action: 'CONVERSION_RECORDED',
        subjectType: 'Conversion',
        subjectId: id,
        detail: {
          walletId: wallet.walletId,
          ownerId,
          currency,
          amount: amount.toString(),
          carbonAmount: carbonAmount.toString(),
          price: formatPrice(price.price),
          bankReference,
        },
      });
      return { ...conversion, ownerId };
    },
    again: async (id) => (await selectConversionsById(ctx.app.db, [id]))[0] as ConversionView,
  });
}

async function freshPrice(ctx: Context, currency: FiatCurrency): Promise<PriceView> {
  const price = await readPrice(ctx, { instrument: 'MCO2', currency });
  if (!price || price.stale) throw new PriceStale(price?.asOf ?? null);
  return price;
}

interface Sent {
  readonly id: string;
  readonly fiatAmount: bigint;
  readonly carbonAmount: bigint;
  readonly recordedBy: string;
  readonly wallet: LockedWallet;
}

/** Two transactions of two keys: the one confirms the payment, the other turns it into CARBON of the custody. */
async function sendConversion(tx: Db, { chainId, deployment }: Chain, sent: Sent): Promise<void> {
  const { id, fiatAmount, carbonAmount, recordedBy: createdBy, wallet } = sent;
  const [paymentRef, user] = [paymentRefOf(id), deployment.contracts.CarbonCustody.address];
  const about = { chainId, reference: id, createdBy, userId: wallet.ownerId };
  const confirmed = await writeIntent(tx, {
    ...about,
    kind: 'PAYMENT_CONFIRM',
    args: { paymentRef, user, fiatAmount, carbonAmount },
  });
  await writeIntent(tx, {
    ...about,
    kind: 'PAYMENT_CONVERT',
    args: { user, fiatAmount, paymentRef },
    afterIntentId: confirmed.id,
  });
}
