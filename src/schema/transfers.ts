import type { TransferView } from '../db/transfers.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { IdempotencyConflict, InputInvalid, InsufficientFunds, NotFound } from '../resolvers/errors.ts';
import { SelfTransfer } from '../resolvers/transfers/errors.ts';
import { myTransfers, visibleTransfers } from '../resolvers/transfers/read.ts';
import { sendTransfer } from '../resolvers/transfers/send-transfer.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RefusalInterface } from './errors.ts';
import { IDEMPOTENCY_KEY } from './inputs.ts';
import { TradeStatus } from './trade-status.ts';
import { User, USER } from './users.ts';
import { wantOf } from './want.ts';
import { Asset } from './wallets.ts';

builder.objectType(SelfTransfer, {
  name: 'SelfTransfer',
  description: 'Sender and recipient are the same user. Nothing was moved.',
  interfaces: [RefusalInterface],
});

const Transfer = builder.objectRef<TransferView>('Transfer');
builder.node(Transfer, {
  id: { resolve: (transfer) => transfer.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleTransfers(ctx, ids),
  description:
    'A movement of one asset from one user to another. No sale: it has no price and no fee. Only the two may see it.',
  fields: (t) => ({
    asset: t.expose('asset', { type: Asset, description: 'What was moved.' }),
    amount: t.field({
      type: 'Decimal',
      description: 'How much of it.',
      resolve: (transfer) => formatAmount(transfer.amount, transfer.asset),
    }),
    note: t.exposeString('note', { description: 'What the sender wrote to the recipient.' }),
    status: t.expose('status', { type: TradeStatus, description: 'COMPLETED once the amount has moved.' }),
    sender: t.field({
      type: User,
      description: 'Who sent it.',
      resolve: (transfer, _, ctx) => transfer.sender ?? userOf(ctx, transfer.senderId),
    }),
    recipient: t.field({
      type: User,
      description: 'Who received it.',
      resolve: (transfer, _, ctx) => transfer.recipient ?? userOf(ctx, transfer.recipientId as string),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was carried out.' }),
  }),
});

const TransferConnection = builder.connectionObject(
  { type: Transfer, name: 'TransferConnection', description: 'A page of transfers.' },
  { name: 'TransferEdge', description: 'A transfer and its cursor.' },
);

builder.queryField('myTransfers', (t) =>
  t.field({
    type: TransferConnection,
    description: 'What you sent and received, newest first.',
    args: pageArgs,
    resolve: async (_, args, ctx, info) => {
      const want = wantOf(info, { joins: { sender: USER, recipient: USER } }, ['edges', 'node']);
      return toConnection(await myTransfers(ctx, args, want));
    },
  }),
);

builder.relayMutationField(
  'transferSend',
  {
    description: 'What to send to whom.',
    inputFields: (t) => ({
      recipientId: t.id({ description: 'Id of the user who receives it.' }),
      asset: t.field({ type: Asset, description: 'From which of your wallets.' }),
      amount: t.field({ type: 'Decimal', description: 'How much, with at most the decimal places of the asset.' }),
      note: t.string({ required: false, description: 'A line to the recipient, up to 500 characters.' }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description: 'Sends an amount of one asset from your wallet to another user, at once and for ever.',
    errors: { types: [InputInvalid, SelfTransfer, NotFound, InsufficientFunds, IdempotencyConflict] },
    resolve: (_, { input }, ctx) => sendTransfer(ctx, input),
  },
  {
    description: 'The transfer that was carried out.',
    outputFields: (t) => ({
      transfer: t.field({ type: Transfer, description: 'The transfer.', resolve: (transfer) => transfer }),
    }),
  },
);
