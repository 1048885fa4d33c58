import { v7 as newId } from 'uuid';
import { type AnnouncementRow, insertAnnouncement } from '../../db/announcements.ts';
import { findBatch } from '../batches/read.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { checkTerms, draftInput, inUnits } from './rules.ts';

/**
 * Writes an offer, of the caller or of an organization for which they may sell, that nobody else sees yet and that holds
 * nothing. Throws InputInvalid, NotFound (the batch).
 */
export async function draftAnnouncement(ctx: Context, input: unknown): Promise<AnnouncementRow> {
  await permitCaller(ctx, 'announcement.write');
  const { price, ...given } = readInput(draftInput, input);
  const terms = inUnits(given, given.batchId);
  const { userId } = await permitFor(ctx, 'announcement.write', terms.organizationId);
  if (terms.batchId && !(await findBatch(ctx, terms.batchId))) throw new NotFound('credit batch');
  const now = new Date();
  const longestDays = ctx.app.config.ANNOUNCEMENT_DAYS;
  const announcement = {
    ...terms,
    ...price,
    id: newId(),
    sellerId: userId,
    organizationId: terms.organizationId ?? null,
    batchId: terms.batchId ?? null,
    remaining: terms.quantity,
    minimumFill: terms.minimumFill ?? 1n,
    expiresAt: terms.expiresAt ?? new Date(now.getTime() + longestDays * 86_400_000),
  };
  checkTerms(announcement, now, longestDays);
  return transact(ctx, (tx) => insertAnnouncement(tx, announcement));
}
