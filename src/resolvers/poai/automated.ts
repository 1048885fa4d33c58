import { type Found, runChecks } from '../checks/run-checks.ts';
import type { Context } from '../context.ts';
import { lockFor } from './own.ts';

/**
 * What the platform finds of a case by itself, for who may have it look now. It may read a lot, so that the case is not
 * locked meanwhile; whoever writes it down asks again. Throws NotFound, Forbidden, IllegalTransition.
 */
export async function probeById(ctx: Context, caseId: string, action: 'START_REVIEW' | 'RUN_CHECKS'): Promise<Found[]> {
  const { row } = await ctx.app.db.transact((tx) => lockFor(ctx, tx, caseId, action));
  return runChecks(ctx.app, row);
}
