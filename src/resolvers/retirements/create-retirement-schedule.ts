import {
  countSchedules,
  insertSchedule,
  type ScheduleRow,
  selectSchedulesById,
} from '../../db/retirement-schedules.ts';
import { lockReference } from '../../db/chain-position-reads.ts';
import { findBatch } from '../batches/read.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { TooManySchedules } from './errors.ts';
import { createScheduleInput } from './schedule-rules.ts';

/**
 * Has credits or CARBON retired at a later time, or again and again. Nothing is held for it: each time takes what is there
 * then, is tried again where it fails, and is left out in the end, with the reason beside it.
 * Throws InputInvalid, NotFound, TooManySchedules, IdempotencyConflict.
 */
export async function createRetirementSchedule(ctx: Context, input: unknown): Promise<ScheduleRow> {
  await permitCaller(ctx, 'retirement.request');
  const { idempotencyKey: key, organizationId, ...wish } = readInput(createScheduleInput(new Date()), input);
  const { userId, ownerId } = await permitFor(ctx, 'retirement.request', organizationId);
  const { batchId = null, quantity, interval, startsAt, endsAt = null } = wish;
  if (batchId !== null && !(await findBatch(ctx, batchId))) throw new NotFound('credit batch');
  // As it was sent: it is read again each time, by the shape that is then in force.
  const { claim } = input as { claim: Readonly<Record<string, unknown>> };
  return once(ctx, {
    actorId: userId,
    operation: 'retirementScheduleCreate',
    key,
    input: { ...wish, ownerId },
    work: async (tx, id) => {
      const most = ctx.app.config.RETIREMENT_SCHEDULES;
      await lockReference(tx, `retirement schedules of ${ownerId}`);
      if ((await countSchedules(tx, ownerId)) >= most) throw new TooManySchedules(most);
      const first = { nextAt: startsAt, tryAt: startsAt };
      return insertSchedule(tx, {
        id,
        ownerId,
        actorId: userId,
        batchId,
        quantity,
        claim,
        interval,
        startsAt,
        endsAt,
        ...first,
      });
    },
    again: async (id) => (await selectSchedulesById(ctx.app.db, [id]))[0] as ScheduleRow,
  });
}
