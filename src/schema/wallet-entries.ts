import type { EntryKind } from '../db/ledger.ts';
import type { BalanceAt, WalletEntryView } from '../db/wallet-entries.ts';
import type { Asset as AssetCode } from '../db/wallets.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import {
  referenceOf,
  type StatementView,
  statementEntries,
  walletEntries,
  walletStatement,
} from '../resolvers/wallets/read.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { Wallet } from './wallets.ts';

const WalletEntryKind = enumOf('WalletEntryKind', 'Why something moved.', {
  DEPOSIT: 'Money reached the platform and was put into the wallet.',
  WITHDRAWAL_HOLD: 'A withdrawal was asked for; its amount is held until it is decided.',
  WITHDRAWAL_RELEASE: 'A withdrawal was rejected; what was held is available again.',
  WITHDRAWAL_SETTLEMENT: 'A withdrawal was approved; what was held left the platform.',
  ANNOUNCEMENT_HOLD: 'An announcement was opened or enlarged; its quantity is held.',
  ANNOUNCEMENT_RELEASE: 'An announcement was reduced, cancelled or has expired; what was held is available again.',
  TRADE: 'A trade: credits against money, and the fee.',
  TRANSFER: 'Sent to another user, or received from one.',
  CORRECTION: 'A mistake was put right by an entry of its own, since none is ever changed.',
  CHAIN_DEPOSIT: 'Ether or CARBON arrived over the chain and has its confirmations.',
  CHAIN_DEPOSIT_REVERSAL: 'The chain undid a deposit after all; what was still available of it was taken back.',
  CONVERSION: 'A bank payment became CARBON on the chain; OUT: the chain undid it.',
  CREDIT_DEPOSIT: 'Credits with serial numbers came into the custody of the platform and were put here.',
  CREDIT_WITHDRAWAL: 'Credits left the custody of the platform.',
  PAYMENT_CAPTURE: 'A payment of yours came in.',
  PAYMENT_REFUND: 'A payment of yours was paid back, in part or in full.',
  PAYMENT_DISPUTE: 'Whoever paid disputes a payment, or a dispute has ended.',
  ORDER_HOLD: 'Set aside for an order until it is paid and settled.',
  ORDER_RELEASE: 'An order was cancelled, has expired or failed; what was set aside for it is available again.',
  ORDER_SETTLEMENT: 'An order was settled: what was sold against what was paid, and the fees.',
  ORDER_REFUND: 'An order was refunded: what was bought goes back, and what was paid.',
  RETIREMENT_HOLD: 'A retirement was asked for; what it uses up is held until it is done.',
  RETIREMENT: 'It was retired: used up for a claim, for ever.',
  RETIREMENT_REVERSAL: 'A retirement was not done after all; what was held for it is available again.',
  FEE_DISTRIBUTION: "Fees were shared out among the platform's own accounts.",
} satisfies Record<EntryKind, string>);

const WalletAccount = enumOf('WalletAccount', 'The two parts of a wallet.', {
  AVAILABLE: 'What can be spent, sent or withdrawn.',
  HELD: 'What is set aside for announcements, orders, retirements and withdrawals.',
} satisfies Record<WalletEntryView['account'], string>);

const WalletEntryDirection = enumOf('WalletEntryDirection', 'Whether an amount came or went.', {
  IN: 'It was added to the account.',
  OUT: 'It was taken from the account.',
});

