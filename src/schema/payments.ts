import type {
  DisputeRow,
  DisputeStatus as DisputeCode,
  RefundDestination as RefundDestinationCode,
  RefundRow,
  RefundStatus as RefundCode,
} from '../db/payment-refunds.ts';
import type {
  PaymentGateway as GatewayCode,
  PaymentMethodCode,
  PaymentRow,
  PaymentStatus as StatusCode,
  PaymentStepRow,
} from '../db/payments.ts';
import type { Asset as AssetCode } from '../db/wallets.ts';
import { formatAmount, formatPrice } from '../resolvers/amounts.ts';
import { amountAsked, type TransferInstructions, transferInstructions } from '../resolvers/payments/present.ts';
import { type CryptoInstructions, cryptoInstructions, visiblePayments } from '../resolvers/payments/read.ts';
import { spacedReference } from '../resolvers/payments/reference.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder, enumOf } from './builder.ts';
import { Organization } from './organizations.ts';
import { User } from './users.ts';
import { Asset } from './wallets.ts';

export const PaymentMethod = enumOf('PaymentMethod', 'How an order is paid.', {
  CARD: 'By a card; what its processor keeps comes on top.',
  BANK_TRANSFER: 'By a transfer to the bank account of the platform, with a reference.',
  CRYPTO: 'By ether, sent to CarbonPayment with a reference.',
  INVOICE: 'On account: delivered at once, paid by a transfer until the due date. For organizations.',
} satisfies Record<PaymentMethodCode, string>);

const PaymentGateway = enumOf('PaymentGateway', 'Through whom the money of a payment comes.', {
  STRIPE: 'Stripe.',
  DEVELOPMENT: 'Nobody: the development gateway moves no money, and does what `paymentSimulate` says.',
  BANK: 'The bank of the platform.',
  CHAIN: 'The chain.',
} satisfies Record<GatewayCode, string>);

const PaymentStatus = enumOf('PaymentStatus', 'How far a payment is.', {
  CREATED: 'It waits for the payer.',
  AUTHORIZED: 'The bank of the card keeps the money ready; or it was sold on account and the money is to come.',
  CAPTURED: 'The money is there.',
  PARTIALLY_REFUNDED: 'A part of it goes, or has gone, back.',
  REFUNDED: 'All of it goes, or has gone, back.',
  FAILED: 'It came to nothing; `reason` says why.',
  CANCELLED: 'It is not wanted any more. What came for it all the same goes back, or into the wallet.',
  DISPUTED: 'The payer’s bank takes it back, or has; see `disputes`.',
} satisfies Record<StatusCode, string>);

const RefundStatus = enumOf('RefundStatus', 'How far a refund is.', {
  PENDING: 'It is on its way, and held meanwhile.',
  SUCCEEDED: 'It has reached the payer.',
  FAILED: 'It could not reach the payer where the money came from: it is in the wallet.',
} satisfies Record<RefundCode, string>);

const RefundDestination = enumOf('RefundDestination', 'Where a refund goes.', {
  ORIGINAL: 'Where the money came from.',
  WALLET: 'Into the wallet, from where it can be withdrawn.',
  RECEIVABLE: 'Off what is owed on an invoice.',
} satisfies Record<RefundDestinationCode, string>);

const DisputeStatus = enumOf('DisputeStatus', 'How a dispute stands.', {
  OPEN: 'It is not decided.',
  WON: 'The money came back to the platform.',
  LOST: 'The payer keeps it.',
} satisfies Record<DisputeCode, string>);

/** A part of a payment with the currency that its amounts are in. */
type In<T> = T & { readonly currency: AssetCode };

