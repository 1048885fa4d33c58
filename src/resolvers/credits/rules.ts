import { id as keccakOf } from 'ethers';
import { z } from 'zod';
import { assetScale, toQuantity, WHOLE_CREDITS } from '../amounts.ts';
import { ethereumAddress } from '../addresses/rules.ts';
import type { Hex } from '../chain/client.ts';
import { decimal, idempotencyKey, nodeId, optional, partyId, text } from '../input.ts';

/** The references of intents are 200 characters long at most, and a sequence is part of some. */
const reference = text(1, 150);
const amount = decimal(assetScale.CARBON);
const TONNE = 10n ** BigInt(assetScale.CARBON);

/** What AddressNotLinked says where the address is not for the caller. */
export const NOBODYS_ADDRESS = 'Nobody has linked this address: its owner links it by `walletLink` first.';

/** What the chain knows a text by: its keccak-256 (UTF-8). */
export const keyOf = (of: string): Hex => keccakOf(of) as Hex;

export const creditCarbonInput = z.object({
  address: ethereumAddress,
  amount,
  sourceReference: reference,
  idempotencyKey,
});

export const issueCreditsInput = z.object({
  projectKey: reference,
  projectUri: optional(text(1, 500)),
  vintage: z.int('is not a whole number').min(1_990, 'is before 1990').max(2_200, 'is after 2200'),
  serialBlock: text(1, 500),
  /** The registry's serial numbers are of whole tonnes, and the contract takes no others. */
  quantity: amount.refine((value) => value % TONNE === 0n, 'is not a whole number of tonnes'),
  recipient: optional(ethereumAddress),
  sourceReference: reference,
  idempotencyKey,
});

export const depositCreditsInput = z.object({
  /** The platform's own inventory where it is left out. */
  ownerId: optional(partyId.transform(({ id }) => id)),
  blockId: nodeId('CreditSerialBlock'),
  quantity: optional(
    amount.transform((value, ctx) => {
      const credits = toQuantity(value, 'batch');
      if (credits !== undefined) return credits;
      ctx.addIssue(WHOLE_CREDITS);
      return z.NEVER;
    }),
  ),
  reference: text(1, 140),
  idempotencyKey,
});

export const anchorProofInput = z.object({
  projectKey: reference,
  sequence: z.int('is not a whole number').min(1, 'begins with 1').max(2_147_483_647),
  commitment: z
    .string()
    .regex(/^0x[\da-f]{64}$/i, 'is not 32 bytes: 0x and 64 hexadecimal digits')
    .refine((value) => !/^0x0+$/.test(value), 'commits to nothing')
    .transform((value) => value.toLowerCase() as Hex),
  idempotencyKey,
});
