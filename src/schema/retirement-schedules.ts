import {
  type RunOutcome as OutcomeCode,
  type ScheduleInterval as IntervalCode,
  type ScheduleRow,
  type ScheduleRunRow,
  type ScheduleStatus as StatusCode,
} from '../db/retirement-schedules.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { batchOf } from '../resolvers/batches/read.ts';
import { IdempotencyConflict, IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { cancelRetirementSchedule } from '../resolvers/retirements/cancel-retirement-schedule.ts';
import { createRetirementSchedule } from '../resolvers/retirements/create-retirement-schedule.ts';
import { TooManySchedules } from '../resolvers/retirements/errors.ts';
import { pauseRetirementSchedule } from '../resolvers/retirements/pause-retirement-schedule.ts';
import {
  claimOf,
  mySchedules,
  retirementsOfRun,
  runsOf,
  visibleSchedules,
} from '../resolvers/retirements/read-schedules.ts';
import { resumeRetirementSchedule } from '../resolvers/retirements/resume-retirement-schedule.ts';
import { CreditBatch } from './batches.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RefusalInterface } from './errors.ts';
import { IDEMPOTENCY_KEY, ownerArg } from './inputs.ts';
import { RetirementReason } from './retirement-words.ts';
import { RetirementClaimInput } from './retirement-mutations.ts';
import { Retirement } from './retirements.ts';
import { type InputBuilder, stepMutation } from './step-mutation.ts';

builder.objectType(TooManySchedules, {
  name: 'TooManySchedules',
  description: 'There are as many schedules in force as there may be.',
  interfaces: [RefusalInterface],
  fields: (t) => ({ most: t.exposeInt('most', { description: 'How many there may be.' }) }),
});

const ScheduleInterval = enumOf('RetirementInterval', 'How often something is retired. Times are counted in UTC.', {
  ONCE: 'Once.',
  DAILY: 'Every day.',
  WEEKLY: 'Every seven days.',
  MONTHLY: 'Every month, on the day of the first time or the last day of a month that is shorter.',
  QUARTERLY: 'Every three months.',
  YEARLY: 'Every year.',
} satisfies Record<IntervalCode, string>);

const ScheduleStatus = enumOf('RetirementScheduleStatus', 'Whether a schedule goes on.', {
  ACTIVE: 'It goes on.',
  PAUSED: 'It rests until it is resumed; what falls into the pause is left out.',
  ENDED: 'All that was wanted is over; or who made it may not retire for its owner any more.',
  CANCELLED: 'It was cancelled.',
} satisfies Record<StatusCode, string>);

const RunOutcome = enumOf('RetirementRunOutcome', 'What became of one time of a schedule.', {
  DONE: 'It was asked for; its retirements say how far they are.',
  LEFT_OUT: 'It was tried in vain, and left out.',
} satisfies Record<OutcomeCode, string>);

const ScheduleRun = builder.objectRef<ScheduleRunRow>('RetirementScheduleRun').implement({
  description: 'One time of a schedule, once it is over.',
  fields: (t) => ({
    dueAt: t.expose('dueAt', { type: 'DateTime', description: 'When it was due.' }),
    outcome: t.expose('outcome', { type: RunOutcome, description: 'What became of it.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it was left out.' }),
    retirements: t.field({
      type: [Retirement],
      description: 'What came of it.',
      resolve: (run, _, ctx) => retirementsOfRun(ctx, run),
    }),
  }),
});
const RunConnection = builder.connectionObject(
  { type: ScheduleRun, name: 'RetirementScheduleRunConnection', description: 'A page of times of a schedule.' },
  { name: 'RetirementScheduleRunEdge', description: 'A time of a schedule and its cursor.' },
);

const Schedule = builder.objectRef<ScheduleRow>('RetirementSchedule');
builder.node(Schedule, {
  id: { resolve: ({ id }) => id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleSchedules(ctx, ids),
  description: 'What is to be retired at a later time, or again and again. Only its owner sees it.',
  fields: (t) => ({
    status: t.expose('status', { type: ScheduleStatus, description: 'Whether it goes on.' }),
    interval: t.expose('interval', { type: ScheduleInterval, description: 'How often.' }),
    batch: t.field({
      type: CreditBatch,
      nullable: true,
      description: 'Of which credits; null: CARBON.',
      resolve: ({ batchId }, _, ctx) => (batchId === null ? null : batchOf(ctx, batchId)),
    }),
    quantity: t.field({
      type: 'Decimal',
      description: 'Tonnes of CO2e, each time.',
      resolve: ({ quantity }) => formatAmount(quantity, 'CARBON'),
    }),
    beneficiaryName: t.string({ description: 'For whom.', resolve: (schedule) => claimOf(schedule).beneficiary.name }),
    isPrivate: t.boolean({
      description: 'Nobody but you gets to know for whom.',
      resolve: (schedule) => claimOf(schedule).beneficiary.isPrivate,
    }),
    reason: t.field({
      type: RetirementReason,
      description: 'What for.',
      resolve: (schedule) => claimOf(schedule).reason,
    }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'The first time.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', nullable: true, description: 'No time after this moment.' }),
    nextAt: t.expose('nextAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The next time; null when it is over.',
    }),
    tries: t.exposeInt('tries', { description: 'How often the next time was tried in vain.' }),
    lastError: t.exposeString('lastError', {
      nullable: true,
      description: 'Why it was in vain, or why it ended early.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    runs: t.field({
      type: RunConnection,
      description: 'The times that are over, the last first.',
      args: pageArgs,
      resolve: async (schedule, args, ctx) => toConnection(await runsOf(ctx, schedule, args)),
    }),
  }),
});

