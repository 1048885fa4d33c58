import type { AlertDirection, AlertStatus, PriceAlertRow } from '../db/price-alerts.ts';
import { formatPrice } from '../resolvers/amounts.ts';
import { findBatch } from '../resolvers/batches/read.ts';
import { IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { cancelPriceAlert } from '../resolvers/price-alerts/cancel-price-alert.ts';
import { createPriceAlert } from '../resolvers/price-alerts/create-price-alert.ts';
import { TooManyPriceAlerts } from '../resolvers/price-alerts/errors.ts';
import { myPriceAlerts, visiblePriceAlerts } from '../resolvers/price-alerts/read.ts';
import { CreditBatch } from './batches.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RefusalInterface } from './errors.ts';
import { Instrument, PriceCurrency } from './prices.ts';

const Direction = enumOf('PriceAlertDirection', 'Of which side of a threshold one wants to hear.', {
  ABOVE: 'When the price reaches it from below.',
  BELOW: 'When the price reaches it from above.',
} satisfies Record<AlertDirection, string>);

const Status = enumOf('PriceAlertStatus', 'Whether an alert is in force.', {
  ACTIVE: 'It is.',
  FIRED: 'It was to be told once, and was.',
  CANCELLED: 'Its owner ended it.',
} satisfies Record<AlertStatus, string>);

builder.objectType(TooManyPriceAlerts, {
  name: 'TooManyPriceAlerts',
  description: 'You have as many price alerts in force as one may have. None was made.',
  interfaces: [RefusalInterface],
});

const PriceAlert = builder.objectRef<PriceAlertRow>('PriceAlert');
builder.node(PriceAlert, {
  id: { resolve: ({ id }) => id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visiblePriceAlerts(ctx, ids),
  description: 'You are told when a price passes a threshold. Only you see it.',
  fields: (t) => ({
    instrument: t.expose('instrument', {
      type: Instrument,
      nullable: true,
      description: 'Of what, on the market; null for credits of a batch.',
    }),
    batch: t.field({
      type: CreditBatch,
      nullable: true,
      description: 'Of which credits it is what the platform asks; null for an instrument.',
      resolve: async ({ batchId }, _, ctx) => (batchId === null ? null : ((await findBatch(ctx, batchId)) ?? null)),
    }),
    currency: t.expose('currency', { type: PriceCurrency, description: 'In what.' }),
    direction: t.expose('direction', { type: Direction, description: 'From which side.' }),
    threshold: t.field({
      type: 'Decimal',
      description: 'The price from which on you are told.',
      resolve: ({ threshold }) => formatPrice(threshold),
    }),
    repeats: t.exposeBoolean('repeats', { description: 'Whether you are told each time, or once.' }),
    marginBps: t.exposeInt('marginBps', {
      description: 'By how much of the threshold the price must go back before it is news again, in basis points.',
    }),
    armed: t.exposeBoolean('armed', {
      description: 'Whether the next price beyond the threshold is told; false while the price is there already.',
    }),
    status: t.expose('status', { type: Status, description: 'Whether it is in force.' }),
    fired: t.exposeInt('fired', { description: 'How often you were told.' }),
    lastFiredAt: t.expose('lastFiredAt', { type: 'DateTime', nullable: true, description: 'When, the last time.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When you set it.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
  }),
});

const PriceAlertConnection = builder.connectionObject(
  { type: PriceAlert, name: 'PriceAlertConnection', description: 'A page of price alerts.' },
  { name: 'PriceAlertEdge', description: 'A price alert and its cursor.' },
);

builder.queryField('myPriceAlerts', (t) =>
  t.field({
    type: PriceAlertConnection,
    description: 'Your price alerts, ended ones too, newest first.',
    args: pageArgs,
    resolve: async (_, args, ctx) => toConnection(await myPriceAlerts(ctx, args)),
  }),
);

builder.relayMutationField(
  'priceAlertCreate',
  {
    description: 'Of which price, and from where on.',
    inputFields: (t) => ({
      instrument: t.field({ type: Instrument, required: false, description: 'Either of this,' }),
      batchId: t.id({ required: false, description: 'or of what the platform asks for credits of this batch.' }),
      currency: t.field({ type: PriceCurrency, description: 'In what.' }),
      direction: t.field({ type: Direction, description: 'From which side.' }),
      threshold: t.field({ type: 'Decimal', description: 'The price from which on you are told, itself included.' }),
      repeats: t.boolean({ required: false, description: 'Whether you are told each time (default: once).' }),
      marginBps: t.int({
        required: false,
        description:
          'By how much of the threshold the price must go back before it is news again (default: 50, 0.5 %).',
      }),
    }),
  },
  {
    description:
      'Tells you when a price passes a threshold; where it is beyond it already, once it went back and comes again.',
    errors: { types: [InputInvalid, NotFound, TooManyPriceAlerts] },
    resolve: (_, { input }, ctx) => createPriceAlert(ctx, input),
  },
  {
    description: 'The alert.',
    outputFields: (t) => ({
      priceAlert: t.field({ type: PriceAlert, description: 'The alert.', resolve: (alert) => alert }),
    }),
  },
);

builder.relayMutationField(
  'priceAlertCancel',
  {
    description: 'Which alert.',
    inputFields: (t) => ({ priceAlertId: t.id({ description: 'Id of an alert of yours.' }) }),
  },
  {
    description: 'Ends a price alert.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition] },
    resolve: (_, { input }, ctx) => cancelPriceAlert(ctx, input),
  },
  {
    description: 'The alert.',
    outputFields: (t) => ({
      priceAlert: t.field({ type: PriceAlert, description: 'The alert as it is now.', resolve: (alert) => alert }),
    }),
  },
);
