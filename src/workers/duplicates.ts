import type { Context } from '../resolvers/context.ts';
import { findDuplicates } from '../resolvers/duplicates/find-duplicates.ts';

/** Watches for projects that changed, and looks for their duplicates; true if more may have changed. */
export const passDuplicates = async (ctx: Context): Promise<boolean> =>
  (await findDuplicates(ctx)).searched === ctx.app.config.DUPLICATE_BATCH;