const PaymentRefund = builder.objectRef<In<RefundRow>>('PaymentRefund').implement({
  description: 'Money of a payment that goes back.',
  fields: (t) => ({
    amount: t.field({
      type: 'Decimal',
      description: 'How much.',
      resolve: ({ amount, currency }) => formatAmount(amount, currency),
    }),
    destination: t.expose('destination', { type: RefundDestination, description: 'Where it goes.' }),
    status: t.expose('status', { type: RefundStatus, description: 'How far it is.' }),
    reason: t.exposeString('reason', { description: 'Why it goes back.' }),
    failure: t.exposeString('failure', { nullable: true, description: 'Why it did not get there.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it was over.' }),
  }),
});

export const PaymentDispute = builder.objectRef<In<DisputeRow>>('PaymentDispute').implement({
  description: 'A payment that its payer’s bank takes back.',
  fields: (t) => ({
    amount: t.field({
      type: 'Decimal',
      description: 'How much of it.',
      resolve: ({ amount, currency }) => formatAmount(amount, currency),
    }),
    status: t.expose('status', { type: DisputeStatus, description: 'How it stands.' }),
    reason: t.exposeString('reason', { description: 'Why, in the words of the processor.' }),
    evidenceDueAt: t.expose('evidenceDueAt', {
      type: 'DateTime',
      nullable: true,
      description: 'By when the platform must have shown that it is right.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was heard of.' }),
    closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true, description: 'When it was decided.' }),
  }),
});

const PaymentStep = builder.objectRef<In<PaymentStepRow>>('PaymentStep').implement({
  description: 'Something that happened to a payment.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    status: t.expose('status', { type: PaymentStatus, description: 'Where it stood from then on.' }),
    moved: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What came in, or went (below zero), if anything did.',
      resolve: ({ moved, currency }) => (moved === null ? null : formatAmount(moved, currency)),
    }),
    note: t.exposeString('note', { nullable: true, description: 'What it was, in words.' }),
  }),
});

const BankTransferInstructions = builder.objectRef<TransferInstructions>('BankTransferInstructions').implement({
  description: 'What to tell the bank.',
  fields: (t) => ({
    holder: t.exposeString('holder', { description: 'Whose account it goes to.' }),
    iban: t.exposeString('iban', { description: 'IBAN of the account.' }),
    bic: t.string({ nullable: true, description: 'BIC of its bank.', resolve: ({ bic }) => bic ?? null }),
    reference: t.exposeString('reference', {
      description:
        'The reference to name (ISO 11649), with or without its spaces. Without it nobody knows what it is for.',
    }),
    amount: t.field({
      type: 'Decimal',
      description: 'How much is still to come. What comes above it goes into the wallet.',
      resolve: ({ amount, currency }) => formatAmount(amount, currency),
    }),
    currency: t.expose('currency', { type: Asset, description: 'Of which currency.' }),
  }),
});

const CryptoPaymentInstructions = builder.objectRef<CryptoInstructions>('CryptoPaymentInstructions').implement({
  description: 'What to send over the chain. `paymentPrepare` makes the transaction for a linked address.',
  fields: (t) => ({
    chainId: t.exposeInt('chainId', { description: 'On which chain (EIP-155).' }),
    contract: t.expose('contract', { type: 'Address', nullable: true, description: 'CarbonPayment, to be called.' }),
    paymentRef: t.expose('paymentRef', { type: 'Hash', description: 'Under which the contract is to tell of it.' }),
    amount: t.field({
      type: 'Decimal',
      description:
        'How much ETH is still to come. What comes above it, later or twice goes into the wallet: at the price of that moment, and never above `rate`.',
      resolve: ({ amount }) => formatAmount(amount, 'ETH'),
    }),
    rate: t.field({
      type: 'Decimal',
      description: 'What one ETH counts for until `payBy`, in the currency of the payment.',
      resolve: ({ rate }) => formatPrice(rate),
    }),
    rateSource: t.exposeString('rateSource', { description: 'Where that rate came from.' }),
    rateAsOf: t.expose('rateAsOf', { type: 'DateTime', description: 'When it was seen.' }),
  }),
});