const WalletEntry = builder.objectRef<WalletEntryView>('WalletEntry').implement({
  description:
    'One movement in one account of a wallet. What only changes sides (a hold, a release) shows twice: OUT of one account, IN to the other.',
  fields: (t) => ({
    kind: t.expose('kind', { type: WalletEntryKind, description: 'Why it moved.' }),
    account: t.expose('account', { type: WalletAccount, description: 'In which part of the wallet.' }),
    direction: t.field({
      type: WalletEntryDirection,
      description: 'Whether it came or went.',
      resolve: ({ amount }) => (amount < 0n ? ('OUT' as const) : ('IN' as const)),
    }),
    amount: t.field({
      type: 'Decimal',
      description: 'How much, without a sign: `direction` says which way.',
      resolve: ({ amount, asset }) => formatAmount(amount < 0n ? -amount : amount, asset),
    }),
    balanceAfter: t.field({
      type: 'Decimal',
      description: 'What the account held after it.',
      resolve: ({ balanceAfter, asset }) => formatAmount(balanceAfter, asset),
    }),
    reference: t.node({
      description:
        'The deposit, withdrawal, conversion, announcement, trade or transfer that moved it, if you may see that.',
      id: (entry) => referenceOf(entry),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it moved.' }),
  }),
});

export const WalletEntryConnection = builder.connectionObject(
  { type: WalletEntry, name: 'WalletEntryConnection', description: 'A page of what moved in a wallet.' },
  { name: 'WalletEntryEdge', description: 'A movement and its cursor.' },
);

export const WalletEntryFilter = builder.inputType('WalletEntryFilter', {
  description: 'Which movements. Everything given must hold.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', required: false, description: 'At this moment or later.' }),
    to: t.field({ type: 'DateTime', required: false, description: 'Before this moment.' }),
    kinds: t.field({ type: [WalletEntryKind], required: false, description: 'One of these kinds.' }),
  }),
});

type Balance = BalanceAt & { readonly asset: AssetCode };
const WalletBalance = builder.objectRef<Balance>('WalletBalance').implement({
  description: 'What a wallet held at a moment.',
  fields: (t) => ({
    available: t.field({
      type: 'Decimal',
      description: 'What could be spent, sent or withdrawn.',
      resolve: ({ available, asset }) => formatAmount(available, asset),
    }),
    held: t.field({
      type: 'Decimal',
      description: 'What was set aside.',
      resolve: ({ held, asset }) => formatAmount(held, asset),
    }),
    total: t.field({
      type: 'Decimal',
      description: 'Both together.',
      resolve: ({ available, held, asset }) => formatAmount(available + held, asset),
    }),
  }),
});

const WalletStatement = builder.objectRef<StatementView>('WalletStatement').implement({
  description:
    'A wallet over a time. For each account: the opening balance and all that came IN, less all that went OUT, is the closing balance.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'The first moment that belongs to it.' }),
    to: t.expose('to', { type: 'DateTime', description: 'The first moment that no longer belongs to it.' }),
    opening: t.field({
      type: WalletBalance,
      description: 'What the wallet held before the first movement.',
      resolve: ({ opening, wallet }) => ({ ...opening, asset: wallet.asset }),
    }),
    closing: t.field({
      type: WalletBalance,
      description: 'What the wallet held after the last movement. Where `to` is yet to come: what it holds so far.',
      resolve: ({ closing, wallet }) => ({ ...closing, asset: wallet.asset }),
    }),
    entries: t.field({
      type: WalletEntryConnection,
      description: 'What moved, oldest first.',
      args: pageArgs,
      resolve: async (statement, args, ctx) => toConnection(await statementEntries(ctx, statement, args)),
    }),
  }),
});

builder.objectFields(Wallet, (t) => ({
  entries: t.field({
    type: WalletEntryConnection,
    description: 'What moved in this wallet, newest first.',
    args: {
      ...pageArgs,
      filterBy: t.arg({ type: WalletEntryFilter, required: false, description: 'Which movements (default: all).' }),
    },
    resolve: async (wallet, args, ctx) => toConnection(await walletEntries(ctx, wallet, args)),
  }),
  statement: t.field({
    type: WalletStatement,
    description: 'The statement of this wallet over a time: it adds up, however much is posted while you read it.',
    args: {
      from: t.arg({ type: 'DateTime', description: 'The first moment that belongs to it.' }),
      to: t.arg({ type: 'DateTime', description: 'The first moment that no longer belongs to it.' }),
    },
    resolve: (wallet, args, ctx) => walletStatement(ctx, wallet, args),
  }),
}));
