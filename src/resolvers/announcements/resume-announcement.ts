import type { AnnouncementRow } from '../../db/announcements.ts';
import type { Context } from '../context.ts';
import { stepQuietly } from './own.ts';

/** Goes on with the sale of a paused announcement. Throws InputInvalid, NotFound, IllegalTransition. */
export const resumeAnnouncement = (ctx: Context, input: unknown): Promise<AnnouncementRow> =>
  stepQuietly(ctx, input, 'RESUME');
