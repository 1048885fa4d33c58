import type { PaymentRow } from '../db/payments.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { IdempotencyConflict, IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { cancelPayment } from '../resolvers/payments/cancel-payment.ts';
import { createPayment } from '../resolvers/payments/create-payment.ts';
import {
  CardPaymentsPaused,
  CreditExceeded,
  PaymentMethodUnavailable,
  PaymentUnderWay,
  RefundTooLarge,
} from '../resolvers/payments/errors.ts';
import { cardSecret } from '../resolvers/payments/present.ts';
import { myPayments, paymentOf } from '../resolvers/payments/read.ts';
import { refundPayment } from '../resolvers/payments/refund-payment.ts';
import type { Simulation } from '../resolvers/payments/rules.ts';
import { simulatePayment } from '../resolvers/payments/simulate-payment.ts';
import { watchPayments } from '../resolvers/payments/watch.ts';
import { PriceStale } from '../resolvers/trades/errors.ts';
import { FourEyesRequired } from '../resolvers/wallets/errors.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RefusalInterface } from './errors.ts';
import { afterArg, IDEMPOTENCY_KEY } from './inputs.ts';
import { Payment, PaymentMethod } from './payments.ts';

builder.objectType(PaymentMethodUnavailable, {
  name: 'PaymentMethodUnavailable',
  description: 'The order cannot be paid so. Nothing was done: take another way.',
  interfaces: [RefusalInterface],
  fields: (t) => ({ method: t.expose('method', { type: PaymentMethod, description: 'Which way.' }) }),
});
builder.objectType(CardPaymentsPaused, {
  name: 'CardPaymentsPaused',
  description: 'Too many of your cards were declined lately. Nothing was done: pay in another way, or later.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    retryAt: t.expose('retryAt', { type: 'DateTime', description: 'When you can pay by card again.' }),
  }),
});
builder.objectType(PaymentUnderWay, {
  name: 'PaymentUnderWay',
  description: 'A payment for the order is under way. Nothing was done.',
  interfaces: [RefusalInterface],
});
builder.objectType(CreditExceeded, {
  name: 'CreditExceeded',
  description: 'The organization would owe more than it may, or is late with an invoice. Nothing was done.',
  interfaces: [RefusalInterface],
});

const PaymentConnection = builder.connectionObject(
  { type: Payment, name: 'PaymentConnection', description: 'A page of payments.' },
  { name: 'PaymentEdge', description: 'A payment and its cursor.' },
);

builder.queryField('myPayments', (t) =>
  t.field({
    type: PaymentConnection,
    description: 'Your payments, newest first; or those of an organization, for its ADMIN, FINANCE and AUDITOR.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await myPayments(ctx, args)),
  }),
);

builder.relayMutationField(
  'paymentCreate',
  {
    description: 'Which order, and how it is to be paid.',
    inputFields: (t) => ({
      orderId: t.id({ description: 'Id of the order.' }),
      method: t.field({ type: PaymentMethod, description: 'How.' }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      'Says how an order is to be paid. One that was begun another way, and for which nothing has come, is cancelled. For a card, pay with `clientSecret` in the payer’s browser.',
    errors: {
      types: [
        InputInvalid,
        NotFound,
        IllegalTransition,
        PaymentMethodUnavailable,
        PaymentUnderWay,
        CardPaymentsPaused,
        CreditExceeded,
        PriceStale,
        IdempotencyConflict,
      ],
    },
    resolve: (_, { input }, ctx) => createPayment(ctx, input),
  },
  {
    description: 'The payment that was begun.',
    outputFields: (t) => ({
      payment: t.field({ type: Payment, description: 'The payment.', resolve: (payment: PaymentRow) => payment }),
      clientSecret: t.string({
        nullable: true,
        description:
          'Of a card: what Stripe’s payment element in the payer’s browser needs. A secret of the payer’s: show it to nobody and keep it nowhere. Null where the processor could not be reached; then call again with the same key.',
        resolve: (payment, _, ctx) => cardSecret(ctx, payment),
      }),
    }),
  },
);

builder.relayMutationField(
  'paymentCancel',
  {
    description: 'Which payment.',
    inputFields: (t) => ({ paymentId: t.id({ description: 'Id of the payment.' }) }),
  },
  {
    description: 'Ends a payment for which nothing has come. Its order goes on waiting, and can be paid another way.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition, PaymentUnderWay] },
    resolve: (_, { input }, ctx) => cancelPayment(ctx, input),
  },
  {
    description: 'The payment that was cancelled.',
    outputFields: (t) => ({
      payment: t.field({ type: Payment, description: 'The payment.', resolve: (payment: PaymentRow) => payment }),
    }),
  },
);

builder.objectType(RefundTooLarge, {
  name: 'RefundTooLarge',
  description: 'Less of the payment is left than is to go back. Nothing was done.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    refundable: t.field({
      type: 'Decimal',
      description: 'What is left, in the currency of the payment.',
      resolve: ({ refundable, currency }) => formatAmount(refundable, currency),
    }),
  }),
});

