import { z } from 'zod';
import { type AnnouncementRow, announcementStatus, type AnnouncementStatus, ownerOf } from '../../db/announcements.ts';
import { legAsset, type LockedWallet, type NewEntry, type WalletKey } from '../../db/ledger.ts';
import { assets } from '../../db/wallets.ts';
import { assetScale, creditAsset, PRICE_SCALE, toQuantity, WHOLE_CREDITS } from '../amounts.ts';
import { InputInvalid } from '../errors.ts';
import { actingFor, decimal, idempotencyKey, moment, nodeId, optional, text } from '../input.ts';
import type { NewEvent } from '../feed.ts';
import { stepsOf } from '../machine.ts';
import type { ThingRules } from '../standings.ts';

export type AnnouncementStep = 'OPEN' | 'PAUSE' | 'RESUME' | 'SELL_OUT' | 'CANCEL' | 'EXPIRE';

/** The state machine of an announcement; what is not here cannot happen. */
export const announcementMachine = {
  DRAFT: { OPEN: 'ACTIVE', CANCEL: 'CANCELLED' },
  ACTIVE: { PAUSE: 'PAUSED', SELL_OUT: 'SOLD_OUT', CANCEL: 'CANCELLED', EXPIRE: 'EXPIRED' },
  PAUSED: { RESUME: 'ACTIVE', SELL_OUT: 'SOLD_OUT', CANCEL: 'CANCELLED', EXPIRE: 'EXPIRED' },
  SOLD_OUT: {},
  CANCELLED: {},
  EXPIRED: {},
} as const satisfies Record<AnnouncementStatus, Partial<Record<AnnouncementStep, AnnouncementStatus>>>;

const STEP_WORDS: Record<AnnouncementStep, string> = {
  OPEN: 'opened',
  PAUSE: 'paused',
  RESUME: 'resumed',
  SELL_OUT: 'sold out',
  CANCEL: 'cancelled',
  EXPIRE: 'expired',
};

/** The status that a step leads to. Throws IllegalTransition if it leads nowhere from here. */
export const nextStatus = stepsOf<AnnouncementStatus, AnnouncementStep>(
  'announcement',
  announcementMachine,
  STEP_WORDS,
);

export type AnnouncementAction = 'UPDATE' | 'OPEN' | 'PAUSE' | 'RESUME' | 'CANCEL';

const step = (name: AnnouncementStep) =>
  ({
    owner: 'announcement.write',
    when: ({ status }: Pick<AnnouncementRow, 'status'>) => name in announcementMachine[status],
  }) as const;

/** What its seller can do to an announcement. */
export const announcementActions = {
  UPDATE: { owner: 'announcement.write', when: ({ status }) => status === 'DRAFT' || holdsCredits(status) },
  OPEN: step('OPEN'),
  PAUSE: step('PAUSE'),
  RESUME: step('RESUME'),
  CANCEL: step('CANCEL'),
} as const satisfies ThingRules<Pick<AnnouncementRow, 'status'>, AnnouncementAction>;

/** Whether the unsold quantity lies in the seller's HELD account. */
export const holdsCredits = (status: AnnouncementStatus): boolean => status === 'ACTIVE' || status === 'PAUSED';

const MIN_PREMIUM_BPS = -9_000;
const MAX_PREMIUM_BPS = 100_000;

const price = z
  .object({
    fixed: optional(decimal(PRICE_SCALE)),
    marketPremiumBps: optional(
      z
        .number()
        .int()
        .min(MIN_PREMIUM_BPS, `is less than ${MIN_PREMIUM_BPS}`)
        .max(MAX_PREMIUM_BPS, `is more than ${MAX_PREMIUM_BPS}`),
    ),
  })
  .refine(
    (given) => (given.fixed === undefined) !== (given.marketPremiumBps === undefined),
    'give either `fixed` or `marketPremiumBps`',
  )
  .transform(({ fixed, marketPremiumBps }) =>
    fixed === undefined
      ? { priceKind: 'MARKET' as const, fixedPrice: null, premiumBps: marketPremiumBps ?? 0 }
      : { priceKind: 'FIXED' as const, fixedPrice: fixed, premiumBps: null },
  );

const quantity = decimal(assetScale.CARBON);

export const draftInput = z.object({
  organizationId: actingFor,
  batchId: optional(nodeId('CreditBatch')),
  title: text(1, 120),
  description: optional(text(0, 5_000)),
  quantity,
  minimumFill: optional(quantity),
  currency: z.enum(assets).exclude(['CARBON'], 'CARBON is what is sold: take USD, EUR or ETH'),
  price,
  expiresAt: optional(moment),
});

