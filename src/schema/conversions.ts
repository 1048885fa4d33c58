import type { ConversionStatus as ConversionStatusCode, ConversionView } from '../db/conversions.ts';
import { formatAmount, formatPrice } from '../resolvers/amounts.ts';
import { convertIntent, myConversions, visibleConversions } from '../resolvers/conversions/read.ts';
import { recordConversion } from '../resolvers/conversions/record-conversion.ts';
import { BankReferenceUsed } from '../resolvers/deposits/errors.ts';
import { ChainUnavailable, IdempotencyConflict, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { PriceStale } from '../resolvers/trades/errors.ts';
import { userOf } from '../resolvers/users/read.ts';
import { FourEyesRequired } from '../resolvers/wallets/errors.ts';
import { walletOf } from '../resolvers/wallets/read.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { IDEMPOTENCY_KEY } from './inputs.ts';
import { ChainIntent } from './intents.ts';
import { User } from './users.ts';
import { Asset, Wallet } from './wallets.ts';

const ConversionStatus = enumOf('ConversionStatus', 'How far a conversion is.', {
  SENDING: 'The payment is being confirmed and converted on the chain.',
  SETTLED: 'The CARBON is there and has its confirmations: it is in the wallet.',
  FAILED: 'The chain did not take it; `reason` says why. The money is still at the bank, to be put to another use.',
} satisfies Record<ConversionStatusCode, string>);

const Conversion = builder.objectRef<ConversionView>('Conversion');
builder.node(Conversion, {
  id: { resolve: (conversion) => conversion.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleConversions(ctx, ids),
  description:
    'A bank payment that is turned into CARBON on the chain, which the custody keeps for a user. Only the owner of the wallet and finance may see it.',
  fields: (t) => ({
    wallet: t.field({
      type: Wallet,
      description: 'The CARBON wallet that it goes into.',
      resolve: (conversion, _, ctx) => walletOf(ctx, conversion.walletId),
    }),
    currency: t.expose('currency', { type: Asset, description: 'What was paid in.' }),
    fiatAmount: t.field({
      type: 'Decimal',
      description: 'How much was paid.',
      resolve: ({ fiatAmount, currency }) => formatAmount(fiatAmount, currency),
    }),
    carbonAmount: t.field({
      type: 'Decimal',
      description: 'How much CARBON that buys: fiatAmount / pricePerCredit, rounded down to the last of 18 places.',
      resolve: ({ carbonAmount }) => formatAmount(carbonAmount, 'CARBON'),
    }),
    pricePerCredit: t.field({
      type: 'Decimal',
      description: 'What one CARBON cost when the payment was recorded: the market price of MCO2.',
      resolve: ({ price }) => formatPrice(price),
    }),
    priceSource: t.exposeString('priceSource', { description: 'Where that price came from.' }),
    priceAsOf: t.expose('priceAsOf', { type: 'DateTime', description: 'When that price was seen.' }),
    bankReference: t.exposeString('bankReference', { description: "The bank's own reference of the payment." }),
    status: t.expose('status', { type: ConversionStatus, description: 'How far it is.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it has failed.' }),
    chainIntent: t.field({
      type: ChainIntent,
      nullable: true,
      description: 'The transaction that turns it into CARBON; its `after` is the one that confirms the payment.',
      resolve: (conversion, _, ctx) => convertIntent(ctx, conversion),
    }),
    recordedBy: t.field({
      type: User,
      nullable: true,
      description: 'Who recorded it. Shown to finance only.',
      resolve: ({ recordedBy }, _, ctx) => (recordedBy === null ? null : userOf(ctx, recordedBy)),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was recorded.' }),
    settledAt: t.expose('settledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the CARBON had its confirmations.',
    }),
  }),
});

const ConversionConnection = builder.connectionObject(
  { type: Conversion, name: 'ConversionConnection', description: 'A page of conversions.' },
  { name: 'ConversionEdge', description: 'A conversion and its cursor.' },
);

builder.queryField('myConversions', (t) =>
  t.field({
    type: ConversionConnection,
    description:
      'Your payments that were turned into CARBON, newest first. `chainIntentChanged` and `walletChanged` tell each step of them.',
    args: pageArgs,
    resolve: async (_, args, ctx) => toConnection(await myConversions(ctx, args)),
  }),
);

builder.relayMutationField(
  'conversionRecord',
  {
    description: 'What was paid, and for whom.',
    inputFields: (t) => ({
      ownerId: t.id({ description: 'Id of the user whose CARBON wallet it is for.' }),
      currency: t.field({ type: Asset, description: 'What was paid in: EUR or USD.' }),
      amount: t.field({ type: 'Decimal', description: 'How much was paid, with at most 2 decimal places.' }),
      bankReference: t.string({
        description:
          "The bank's own reference, up to 140 characters. Each is a deposit or a conversion, once, whatever its case and spacing.",
      }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      'Turns a payment that reached the bank account of the platform into CARBON at the market price of now: confirmed by one key, converted by another, in the wallet when the chain has confirmed it. For FINANCE and PLATFORM_ADMIN; nobody converts for the own wallet.',
    errors: {
      types: [
        InputInvalid,
        NotFound,
        FourEyesRequired,
        PriceStale,
        BankReferenceUsed,
        ChainUnavailable,
        IdempotencyConflict,
      ],
    },
    resolve: (_, { input }, ctx) => recordConversion(ctx, input),
  },
  {
    description: 'The conversion that was recorded.',
    outputFields: (t) => ({
      conversion: t.field({ type: Conversion, description: 'The conversion.', resolve: (conversion) => conversion }),
    }),
  },
);