const ScheduleConnection = builder.connectionObject(
  { type: Schedule, name: 'RetirementScheduleConnection', description: 'A page of schedules.' },
  { name: 'RetirementScheduleEdge', description: 'A schedule and its cursor.' },
);

builder.queryField('myRetirementSchedules', (t) =>
  t.field({
    type: ScheduleConnection,
    description: 'Your schedules of retirements, or those of an organization, newest first.',
    args: {
      ...ownerArg,
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await mySchedules(ctx, args)),
  }),
);

builder.relayMutationField(
  'retirementScheduleCreate',
  {
    description: 'What to retire, when, for whom and why.',
    inputFields: (t) => ({
      batchId: t.id({ required: false, description: 'Credits of this batch; left out: CARBON.' }),
      quantity: t.field({
        type: 'Decimal',
        description: 'Tonnes of CO2e each time: whole ones of a batch, up to 18 decimal places of CARBON.',
      }),
      claim: t.field({
        type: RetirementClaimInput,
        description:
          'For whom and why. A recurring one without a period of consumption stands for the days since the time before.',
      }),
      interval: t.field({ type: ScheduleInterval, description: 'How often.' }),
      startsAt: t.field({ type: 'DateTime', description: 'The first time.' }),
      endsAt: t.field({ type: 'DateTime', required: false, description: 'No time after this moment.' }),
      organizationId: t.id({ required: false, description: 'For which organization you act (default: yourself).' }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      'Has credits or CARBON retired at a later time, or again and again. Nothing is held for it: each time takes what is there then, is tried again where it fails, and is left out in the end.',
    errors: { types: [InputInvalid, NotFound, TooManySchedules, IdempotencyConflict] },
    resolve: (_, { input }, ctx) => createRetirementSchedule(ctx, input),
  },
  {
    description: 'The schedule.',
    outputFields: (t) => ({
      schedule: t.field({ type: Schedule, description: 'The schedule.', resolve: (schedule) => schedule }),
    }),
  },
);

/** A step that a schedule takes by its owner's wish. */
const stepping = (name: string, description: string, resolve: typeof pauseRetirementSchedule): void => {
  const inputFields = (t: InputBuilder) => ({ scheduleId: t.id({ description: 'Id of the schedule.' }) });
  const refusals = [InputInvalid, NotFound, IllegalTransition];
  stepMutation(name, { description, input: 'Which schedule.', inputFields, refusals, resolve }, (t) => ({
    schedule: t.field({ type: Schedule, description: 'The schedule.', resolve: (schedule) => schedule }),
  }));
};

stepping('retirementSchedulePause', 'Lets a schedule rest until it is resumed.', pauseRetirementSchedule);
stepping(
  'retirementScheduleResume',
  'Lets a schedule go on with the first time that is still to come.',
  resumeRetirementSchedule,
);
stepping(
  'retirementScheduleCancel',
  'Ends a schedule, for ever. What it has retired stays retired.',
  cancelRetirementSchedule,
);