export const updateInput = z.object({
  announcementId: nodeId('Announcement'),
  title: optional(text(1, 120)),
  description: optional(text(0, 5_000)),
  quantity: optional(quantity),
  minimumFill: optional(quantity),
  price: optional(price),
  expiresAt: optional(moment),
  idempotencyKey,
});

/** For steps that move credits. */
export const stepInput = z.object({ announcementId: nodeId('Announcement'), idempotencyKey });
/** For steps that move nothing. */
export const quietStepInput = z.object({ announcementId: nodeId('Announcement') });

export const filterInput = z.object({
  statuses: optional(z.array(z.enum(announcementStatus.enumValues)).min(1, 'names no status').max(6)),
  sellerId: optional(nodeId('User')),
  organizationId: optional(nodeId('Organization')),
  asset: optional(z.enum(['CARBON', 'CREDIT'])),
  batchId: optional(nodeId('CreditBatch')),
  currency: optional(z.enum(assets)),
  minPrice: optional(decimal(PRICE_SCALE, { zero: true })),
  maxPrice: optional(decimal(PRICE_SCALE)),
  text: optional(text(1, 200)),
});

/**
 * Checks what depends on several fields or on the clock. `longestDays` bounds an expiry that was just chosen; one that
 * stands already is not measured again, by another clock or another limit. Throws InputInvalid.
 */
export function checkTerms(
  { quantity: total, minimumFill, expiresAt }: Pick<AnnouncementRow, 'quantity' | 'minimumFill' | 'expiresAt'>,
  now: Date,
  longestDays = Infinity,
): void {
  const issues = [];
  if (minimumFill > total) issues.push({ path: ['minimumFill'], message: 'is more than the quantity' });
  if (expiresAt <= now) issues.push({ path: ['expiresAt'], message: 'has passed' });
  if (expiresAt.getTime() - now.getTime() > longestDays * 86_400_000) {
    issues.push({ path: ['expiresAt'], message: `is more than ${longestDays} days ahead` });
  }
  if (issues.length > 0) throw new InputInvalid(issues);
}

/** Which wallet or holding an announcement sells from. */
export const creditsOf = (
  announcement: Pick<AnnouncementRow, 'sellerId' | 'organizationId' | 'batchId'>,
): WalletKey => ({
  ownerId: ownerOf(announcement),
  asset: creditAsset(announcement.batchId),
  batchId: announcement.batchId,
});

/** The terms' quantities in minor units of what is sold. Throws InputInvalid where a batch's are no whole credits. */
export function inUnits<
  T extends { readonly quantity?: bigint | undefined; readonly minimumFill?: bigint | undefined },
>(terms: T, batchId: string | null | undefined): T {
  const issues: { path: string[]; message: string }[] = [];
  const units = (field: 'quantity' | 'minimumFill'): { [field]: bigint } | undefined => {
    const given = terms[field];
    if (given === undefined) return undefined;
    const quantity = toQuantity(given, batchId);
    if (quantity === undefined) issues.push({ path: [field], message: WHOLE_CREDITS });
    return { [field]: quantity ?? 0n };
  };
  const read = { ...terms, ...units('quantity'), ...units('minimumFill') };
  if (issues.length > 0) throw new InputInvalid(issues);
  return read;
}

/** The entry that moves credits of the seller from available to held (positive) or back (negative). */
export function holdEntry(
  id: string,
  announcement: AnnouncementRow,
  wallet: LockedWallet,
  amount: bigint,
  actorId: string | null,
): NewEntry {
  return {
    id,
    kind: amount > 0n ? 'ANNOUNCEMENT_HOLD' : 'ANNOUNCEMENT_RELEASE',
    referenceId: announcement.id,
    actorId,
    legs: [
      { accountId: wallet.available.accountId, asset: legAsset(wallet), amount: -amount },
      { accountId: wallet.held.accountId, asset: legAsset(wallet), amount },
    ],
  };
}

export const announcementChanged = ({
  id,
  sellerId,
  organizationId,
}: Pick<AnnouncementRow, 'id' | 'sellerId' | 'organizationId'>): NewEvent => ({
  topic: 'announcement',
  key: id,
  payload: { id, sellerId, ...(organizationId !== null && { organizationId }) },
});
