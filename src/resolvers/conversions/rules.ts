import { id as keccakOf } from 'ethers';
import { z } from 'zod';
import type { ConversionStatus, ConversionView } from '../../db/conversions.ts';
import { assetScale, PRICE_SCALE } from '../amounts.ts';
import type { Hex } from '../chain/client.ts';
import { bankReference } from '../deposits/rules.ts';
import { decimal, idempotencyKey, nodeId } from '../input.ts';

export const recordConversionInput = z.object({
  ownerId: nodeId('User'),
  currency: z.enum(['USD', 'EUR']),
  amount: decimal(assetScale.EUR),
  bankReference,
  idempotencyKey,
});

/**
 * The state machine of a conversion; what is not here cannot happen. UNDO: a reorg took it back, and the transaction is on
 * its way again. RETRY: an admin has the transaction tried again.
 */
export const conversionMachine = {
  SENDING: { SETTLE: 'SETTLED', FAIL: 'FAILED' },
  SETTLED: { UNDO: 'SENDING' },
  FAILED: { RETRY: 'SENDING' },
} as const satisfies Record<ConversionStatus, Readonly<Record<string, ConversionStatus>>>;

/** Under which the contracts know the payment of a conversion: each is turned into CARBON once, whatever happens here. */
export const paymentRefOf = (conversionId: string): Hex => keccakOf(conversionId) as Hex;

const SCALE = 10n ** BigInt(assetScale.CARBON + PRICE_SCALE - assetScale.EUR);

/** How much CARBON an amount of cents buys at a price of 10^-18, rounded down: never more than was paid for. */
export const carbonFor = (cents: bigint, price: bigint): bigint => (cents * SCALE) / price;

/** Which employee recorded it is no business of the customer. */
export const asOwnerSees = (conversion: ConversionView): ConversionView => ({ ...conversion, recordedBy: null });
