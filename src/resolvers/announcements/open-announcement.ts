import { type AnnouncementRow, selectAnnouncementsById, updateAnnouncement } from '../../db/announcements.ts';
import { insertEntries } from '../../db/ledger.ts';
import type { Context } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { permitCaller } from '../permissions.ts';
import { requireAvailable, walletChanged } from '../wallets/rules.ts';
import { lockCredits, lockOwn } from './own.ts';
import { announcementChanged, checkTerms, holdEntry, nextStatus, stepInput } from './rules.ts';

/**
 * Publishes a draft and holds its quantity, so that every buyer can be sure of it.
 * Throws InputInvalid, NotFound, IllegalTransition, InsufficientFunds, InsufficientCredits,
 * IdempotencyConflict.
 */
export async function openAnnouncement(ctx: Context, input: unknown): Promise<AnnouncementRow> {
  const { userId } = await permitCaller(ctx, 'announcement.write');
  const { announcementId, idempotencyKey } = readInput(stepInput, input);
  return once(ctx, {
    actorId: userId,
    operation: 'announcementOpen',
    key: idempotencyKey,
    input: { announcementId },
    work: async (tx, id) => {
      const draft = await lockOwn(ctx, tx, announcementId);
      const status = nextStatus(draft.status, 'OPEN');
      const openedAt = new Date();
      checkTerms(draft, openedAt);
      const wallet = await lockCredits(tx, draft);
      requireAvailable(wallet, draft.quantity);
      await insertEntries(tx, [holdEntry(id, draft, wallet, draft.quantity, userId)], [wallet]);
      const opened = await updateAnnouncement(tx, draft.id, { status, openedAt });
      await tell(tx, [announcementChanged(opened), walletChanged(wallet)]);
      return opened;
    },
    again: async () => (await selectAnnouncementsById(ctx.app.db, [announcementId]))[0] as AnnouncementRow,
  });
}
