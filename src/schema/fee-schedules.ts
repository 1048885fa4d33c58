import type { FeeScheduleRow } from '../db/trades.ts';
import { InputInvalid } from '../resolvers/errors.ts';
import { publishFeeSchedule } from '../resolvers/fee-schedules/publish-fee-schedule.ts';
import { feeSchedulesById, feesInForce } from '../resolvers/fee-schedules/read.ts';
import { idOfVersion } from '../resolvers/fee-schedules/rules.ts';
import { builder } from './builder.ts';

const FeeSchedule = builder.objectRef<FeeScheduleRow>('FeeSchedule');
builder.node(FeeSchedule, {
  id: { resolve: ({ version }) => idOfVersion(version), description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => feeSchedulesById(ctx, ids),
  description: 'What a trade costs its two sides. Never changed: other fees are another version.',
  fields: (t) => ({
    version: t.exposeInt('version', {
      description: 'Number of the version; each trade keeps the one it was settled under.',
    }),
    makerBps: t.exposeInt('makerBps', {
      description: 'What the seller pays: basis points of the total price, rounded up; 100 = 1 %.',
    }),
    takerBps: t.exposeInt('takerBps', {
      description: 'What the buyer pays on top: basis points of the total price, rounded up; 100 = 1 %.',
    }),
    effectiveFrom: t.expose('effectiveFrom', {
      type: 'DateTime',
      description: 'From when it holds, until the next one does.',
    }),
  }),
});

builder.queryField('feeSchedule', (t) =>
  t.field({
    type: FeeSchedule,
    description: 'The fees in force now.',
    extensions: { shared: true },
    resolve: (_, __, ctx) => feesInForce(ctx),
  }),
);

builder.relayMutationField(
  'feeSchedulePublish',
  {
    description: 'The fees to come.',
    inputFields: (t) => ({
      makerBps: t.int({
        description: 'What the seller pays, in basis points of the total price: 0 to 10000; 100 = 1 %.',
      }),
      takerBps: t.int({ description: 'What the buyer pays on top, in basis points of the total price: 0 to 10000.' }),
      effectiveFrom: t.field({
        type: 'DateTime',
        required: false,
        description: 'From when they hold (default: now); not in the past.',
      }),
    }),
  },
  {
    description: 'Publishes the fees of trades from a moment on. For PLATFORM_ADMIN; recorded in the audit log.',
    errors: { types: [InputInvalid] },
    resolve: (_, { input }, ctx) => publishFeeSchedule(ctx, input),
  },
  {
    description: 'The version that was published.',
    outputFields: (t) => ({
      feeSchedule: t.field({ type: FeeSchedule, description: 'The schedule.', resolve: (schedule) => schedule }),
    }),
  },
);
