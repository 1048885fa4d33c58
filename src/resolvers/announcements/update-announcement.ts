import {
  type AnnouncementRow,
  selectAnnouncementsById,
  updateAnnouncement as writeAnnouncement,
} from '../../db/announcements.ts';
import type { Db } from '../../db/client.ts';
import { insertEntries } from '../../db/ledger.ts';
import type { Context } from '../context.ts';
import { IllegalTransition, InputInvalid } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { permitCaller } from '../permissions.ts';
import { requireAvailable, walletChanged } from '../wallets/rules.ts';
import { lockCredits, lockOwn } from './own.ts';
import { announcementChanged, checkTerms, holdEntry, holdsCredits, inUnits, updateInput } from './rules.ts';

/**
 * Changes the terms of a draft or an open announcement; a change of quantity moves what is held along. Buyers are
 * protected by their `maxTotal`. Throws InputInvalid, NotFound, IllegalTransition, InsufficientFunds,
 * InsufficientCredits, IdempotencyConflict.
 */
export async function updateAnnouncement(ctx: Context, input: unknown): Promise<AnnouncementRow> {
  const { userId } = await permitCaller(ctx, 'announcement.write');
  const { idempotencyKey, announcementId, price, ...terms } = readInput(updateInput, input);
  return once(ctx, {
    actorId: userId,
    operation: 'announcementUpdate',
    key: idempotencyKey,
    input: { announcementId, price, ...terms },
    work: async (tx, id) => {
      const before = await lockOwn(ctx, tx, announcementId);
      const open = holdsCredits(before.status);
      if (!open && before.status !== 'DRAFT') throw new IllegalTransition('announcement', before.status, 'changed');
      const now = new Date();
      const wished = withoutUndefined({ ...inUnits(terms, before.batchId), ...price, ...(price && { pricedAt: now }) });
      const after = { ...before, ...wished };
      after.remaining = remainingOf(before, after.quantity);
      checkTerms(after, now, terms.expiresAt && ctx.app.config.ANNOUNCEMENT_DAYS);
      if (open && after.remaining !== before.remaining)
        await moveHold(tx, id, before, after.remaining - before.remaining, userId);
      const changed = await writeAnnouncement(tx, before.id, { ...wished, remaining: after.remaining });
      if (open) await tell(tx, [announcementChanged(changed)]);
      return changed;
    },
    again: async () => (await selectAnnouncementsById(ctx.app.db, [announcementId]))[0] as AnnouncementRow,
  });
}

function remainingOf({ quantity, remaining, reserved }: AnnouncementRow, wished: bigint): bigint {
  const sold = quantity - remaining;
  if (wished > sold && wished >= sold + reserved) return wished - sold;
  throw new InputInvalid([
    { path: ['quantity'], message: 'is not more than what was sold or reserved already: cancel the rest instead' },
  ]);
}

async function moveHold(
  tx: Db,
  entryId: string,
  announcement: AnnouncementRow,
  more: bigint,
  actorId: string,
): Promise<void> {
  const wallet = await lockCredits(tx, announcement);
  requireAvailable(wallet, more);
  await insertEntries(tx, [holdEntry(entryId, announcement, wallet, more, actorId)], [wallet]);
  await tell(tx, [walletChanged(wallet)]);
}

const withoutUndefined = <T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
