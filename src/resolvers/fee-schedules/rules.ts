import { z } from 'zod';
import { paymentMethod } from '../../db/payments.ts';
import type { FeeLimits, FeeTier } from '../../db/trades.ts';
import type { Asset } from '../../db/wallets.ts';
import { assetScale } from '../amounts.ts';
import { InputInvalid } from '../errors.ts';
import { decimal, moment, nodeId, optional, text } from '../input.ts';

const bps = z.number().int().min(0, 'is less than 0').max(10_000, 'is more than 10000, which is all of the price');

const MOST_TIERS = 20;

const tier = z
  .object({ fromVolume: decimal(assetScale.EUR), makerBps: bps, takerBps: bps })
  .transform(({ fromVolume, ...rest }): FeeTier => ({ fromVolume: fromVolume.toString(), ...rest }));

const tiers = z
  .array(tier)
  .max(MOST_TIERS, `are more than ${MOST_TIERS}`)
  .refine(
    (list) => list.every((each, at) => at === 0 || BigInt(each.fromVolume) > BigInt(list[at - 1]?.fromVolume ?? 0)),
    'do not stand in rising order of volume',
  );

/** The floor and the cap of a fee in one currency, in its minor units. */
const limit = z
  .object({ currency: z.enum(['EUR', 'USD', 'ETH']), floor: z.string(), cap: optional(z.string()) })
  .transform(({ currency, floor, cap }, ctx) => {
    const read = (field: 'floor' | 'cap', text: string | undefined): bigint | undefined => {
      if (text === undefined) return undefined;
      const amount = decimal(assetScale[currency], { zero: field === 'floor' }).safeParse(text);
      if (amount.success) return amount.data;
      for (const { message } of amount.error.issues) ctx.addIssue({ code: 'custom', path: [field], message });
      return undefined;
    };
    const [least = 0n, most] = [read('floor', floor), read('cap', cap)];
    if (most !== undefined && most < least) {
      ctx.addIssue({ code: 'custom', path: ['cap'], message: 'is less than the floor' });
    }
    const limits: FeeLimits = { floor: least.toString(), cap: most?.toString() ?? null };
    return [currency, limits] as const;
  });

const limits = z
  .array(limit)
  .refine((list) => new Set(list.map(([currency]) => currency)).size === list.length, 'name a currency twice')
  .transform((list) => Object.fromEntries(list) as Partial<Record<Asset, FeeLimits>>);

const shares = z
  .object({ platformBps: bps, communityBps: bps, insuranceBps: bps })
  .refine(
    ({ platformBps, communityBps, insuranceBps }) => platformBps + communityBps + insuranceBps === 10_000,
    'do not add up to 10000',
  );

/** What is left out stays as it is in the schedule in force. */
export const feeScheduleInput = z.object({
  makerBps: bps,
  takerBps: bps,
  tiers: optional(tiers),
  limits: optional(limits),
  shares: optional(shares),
  effectiveFrom: optional(moment),
});

export const organizationFeesInput = z.object({
  organizationId: nodeId('Organization'),
  makerBps: z.nullish(bps).transform((value) => value ?? null),
  takerBps: z.nullish(bps).transform((value) => value ?? null),
  reason: text(1, 500),
  effectiveFrom: optional(moment),
});

export const processorTermsInput = z
  .object({
    method: z.enum(paymentMethod.enumValues),
    currency: z.enum(['EUR', 'USD']),
    rateBps: z.number().int().min(0, 'is less than 0').max(9_999, 'leaves nothing of a charge'),
    fixed: z.string(),
    source: text(1, 500),
    effectiveFrom: optional(moment),
  })
  .transform(({ fixed, ...rest }, ctx) => {
    const read = decimal(assetScale[rest.currency], { zero: true }).safeParse(fixed);
    if (read.success) return { ...rest, fixed: read.data };
    for (const { message } of read.error.issues) ctx.addIssue({ code: 'custom', path: ['fixed'], message });
    return z.NEVER;
  });

/** From when a schedule holds: from now on, or from a moment to come. Throws InputInvalid: trades of the past stay as made. */
export function effectiveFromOf(wished: Date | undefined, now: Date): Date {
  if (!wished) return now;
  if (wished >= now) return wished;
  throw new InputInvalid([
    { path: ['effectiveFrom'], message: 'has passed: what was traded was traded at other fees' },
  ]);
}

const PREFIX = '00000000-0000-0000-0000-';

/** The version of a schedule in the form of all inner ids, a UUID. */
export const idOfVersion = (version: number): string => PREFIX + version.toString(16).padStart(12, '0');

/** The version inside, or undefined if no schedule can have this id. */
export function versionOfId(id: string): number | undefined {
  const version = id.startsWith(PREFIX) ? Number.parseInt(id.slice(PREFIX.length), 16) : 0;
  return version > 0 && version < 2 ** 31 ? version : undefined;
}
