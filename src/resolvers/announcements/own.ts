import { type AnnouncementRow, lockAnnouncements, ownerOf, updateAnnouncement } from '../../db/announcements.ts';
import type { Db } from '../../db/client.ts';
import { type LockedWallet, lockWallets, walletKey } from '../../db/ledger.ts';
import { type Context, transact } from '../context.ts';
import { InsufficientCredits, NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { mayFor, permitCaller } from '../permissions.ts';
import { announcementChanged, type AnnouncementStep, creditsOf, nextStatus, quietStepInput } from './rules.ts';

/**
 * Locks an announcement that is the caller's, or of an organization for which they may sell. Throws NotFound for what is
 * not, as for what does not exist.
 */
export async function lockOwn(ctx: Context, tx: Db, announcementId: string): Promise<AnnouncementRow> {
  const [found] = await lockAnnouncements(tx, [announcementId]);
  if (!found || !(await mayFor(ctx, 'announcement.write', ownerOf(found), tx))) {
    throw new NotFound('announcement of yours');
  }
  return found;
}

/**
 * Locks what the credits for sale come from. After the announcement: that is the order everywhere. Throws
 * InsufficientCredits if the seller has never had any of the batch.
 */
export async function lockCredits(tx: Db, announcement: AnnouncementRow): Promise<LockedWallet> {
  const key = creditsOf(announcement);
  const wallet = (await lockWallets(tx, [key])).get(walletKey(key));
  if (wallet) return wallet;
  if (key.batchId) throw new InsufficientCredits(0n, announcement.quantity);
  throw new Error(`${key.ownerId} has no CARBON wallet`);
}

/** A step of the seller that moves no credits. */
export async function stepQuietly(ctx: Context, input: unknown, step: AnnouncementStep): Promise<AnnouncementRow> {
  await permitCaller(ctx, 'announcement.write');
  const { announcementId } = readInput(quietStepInput, input);
  return transact(ctx, async (tx) => {
    const before = await lockOwn(ctx, tx, announcementId);
    const changed = await updateAnnouncement(tx, before.id, { status: nextStatus(before.status, step) });
    await tell(tx, [announcementChanged(changed)]);
    return changed;
  });
}
