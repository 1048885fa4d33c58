import { type AnnouncementRow, lockAnnouncements } from '../../db/announcements.ts';
import type { Db } from '../../db/client.ts';
import { changeReserved, fillAnnouncements, type Take } from '../../db/reservations.ts';
import { NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { AnnouncementClosed, BelowMinimumFill, QuantityUnavailable } from '../trades/errors.ts';
import { announcementChanged, holdsCredits } from './rules.ts';

/** What an announcement can still sell: what is left and no order has reserved. */
export const freeOf = ({ remaining, reserved }: Pick<AnnouncementRow, 'remaining' | 'reserved'>): bigint =>
  remaining - reserved;

/**
 * Reserves parts of announcements for an order: they lie in the sellers' HELD accounts already, so no value moves, but
 * nobody else can buy them until `releaseReserved` or `fillReserved`. Quantities are in minor units of what is sold. Locks the
 * announcements, in id order: call it before any account is locked. All of it or nothing; gives the announcements as they
 * are then, by id. Throws NotFound, AnnouncementClosed, QuantityUnavailable, BelowMinimumFill.
 */
export async function reserve(tx: Db, takes: readonly Take[]): Promise<AnnouncementRow[]> {
  const wanted = merged(takes);
  const rows = new Map((await lockAnnouncements(tx, wanted.map(idOf))).map((row) => [row.id, row]));
  const now = new Date();
  for (const { announcementId, quantity } of wanted) {
    const row = rows.get(announcementId);
    if (!row?.openedAt) throw new NotFound('announcement');
    if (row.status !== 'ACTIVE') throw new AnnouncementClosed(row.status);
    if (row.expiresAt <= now) throw new AnnouncementClosed('EXPIRED');
    const free = freeOf(row);
    if (quantity <= 0n || quantity > free) throw new QuantityUnavailable(free, row.batchId);
    if (quantity < row.minimumFill && quantity !== free) throw new BelowMinimumFill(row.minimumFill, row.batchId);
  }
  return changeAndTell(tx, await changeReserved(tx, wanted));
}

/** A part that an announcement which is closed by now has let go: its seller gets it back. */
export interface GivenBack {
  readonly announcement: AnnouncementRow;
  readonly quantity: bigint;
}

/**
 * Lets go what an order had reserved. Of an open announcement it can be bought again; of a closed one it goes back to the
 * seller, which the caller has to post: it locks `creditsOf(announcement)` together with all other wallets that it needs, in one
 * `lockWallets`, and inserts `holdEntry(newId(), announcement, wallet, -quantity, actorId)` for each part that this gives.
 */
export async function releaseReserved(tx: Db, takes: readonly Take[]): Promise<GivenBack[]> {
  const wanted = merged(takes);
  await lockAnnouncements(tx, wanted.map(idOf));
  const rows = await changeReserved(
    tx,
    wanted.map(({ announcementId, quantity }) => ({ announcementId, quantity: -quantity })),
  );
  await changeAndTell(tx, rows);
  const quantities = new Map(wanted.map(({ announcementId, quantity }) => [announcementId, quantity]));
  return rows
    .filter(({ status }) => !holdsCredits(status))
    .map((announcement) => ({ announcement, quantity: quantities.get(announcement.id) as bigint }));
}

/**
 * Sells what was reserved, also of an announcement that was closed meanwhile: `remaining` and `reserved` go down, and one that
 * is open and has nothing left is SOLD_OUT. The caller posts the value: the credits from the HELD account of
 * `creditsOf(announcement)` to the buyer, the money, and the trade. Locks the announcements, in id order.
 */
export async function fillReserved(tx: Db, takes: readonly Take[]): Promise<AnnouncementRow[]> {
  const wanted = merged(takes);
  await lockAnnouncements(tx, wanted.map(idOf));
  return changeAndTell(tx, await fillAnnouncements(tx, wanted));
}

const idOf = ({ announcementId }: Take): string => announcementId;

/** The statements take each announcement once. */
function merged(takes: readonly Take[]): Take[] {
  const sums = new Map<string, bigint>();
  for (const { announcementId, quantity } of takes) {
    sums.set(announcementId, (sums.get(announcementId) ?? 0n) + quantity);
  }
  return [...sums].map(([announcementId, quantity]) => ({ announcementId, quantity }));
}

async function changeAndTell(tx: Db, rows: AnnouncementRow[]): Promise<AnnouncementRow[]> {
  await tell(tx, rows.map(announcementChanged));
  return rows;
}
