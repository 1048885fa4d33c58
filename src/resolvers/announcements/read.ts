import { type AnnouncementQuery, NO_PREMIUM, selectAnnouncements } from '../../db/announcement-lists.ts';
import { type AnnouncementView, type AnnouncementWant, ownerOf } from '../../db/announcements.ts';
import { inCarbonUnits } from '../amounts.ts';
import type { Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { actingFor, optional, readInput } from '../input.ts';
import {
  decodeKeyset,
  encodeKeyset,
  KEY_INTEGER,
  KEY_UUID,
  type Page,
  type PageInput,
  pageSize,
  toPage,
} from '../pages.ts';
import { staleLimits } from '../prices/sessions.ts';
import { mayFor, permitCaller, permitFor } from '../permissions.ts';
import { allowedActions } from '../standings.ts';
import { isTooOld, priceOf, type PriceQuote } from '../trades/rules.ts';
import { type AnnouncementAction, announcementActions, filterInput } from './rules.ts';

export type AnnouncementOrder = AnnouncementQuery['order'];

export interface AnnouncementsInput extends PageInput {
  readonly filterBy?: unknown;
  readonly orderBy?: AnnouncementOrder | null | undefined;
}

/** The public list: ACTIVE announcements unless other statuses are asked for; what was never opened is not in it. */
export async function listAnnouncements(
  ctx: Context,
  input: AnnouncementsInput,
  want: AnnouncementWant,
): Promise<Page<AnnouncementView>> {
  const filter = readInput(optional(filterInput), input.filterBy) ?? readInput(filterInput, {});
  const statuses = (filter.statuses ?? ['ACTIVE']).filter((status) => status !== 'DRAFT');
  return list(ctx, input, { ...filter, statuses, publishedOnly: true, want });
}

/** The caller's own, or those of an organization of theirs, drafts included, newest first. */
export async function myAnnouncements(
  ctx: Context,
  input: AnnouncementsInput & { readonly organizationId?: unknown },
  want: AnnouncementWant,
): Promise<Page<AnnouncementView>> {
  await permitCaller(ctx, 'announcement.read-own');
  const organizationId = readInput(actingFor, input.organizationId);
  const { userId } = await permitFor(ctx, 'announcement.read-own', organizationId);
  const filter = readInput(filterInput, input.filterBy ?? {});
  const whose = organizationId === undefined ? { sellerId: userId, organizationId: null } : { organizationId };
  const statuses = filter.statuses ?? (['DRAFT', 'ACTIVE', 'PAUSED', 'SOLD_OUT', 'CANCELLED', 'EXPIRED'] as const);
  return list(ctx, input, { ...filter, ...whose, statuses, publishedOnly: false, want });
}

const KEY_PREMIUM = /^-?\d{1,6}$/;
const KEYS = {
  NEWEST: [KEY_UUID],
  QUANTITY: [KEY_INTEGER, KEY_UUID],
  PRICE: [KEY_INTEGER, KEY_PREMIUM, KEY_UUID],
} as const;

async function list(
  ctx: Context,
  input: AnnouncementsInput,
  filter: Omit<AnnouncementQuery, 'order' | 'after' | 'limit'>,
): Promise<Page<AnnouncementView>> {
  const order = input.orderBy ?? 'NEWEST';
  const comparesPrices = order === 'PRICE' || filter.minPrice !== undefined || filter.maxPrice !== undefined;
  if (comparesPrices && !filter.currency) {
    throw new InputInvalid([
      { path: ['filterBy', 'currency'], message: 'is needed to compare prices: unlike currencies are not' },
    ]);
  }
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const after = input.after ? decodeKeyset(input.after, KEYS[order]) : undefined;
  const rows = await selectAnnouncements(ctx.app.db, { ...filter, order, after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset(keysOf(row, order)));
}

function keysOf(row: AnnouncementView, order: AnnouncementOrder): (string | bigint)[] {
  if (order === 'NEWEST') return [row.id];
  if (order === 'QUANTITY') return [inCarbonUnits(row.remaining, row.batchId), row.id];
  return [quoteOf(row)?.price ?? 0n, BigInt(row.premiumBps ?? NO_PREMIUM), row.id];
}

/** What the announcement costs now, and where that price comes from; undefined while there is no market price. */
export const quoteOf = (announcement: AnnouncementView): PriceQuote | undefined =>
  priceOf(announcement, announcement.market);

/** An announcement by id. What was never opened is its owner's secret, also once it is cancelled. */
export async function findAnnouncement(ctx: Context, id: string): Promise<AnnouncementView | undefined> {
  const found = await ctx.loaders.announcements.load(id);
  if (!found || found.openedAt !== null) return found;
  return (await mayFor(ctx, 'announcement.read-own', ownerOf(found))) ? found : undefined;
}

/** What the caller can do to the announcement now, as its seller. */
export const announcementActionsOf = (ctx: Context, announcement: AnnouncementView): Promise<AnnouncementAction[]> =>
  allowedActions(ctx, announcementActions, announcement, ownerOf(announcement));

/** An announcement that must exist, since something refers to it. */
export async function announcementOf(ctx: Context, id: string): Promise<AnnouncementView> {
  const found = await ctx.loaders.announcements.load(id);
  if (!found) throw new Error(`announcement ${id} is referred to and does not exist`);
  return found;
}

/** Whether a trade would now be refused because the market price is too old, or there is none. */
export function isPriceStale(ctx: Context, announcement: AnnouncementView): boolean {
  return isTooOld(announcement.market, announcement.priceKind, new Date(), staleLimits(ctx.app.config));
}
