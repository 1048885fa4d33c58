import type { AnnouncementRow } from '../../db/announcements.ts';
import type { Context } from '../context.ts';
import { stepQuietly } from './own.ts';

/** Stops the sale for a while; what is held stays held. Throws InputInvalid, NotFound, IllegalTransition. */
export const pauseAnnouncement = (ctx: Context, input: unknown): Promise<AnnouncementRow> =>
  stepQuietly(ctx, input, 'PAUSE');
