import { type ScheduleRow, updateSchedule } from '../../db/retirement-schedules.ts';
import type { Context } from '../context.ts';
import { changeSchedule } from './own-schedule.ts';
import { nextOccurrence, nextScheduleStatus } from './schedule-rules.ts';

/**
 * Lets a schedule go on. What fell into the pause is not made up for: it goes on with the first time that is still to come.
 * One of which none is left ends. Throws InputInvalid, NotFound, IllegalTransition.
 */
export const resumeRetirementSchedule = (ctx: Context, input: unknown): Promise<ScheduleRow> =>
  changeSchedule(ctx, input, (tx, schedule) => {
    const status = nextScheduleStatus(schedule.status, 'RESUME');
    const now = new Date();
    let next = schedule.nextAt && { occurrence: schedule.occurrence, at: schedule.nextAt };
    while (next && next.at < now) next = nextOccurrence(schedule, next.occurrence) ?? null;
    if (!next) {
      const ended = nextScheduleStatus(status, 'END');
      return updateSchedule(tx, schedule.id, { status: ended, nextAt: null, tryAt: null, endedAt: now });
    }
    const { occurrence, at } = next;
    return updateSchedule(tx, schedule.id, { status, occurrence, nextAt: at, tryAt: at, tries: 0, lastError: null });
  });
