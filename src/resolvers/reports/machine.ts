import type { ReportStatus } from '../../db/reports.ts';
import { stepsOf } from '../machine.ts';

/** START: a worker takes it. RETRY: the attempt failed or its worker died, and there may be another one. */
export type ReportStep = 'START' | 'RETRY' | 'FINISH' | 'FAIL' | 'CANCEL';

/** The state machine of a report; what is not here cannot happen. */
export const reportMachine = {
  QUEUED: { START: 'RUNNING', FAIL: 'FAILED', CANCEL: 'CANCELLED' },
  RUNNING: { RETRY: 'QUEUED', FINISH: 'READY', FAIL: 'FAILED', CANCEL: 'CANCELLED' },
  READY: {},
  FAILED: {},
  CANCELLED: {},
} as const satisfies Record<ReportStatus, Partial<Record<ReportStep, ReportStatus>>>;

const STEP_WORDS: Record<ReportStep, string> = {
  START: 'started',
  RETRY: 'tried again',
  FINISH: 'finished',
  FAIL: 'failed',
  CANCEL: 'cancelled',
};

/** The status that a step leads to. Throws IllegalTransition if it leads nowhere from here. */
export const nextReportStatus = stepsOf<ReportStatus, ReportStep>('report', reportMachine, STEP_WORDS);
