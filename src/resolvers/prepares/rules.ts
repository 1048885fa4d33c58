import { id as keccakOf } from 'ethers';
import { z } from 'zod';
import { retirementReason } from '../../db/retirements.ts';
import { ethereumAddress } from '../addresses/rules.ts';
import { divideUp, formatDecimal } from '../amounts.ts';
import type { Hex } from '../chain/client.ts';
import { day, decimal, line, optional, text } from '../input.ts';
import { identifierInput, isInOrder, isWhole, ORDER, WHOLE } from '../retirements/inputs.ts';
import { country } from '../users/rules.ts';

/** In the order of CreditRegistry.RETIREMENT_REASONS: the number is what the chain stores. */
export const retirementReasons = retirementReason.enumValues;
export type RetirementReasonCode = (typeof retirementReasons)[number];

/** In the order of Governor's counting (GovernorCountingSimple.VoteType). */
export const voteSupports = ['AGAINST', 'FOR', 'ABSTAIN'] as const;
export type VoteSupportCode = (typeof voteSupports)[number];

export const paymentDestinations = ['WALLET', 'ADDRESS'] as const;
export type PaymentDestinationCode = (typeof paymentDestinations)[number];

/** CARBON and credits alike: 18 places. */
const SCALE = 18;
const MOST_SLIPPAGE_BPS = 5_000;
const MESSAGE_BYTES = 1_000;

/** A number of 256 bits, as decimal text or as 0x and 64 hex digits. */
export const uint256 = z.string().transform((value, ctx) => {
  if (/^(?:\d{1,78}|0x[\da-f]{64})$/i.test(value) && BigInt(value) < 2n ** 256n) return BigInt(value);
  ctx.addIssue('is not a number of the chain such as "1001" or "0x" and 64 hexadecimal digits');
  return z.NEVER;
});

const from = ethereumAddress;
const amount = decimal(SCALE);
const slippageBps = z
  .number()
  .int()
  .min(0, 'must be 0 or more')
  .max(MOST_SLIPPAGE_BPS, `must be ${MOST_SLIPPAGE_BPS} or less`);

export const stakeInput = z.object({ from, amount });
export const unstakeInput = z.object({ from, amount: optional(amount) });
export const approveInput = z.object({
  from,
  amount: decimal(SCALE, { zero: true }),
  spender: optional(ethereumAddress),
});
export const carbonTransferInput = z.object({ from, amount, to: optional(ethereumAddress) });
export const creditsTransferInput = z.object({ from, amount, to: ethereumAddress, batchId: uint256 });
export const creditsRetireInput = z
  .object({
    from,
    amount,
    batchId: uint256,
    retiringEntity: optional(line(1, 200)),
    consumptionCountry: optional(country),
    consumptionFrom: optional(day),
    consumptionTo: optional(day),
    beneficiary: line(1, 200).transform((name) => name.normalize('NFC')),
    beneficiaryCountry: optional(country),
    beneficiaryIdentifier: optional(identifierInput),
    isPrivate: optional(z.boolean()),
    reason: z.enum(retirementReasons),
    message: optional(
      text(0, MESSAGE_BYTES).refine(
        (value) => Buffer.byteLength(value) <= MESSAGE_BYTES,
        `is longer than ${MESSAGE_BYTES} bytes`,
      ),
    ),
  })
  .refine(isWhole, WHOLE)
  .refine(isInOrder, ORDER);
export const carbonPaymentInput = z.object({
  from,
  amount,
  slippageBps: optional(slippageBps),
  destination: optional(z.enum(paymentDestinations)),
});

export const DEFAULT_SLIPPAGE_BPS = 100;

/** The most wei to send for something that costs `cost` now, rounded up. */
export const withSlippage = (cost: bigint, bps: number): bigint => cost + divideUp(cost * BigInt(bps), 10_000n);

/** How a beneficiary stands on the chain: the hash alone, so that whoever knows the name can prove it. */
export const beneficiaryHash = (beneficiary: string): Hex => keccakOf(beneficiary.normalize('NFC')) as Hex;

export const carbonText = (units: bigint): string => `${formatDecimal(units, SCALE)} CARBON`;
export const tonnesText = (units: bigint): string => `${formatDecimal(units, SCALE)} t`;
export const etherText = (wei: bigint): string => `${formatDecimal(wei, SCALE)} ETH`;
/** After how many blocks the platform counts something as settled. */
export const blocksText = (count: number): string => (count === 1 ? '1 block' : `${count} blocks`);
