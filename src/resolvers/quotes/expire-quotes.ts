import { deleteExpiredQuotes, expireQuotes as expireRows } from '../../db/quotes.ts';
import type { Context } from '../context.ts';

/**
 * Writes down of quotes that their time has run out, and deletes those that nobody took and whose time of keeping is over;
 * true while there may be more of either.
 */
export async function expireQuotes(ctx: Context): Promise<boolean> {
  const { db, config } = ctx.app;
  const limit = config.QUOTE_EXPIRY_BATCH;
  const expired = await expireRows(db, limit);
  const deleted = await deleteExpiredQuotes(db, config.QUOTE_RETENTION_S, limit);
  return expired === limit || deleted === limit;
}
