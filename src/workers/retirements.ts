import { selectDueSchedules } from '../db/retirement-schedules.ts';
import { selectDueRetirements } from '../db/retirement-writes.ts';
import { assignRetirement } from '../resolvers/retirements/assign-retirement.ts';
import { finalizeRetirements } from '../resolvers/retirements/finalize-retirements.ts';
import { runSchedule } from '../resolvers/retirements/run-schedule.ts';
import { revertGivenUp } from '../resolvers/retirements/follow-intent.ts';
import { type Context, transact } from '../resolvers/context.ts';
import type { Pass } from './keep.ts';

/**
 * Takes every retirement a step on that waits for the platform itself: serial numbers for those that are new, the ledger
 * for those that are final, the credits back for those that will not be. May run at any time and in several processes, and
 * does nothing without a chain. Gives how many it looked at.
 */
export async function passRetirements(ctx: Context): Promise<number> {
  const { db, config, chain, log } = ctx.app;
  if (!chain) return 0;
  const page = { chainId: chain.chainId, limit: config.RETIREMENT_BATCH };
  const attempt = async (id: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      // What is wrong with one must not keep the others from going on.
      log.error({ err: error, retirementId: id }, 'a retirement could not be taken a step on');
    }
  };
  const anew = await selectDueRetirements(db, 'ASSIGN', page);
  for (const { id } of anew) await attempt(id, () => assignRetirement(ctx, id));
  const lost = await selectDueRetirements(db, 'GIVEN_UP', page);
  for (const { id } of lost) await attempt(id, () => transact(ctx, (tx) => revertGivenUp(tx, id)));
  const final = await selectDueRetirements(db, 'FINALIZE', page);
  await finalizeAll(
    ctx,
    final.map(({ id }) => id),
    attempt,
  );
  return anew.length + lost.length + final.length;
}

/** All together, which is the usual case; one by one where that fails, so that one alone stays behind. */
async function finalizeAll(
  ctx: Context,
  ids: readonly string[],
  attempt: (id: string, work: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  if (ids.length === 0) return;
  try {
    await finalizeRetirements(ctx, ids);
  } catch (error) {
    ctx.app.log.warn({ err: error }, 'retirements could not be made final together');
    for (const id of ids) await attempt(id, () => finalizeRetirements(ctx, [id]));
  }
}

/** Carries out what schedules have due, the longest due first; gives how many. Idempotent. */
export async function passSchedules(ctx: Context): Promise<number> {
  const due = await selectDueSchedules(ctx.app.db, ctx.app.config.RETIREMENT_BATCH);
  for (const id of due) {
    try {
      await runSchedule(ctx, id);
    } catch (error) {
      ctx.app.log.error({ err: error, scheduleId: id }, 'a scheduled retirement failed inside');
    }
  }
  return due.length;
}

/** The passes of retirements, by name. */
export function retirementPasses(ctx: Context): readonly Pass[] {
  const { CLOCK_PASS_MS: everyMs, RETIREMENT_BATCH: most } = ctx.app.config;
  return [
    { name: 'retirements', everyMs, run: async () => (await passRetirements(ctx)) >= most },
    { name: 'retirement-schedules', everyMs, run: async () => (await passSchedules(ctx)) >= most },
  ];
}
