import type { ReportScheduleRow } from '../db/report-schedules.ts';
import type { ScheduleInterval as IntervalCode, ScheduleStatus as StatusCode } from '../db/retirement-schedules.ts';
import { IdempotencyConflict, IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { cancelReportSchedule } from '../resolvers/reports/cancel-report-schedule.ts';
import { createReportSchedule } from '../resolvers/reports/create-report-schedule.ts';
import { pauseReportSchedule } from '../resolvers/reports/pause-report-schedule.ts';
import { myReportSchedules, visibleReportSchedules } from '../resolvers/reports/read.ts';
import { resumeReportSchedule } from '../resolvers/reports/resume-report-schedule.ts';
import { TooManySchedules } from '../resolvers/retirements/errors.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { IDEMPOTENCY_KEY, ownerArg } from './inputs.ts';
import { CustomReport, ReportFormat, ReportKind } from './reports.ts';
import { type InputBuilder, stepMutation } from './step-mutation.ts';

const ReportInterval = enumOf('ReportInterval', 'How often a report is made. Times are counted in UTC.', {
  DAILY: 'Every day.',
  WEEKLY: 'Every seven days.',
  MONTHLY: 'Every month, on the day of the first time or the last day of a month that is shorter.',
  QUARTERLY: 'Every three months.',
  YEARLY: 'Every year.',
} satisfies Record<Exclude<IntervalCode, 'ONCE'>, string>);

const ReportScheduleStatus = enumOf('ReportScheduleStatus', 'Whether a schedule of reports goes on.', {
  ACTIVE: 'It goes on.',
  PAUSED: 'It rests until it is resumed; what falls into the pause is left out.',
  ENDED: 'Who made it may not see its reports any more; `lastError` says why.',
  CANCELLED: 'It was cancelled.',
} satisfies Record<StatusCode, string>);

const ReportSchedule = builder.objectRef<ReportScheduleRow>('ReportSchedule');
builder.node(ReportSchedule, {
  id: { resolve: ({ id }) => id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleReportSchedules(ctx, ids),
  description: 'A report that is made again and again, each time of the period since the time before.',
  fields: (t) => ({
    status: t.expose('status', { type: ReportScheduleStatus, description: 'Whether it goes on.' }),
    kind: t.expose('kind', { type: ReportKind, description: 'What its reports are about.' }),
    format: t.expose('format', { type: ReportFormat, description: 'What they are written in.' }),
    mail: t.exposeBoolean('mailed', { description: 'Whether a link to each is mailed to who made it.' }),
    interval: t.field({
      type: ReportInterval,
      description: 'How often.',
      resolve: ({ interval }) => interval as Exclude<IntervalCode, 'ONCE'>,
    }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'The first time.' }),
    nextAt: t.expose('nextAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The next time; null when it is over.',
    }),
    lastError: t.exposeString('lastError', {
      nullable: true,
      description: 'Why the last time has not come to a report yet, or why it ended.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
});

const ReportScheduleConnection = builder.connectionObject(
  { type: ReportSchedule, name: 'ReportScheduleConnection', description: 'A page of schedules of reports.' },
  { name: 'ReportScheduleEdge', description: 'A schedule and its cursor.' },
);

builder.queryField('myReportSchedules', (t) =>
  t.field({
    type: ReportScheduleConnection,
    description: 'Your schedules of reports, or those of an organization, newest first.',
    args: {
      ...ownerArg,
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await myReportSchedules(ctx, args)),
  }),
);

builder.relayMutationField(
  'reportScheduleCreate',
  {
    description: 'What to report, and when.',
    inputFields: (t) => ({
      kind: t.field({ type: ReportKind, description: 'What it is about.' }),
      format: t.field({ type: ReportFormat, description: 'What it is written in.' }),
      projectId: t.id({ required: false, description: 'Of which project; for PROJECT alone.' }),
      section: t.string({ required: false, description: 'Only the table of this name.' }),
      custom: t.field({ type: CustomReport, required: false, description: 'What exactly; for CUSTOM alone.' }),
      timeZone: t.string({ required: false, description: 'Whose days statistics are made of (default: UTC).' }),
      mail: t.boolean({ required: false, description: 'Mail you a link each time (default: no).' }),
      interval: t.field({ type: ReportInterval, description: 'How often.' }),
      startsAt: t.field({ type: 'DateTime', description: 'The first time: of one interval before it.' }),
      organizationId: t.id({ required: false, description: 'About which organization (default: about you).' }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description: 'Has a report made again and again, each time of the period since the time before.',
    errors: { types: [InputInvalid, NotFound, TooManySchedules, IdempotencyConflict] },
    resolve: (_, { input }, ctx) => createReportSchedule(ctx, input),
  },
  {
    description: 'The schedule.',
    outputFields: (t) => ({
      schedule: t.field({ type: ReportSchedule, description: 'The schedule.', resolve: (schedule) => schedule }),
    }),
  },
);

/** A step that a schedule takes by its owner's wish. */
const stepping = (name: string, description: string, resolve: typeof pauseReportSchedule): void => {
  const inputFields = (t: InputBuilder) => ({ scheduleId: t.id({ description: 'Id of the schedule.' }) });
  const refusals = [InputInvalid, NotFound, IllegalTransition];
  stepMutation(name, { description, input: 'Which schedule.', inputFields, refusals, resolve }, (t) => ({
    schedule: t.field({ type: ReportSchedule, description: 'The schedule.', resolve: (schedule) => schedule }),
  }));
};

stepping('reportSchedulePause', 'Lets a schedule of reports rest until it is resumed.', pauseReportSchedule);
stepping('reportScheduleResume', 'Lets a schedule of reports go on with the first time to come.', resumeReportSchedule);
stepping('reportScheduleCancel', 'Ends a schedule of reports, for ever. Its reports stay.', cancelReportSchedule);
