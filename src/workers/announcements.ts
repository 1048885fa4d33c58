import type { Context } from '../resolvers/context.ts';
import { expireAnnouncements } from '../resolvers/announcements/expire-announcements.ts';

/** Watches the clock for announcements; true if more may be due. */
export const passExpiry = async (ctx: Context): Promise<boolean> =>
  (await expireAnnouncements(ctx)) === ctx.app.config.EXPIRY_BATCH;
