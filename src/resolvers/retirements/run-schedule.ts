import { v7 as newId } from 'uuid';
import type { Db } from '../../db/client.ts';
import { selectMembership } from '../../db/organizations.ts';
import { insertRun, lockSchedule, type ScheduleRow, updateSchedule } from '../../db/retirement-schedules.ts';
import { type Context, transact } from '../context.ts';
import { Refusal } from '../errors.ts';
import { readInput } from '../input.ts';
import { isForMembers } from '../permissions.ts';
import { enterRetirement } from './enter-retirement.ts';
import { retirementClaim } from './inputs.ts';
import { nextOccurrence, nextScheduleStatus, periodOf } from './schedule-rules.ts';

const isDue = (schedule: ScheduleRow | undefined, now: Date): schedule is ScheduleRow & { nextAt: Date } =>
  schedule?.status === 'ACTIVE' && schedule.nextAt !== null && schedule.tryAt !== null && schedule.tryAt <= now;

/**
 * Carries out what a schedule has due: the retirement is asked for and the schedule moved on in one transaction, so each
 * time is once. What is refused is put off, and after RETIREMENT_SCHEDULE_TRIES left out, with the words of the refusal;
 * the next time follows all the same. Nothing happens where nothing is due.
 */
export async function runSchedule(ctx: Context, scheduleId: string, now = new Date()): Promise<void> {
  try {
    await transact(ctx, async (tx) => {
      const schedule = await lockSchedule(tx, scheduleId);
      if (!isDue(schedule, now)) return;
      if (!(await mayStill(tx, schedule))) return endSchedule(tx, schedule, NOT_ALLOWED, now);
      await retireFor(tx, ctx, schedule);
      await moveOn(tx, schedule, now);
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await transact(ctx, (tx) => putOff(tx, ctx, { scheduleId, reason: error.message, now }));
  }
}

const NOT_ALLOWED = 'Who made it may not retire for this organization any more.';

/** A person retires for themselves; for an organization, as long as their role in it lets them. */
async function mayStill(tx: Db, { ownerId, actorId }: ScheduleRow): Promise<boolean> {
  if (ownerId === actorId) return true;
  const role = await selectMembership(tx, { organizationId: ownerId, userId: actorId });
  return isForMembers('retirement.request', role ?? null);
}

async function retireFor(tx: Db, ctx: Context, schedule: ScheduleRow & { nextAt: Date }): Promise<void> {
  const { id: scheduleId, ownerId, actorId, batchId, quantity, nextAt, occurrence } = schedule;
  const claim = readInput(retirementClaim, schedule.claim);
  const named = claim.consumptionFrom !== undefined;
  const requestId = newId();
  await enterRetirement(tx, ctx.app, {
    requestId,
    ownerId,
    actorId,
    batchId: batchId ?? undefined,
    quantity,
    claim: named ? claim : { ...claim, ...periodOf(schedule, occurrence) },
    scheduleId,
  });
  await insertRun(tx, { id: requestId, scheduleId, dueAt: nextAt, outcome: 'DONE', reason: null });
}

/** To the next time, or to its end. */
async function moveOn(tx: Db, schedule: ScheduleRow, now: Date): Promise<void> {
  const next = nextOccurrence(schedule, schedule.occurrence);
  if (!next) return endSchedule(tx, schedule, null, now);
  const { occurrence, at } = next;
  await updateSchedule(tx, schedule.id, { occurrence, nextAt: at, tryAt: at, tries: 0, lastError: null });
}

async function endSchedule(tx: Db, { id, status }: ScheduleRow, reason: string | null, now: Date): Promise<void> {
  const ended = nextScheduleStatus(status, 'END');
  await updateSchedule(tx, id, { status: ended, nextAt: null, tryAt: null, endedAt: now, lastError: reason });
}

interface Failed {
  readonly scheduleId: string;
  readonly reason: string;
  readonly now: Date;
}

async function putOff(tx: Db, { app: { config } }: Context, { scheduleId, reason, now }: Failed): Promise<void> {
  const schedule = await lockSchedule(tx, scheduleId);
  if (!isDue(schedule, now)) return;
  const tries = schedule.tries + 1;
  if (tries < config.RETIREMENT_SCHEDULE_TRIES) {
    const tryAt = new Date(now.getTime() + config.RETIREMENT_SCHEDULE_RETRY_S * 1_000);
    await updateSchedule(tx, scheduleId, { tries, tryAt, lastError: reason });
    return;
  }
  await insertRun(tx, { id: newId(), scheduleId, dueAt: schedule.nextAt, outcome: 'LEFT_OUT', reason });
  await moveOn(tx, schedule, now);
}
