import { z } from 'zod';
import { scheduleInterval } from '../../db/retirement-schedules.ts';
import { moment, nodeId } from '../input.ts';
import { checkWanted, wanted } from './rules.ts';

const { ONCE: _, ...recurring } = z.enum(scheduleInterval.enumValues).enum;

/** A schedule that begins long ago would make all of its reports at once. */
const LATE_MS = 86_400_000;

/** @param now the moment by which it is judged what has passed */
export const createReportScheduleInput = (now: Date) =>
  z
    .object({
      ...wanted,
      interval: z.enum(recurring),
      startsAt: moment.refine((at) => at.getTime() >= now.getTime() - LATE_MS, 'is more than a day ago'),
    })
    .superRefine((input, issues) => checkWanted(input, issues, true));

export const reportScheduleIdInput = z.object({ scheduleId: nodeId('ReportSchedule') });