export const Payment = builder.objectRef<PaymentRow>('Payment');
builder.node(Payment, {
  id: { resolve: (payment) => payment.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visiblePayments(ctx, ids),
  description: 'One way in which an order is to be paid. Only its owner and finance may see it.',
  fields: (t) => ({
    method: t.expose('method', { type: PaymentMethod, description: 'How.' }),
    gateway: t.expose('gateway', { type: PaymentGateway, description: 'Through whom.' }),
    status: t.expose('status', { type: PaymentStatus, description: 'How far it is.' }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it stands as it does, or why a card was declined last.',
    }),
    currency: t.expose('currency', { type: Asset, description: 'Of which currency its amounts are.' }),
    amount: t.field({
      type: 'Decimal',
      description: 'What is asked for: `due` and `processorFee`.',
      resolve: (payment) => formatAmount(amountAsked(payment), payment.currency),
    }),
    due: t.field({
      type: 'Decimal',
      description: 'What the order costs.',
      resolve: ({ due, currency }) => formatAmount(due, currency),
    }),
    processorFee: t.field({
      type: 'Decimal',
      description: 'What the processor keeps, which the payer bears.',
      resolve: ({ processorFee, currency }) => formatAmount(processorFee, currency),
    }),
    received: t.field({
      type: 'Decimal',
      description: 'What has come.',
      resolve: ({ received, currency }) => formatAmount(received, currency),
    }),
    refunded: t.field({
      type: 'Decimal',
      description: 'What of it goes, or has gone, back.',
      resolve: ({ refunded, currency }) => formatAmount(refunded, currency),
    }),
    reference: t.string({
      description: 'The reference that the payer’s bank and every paper name (ISO 11649).',
      resolve: ({ reference }) => spacedReference(reference),
    }),
    payBy: t.expose('payBy', { type: 'DateTime', description: 'Until when it can be paid.' }),
    dueAt: t.expose('dueAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Of an invoice: until when it is to be paid.',
    }),
    bankTransfer: t.field({
      type: BankTransferInstructions,
      nullable: true,
      description: 'What to tell the bank, while something is still to come by it.',
      resolve: (payment, _, ctx) => transferInstructions(ctx, payment),
    }),
    cryptoTransfer: t.field({
      type: CryptoPaymentInstructions,
      nullable: true,
      description: 'What to send over the chain, while something is still to come by it.',
      resolve: (payment, _, ctx) => cryptoInstructions(ctx, payment),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was begun.' }),
    capturedAt: t.expose('capturedAt', { type: 'DateTime', nullable: true, description: 'When the money was there.' }),
  }),
});

builder.objectFields(Payment, (t) => ({
  payer: t.field({
    type: User,
    description: 'Who acted.',
    resolve: ({ payerId }, _, ctx) => userOf(ctx, payerId),
  }),
  organization: t.field({
    type: Organization,
    nullable: true,
    description: 'For which organization.',
    resolve: async ({ organizationId }, _, ctx) =>
      organizationId === null ? null : ((await ctx.loaders.organizations.load(organizationId)) ?? null),
  }),
  refunds: t.field({
    type: [PaymentRefund],
    description: 'What goes back, oldest first.',
    resolve: async ({ id, currency }, _, ctx) =>
      (await ctx.loaders.refundsOf.load(id)).map((refund) => ({ ...refund, currency })),
  }),
  disputes: t.field({
    type: [PaymentDispute],
    description: 'What is disputed, oldest first.',
    resolve: async ({ id, currency }, _, ctx) =>
      (await ctx.loaders.disputesOf.load(id)).map((dispute) => ({ ...dispute, currency })),
  }),
  history: t.field({
    type: [PaymentStep],
    description: 'All that happened to it, oldest first.',
    resolve: async ({ id, currency }, _, ctx) =>
      (await ctx.loaders.paymentSteps.load(id)).map((step) => ({ ...step, currency })),
  }),
}));