builder.relayMutationField(
  'paymentRefund',
  {
    description: 'Which payment, how much of it, and why.',
    inputFields: (t) => ({
      paymentId: t.id({ description: 'Id of the payment.' }),
      amount: t.field({ type: 'Decimal', description: 'How much, with at most 2 decimal places.' }),
      reason: t.string({ description: 'Why, 3 to 300 characters. The payer reads it.' }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      'Gives a part of a payment, or all of it, back at the cost of the platform; the order stays as it is. To undo an order there is `orderRefund`. A card gets its money back; what came by bank or chain goes into the wallet. For FINANCE and PLATFORM_ADMIN, and never for a payment of their own.',
    errors: {
      types: [InputInvalid, NotFound, FourEyesRequired, IllegalTransition, RefundTooLarge, IdempotencyConflict],
    },
    resolve: (_, { input }, ctx) => refundPayment(ctx, input),
  },
  {
    description: 'The payment, of which something goes back.',
    outputFields: (t) => ({
      payment: t.field({ type: Payment, description: 'The payment.', resolve: (payment: PaymentRow) => payment }),
    }),
  },
);

const PaymentSimulation = enumOf(
  'PaymentSimulation',
  'What can be made to happen to a card of the development gateway.',
  {
    PAY: 'The payer pays.',
    DECLINE: 'The payer’s bank declines; the payer may try again.',
    DISPUTE: 'The payer’s bank takes the payment back.',
    WIN_DISPUTE: 'The platform wins that dispute.',
    LOSE_DISPUTE: 'The platform loses it.',
  } satisfies Record<Simulation, string>,
);

builder.relayMutationField(
  'paymentSimulate',
  {
    description: 'Which payment, and what happens to it.',
    inputFields: (t) => ({
      paymentId: t.id({ description: 'Id of a payment by card.' }),
      outcome: t.field({ type: PaymentSimulation, description: 'What happens.' }),
    }),
  },
  {
    description:
      'On a developer’s machine, where no card is real and no money moves: does what the payer, or their bank, would do. Elsewhere it is refused.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition, PaymentMethodUnavailable] },
    resolve: (_, { input }, ctx) => simulatePayment(ctx, input),
  },
  {
    description: 'The payment, after it has happened.',
    outputFields: (t) => ({
      payment: t.field({ type: Payment, description: 'The payment.', resolve: (payment: PaymentRow) => payment }),
    }),
  },
);

const PaymentChangedEvent = builder.objectRef<FeedEvent<'payment'>>('PaymentChangedEvent').implement({
  description: 'Something happened to a payment.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` to miss nothing that follows.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    payment: t.field({
      type: Payment,
      description: 'The payment as it is now; it may have moved on since the event.',
      resolve: ({ payload }, _, ctx) => paymentOf(ctx, payload.id),
    }),
  }),
});

builder.subscriptionField('paymentChanged', (t) =>
  t.field({
    type: PaymentChangedEvent,
    description: 'Each step of your payments, and of their refunds and disputes.',
    args: {
      orderId: t.arg.id({ required: false, description: 'Only those of this order.' }),
      organizationId: t.arg.id({ required: false, description: 'Those of this organization, in place of your own.' }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchPayments(ctx, args),
    resolve: (event) => event,
  }),
);
