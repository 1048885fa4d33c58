import { openDisputes, paymentOf, paymentsOf } from '../resolvers/payments/read.ts';
import { builder } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { Order } from './orders.ts';
import { Payment, PaymentDispute } from './payments.ts';

builder.objectField(Order, 'payments', (t) =>
  t.field({
    type: [Payment],
    extensions: { viewerDependent: true },
    description:
      'The ways in which it was to be paid, the newest first. Empty for members of an organization who do not see its money.',
    resolve: (order, _, ctx) => paymentsOf(ctx, order),
  }),
);

builder.objectField(PaymentDispute, 'payment', (t) =>
  t.field({
    type: Payment,
    description: 'The payment.',
    resolve: ({ paymentId }, _, ctx) => paymentOf(ctx, paymentId),
  }),
);

const PaymentDisputeConnection = builder.connectionObject(
  { type: PaymentDispute, name: 'PaymentDisputeConnection', description: 'A page of disputes.' },
  { name: 'PaymentDisputeEdge', description: 'A dispute and its cursor.' },
);

builder.queryField('openDisputes', (t) =>
  t.field({
    type: PaymentDisputeConnection,
    description: 'What payers’ banks take back and is not decided, newest first. For FINANCE and PLATFORM_ADMIN.',
    args: pageArgs,
    resolve: async (_, args, ctx) => {
      const page = await openDisputes(ctx, args);
      const payments = await Promise.all(page.items.map(({ paymentId }) => paymentOf(ctx, paymentId)));
      const items = page.items.map((dispute, index) => ({ ...dispute, currency: payments[index]?.currency ?? 'EUR' }));
      return toConnection({ ...page, items });
    },
  }),
);
