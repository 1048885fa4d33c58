import type { TransferView } from '../db/transfers.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { IdempotencyConflict, InputInvalid, InsufficientFunds, NotFound } from '../resolvers/errors.ts';
import { SelfTransfer } from '../resolvers/transfers/errors.ts';
import { myTransfers, visibleTransfers } from '../resolvers/transfers/read.ts';
import { sendTransfer } from '../resolvers/transfers/send-transfer.ts';
import { maybeOrganization } from '../resolvers/organizations/read.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RefusalInterface } from './errors.ts';
import { Organization } from './organizations.ts';
import { IDEMPOTENCY_KEY } from './inputs.ts';
import { TradeStatus } from './trade-status.ts';
import { User, USER } from './users.ts';
import { wantOf } from './want.ts';
import { Asset } from './wallets.ts';

builder.objectType(SelfTransfer, {
  name: 'SelfTransfer',
  description: 'Sender and recipient are the same owner. Nothing was moved.',
  interfaces: [RefusalInterface],
});

const Transfer = builder.objectRef<TransferView>('Transfer');
builder.node(Transfer, {
  id: { resolve: (transfer) => transfer.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleTransfers(ctx, ids),
  description:
    'A movement of one asset from one owner to another. No sale: it has no price and no fee. Only the two may see it.',
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
    senderOrganization: t.field({
      type: Organization,
      nullable: true,
      description: 'For which organization the sender acted, if for one: it was its amount.',
      resolve: (transfer, _, ctx) => maybeOrganization(ctx, transfer.senderOrganizationId),
    }),
    recipient: t.field({
      type: User,
      nullable: true,
      description: 'Who received it; null if an organization did.',
      resolve: ({ recipient, recipientId }, _, ctx) =>
        recipient ?? (recipientId === null ? null : userOf(ctx, recipientId)),
    }),
    recipientOrganization: t.field({
      type: Organization,
      nullable: true,
      description: 'Which organization received it; null if a user did.',
      resolve: (transfer, _, ctx) => maybeOrganization(ctx, transfer.recipientOrganizationId),
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
    description: 'What you sent and received, newest first; or what an organization did, for those who see its money.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'That of this organization.' }),
      ...pageArgs,
    },
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
      organizationId: t.id({
        required: false,
        description: 'For which organization you send (default: for yourself).',
      }),
      recipientId: t.id({ description: 'Id of the User or Organization that receives it.' }),
      asset: t.field({ type: Asset, description: 'From which wallet.' }),
      amount: t.field({ type: 'Decimal', description: 'How much, with at most the decimal places of the asset.' }),
      note: t.string({ required: false, description: 'A line to the recipient, up to 500 characters.' }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description:
      'Sends an amount of one asset from your wallet, or that of an organization of which you are ADMIN or FINANCE, to another owner, at once and for ever.',
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
