import type {
  BankLineRow,
  BankLineStatus as LineCode,
  StatementFormat as FormatCode,
  StatementRow,
} from '../db/bank-statements.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { DocumentTooLarge } from '../resolvers/documents/errors.ts';
import { IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { paymentOf } from '../resolvers/payments/read.ts';
import { StatementRefused } from '../resolvers/statements/errors.ts';
import { ignoreBankLine } from '../resolvers/statements/ignore-bank-line.ts';
import { importStatement, type StatementReport } from '../resolvers/statements/import-statement.ts';
import { matchBankLine } from '../resolvers/statements/match-bank-line.ts';
import { bankLines, visibleBankLines } from '../resolvers/statements/read.ts';
import { FourEyesRequired } from '../resolvers/wallets/errors.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RefusalInterface } from './errors.ts';
import { Payment } from './payments.ts';
import { Asset } from './wallets.ts';

builder.objectType(StatementRefused, {
  name: 'StatementRefused',
  description: 'The file is no statement of the account that can be read. Nothing of it was taken.',
  interfaces: [RefusalInterface],
});

const StatementFormat = enumOf('StatementFormat', 'How a statement is written.', {
  CAMT_053: 'ISO 20022, CAMT.053.',
  CSV: 'Comma-separated values, with a header.',
} satisfies Record<FormatCode, string>);

const BankLineStatus = enumOf('BankLineStatus', 'What became of an entry of a statement.', {
  WAITING: 'Nobody has looked at it yet.',
  MATCHED: 'It was taken for a payment.',
  UNMATCHED: 'Somebody must say what it is; `note` says why.',
  KNOWN: 'Its reference at the bank was used before, as for a deposit.',
  IGNORED: 'It is for no payment.',
} satisfies Record<LineCode, string>);

const BankStatement = builder.objectRef<StatementRow>('BankStatement').implement({
  description: 'A statement of the bank that was imported.',
  fields: (t) => ({
    format: t.expose('format', { type: StatementFormat, description: 'How it was written.' }),
    iban: t.exposeString('iban', { nullable: true, description: 'The account that it is of, as far as it says.' }),
    lineCount: t.exposeInt('lines', { description: 'How many entries it has.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was imported first.' }),
  }),
});

const BankLine = builder.objectRef<BankLineRow>('BankLine');
builder.node(BankLine, {
  id: { resolve: (line) => line.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleBankLines(ctx, ids),
  description: 'An entry of a statement of the bank. Finance alone may see it.',
  fields: (t) => ({
    bankReference: t.exposeString('bankReference', { description: 'The bank’s own reference, or one made for it.' }),
    bookedOn: t.expose('bookedOn', { type: 'Date', description: 'The day on which it was booked.' }),
    amount: t.field({
      type: 'Decimal',
      description: 'How much came, or left (below zero).',
      resolve: ({ amount, currency }) => formatAmount(amount, currency),
    }),
    currency: t.expose('currency', { type: Asset, description: 'Of which currency.' }),
    remittance: t.exposeString('remittance', { description: 'What the payer wrote.' }),
    counterparty: t.exposeString('counterparty', { nullable: true, description: 'Who it came from, or went to.' }),
    counterpartyIban: t.exposeString('counterpartyIban', { nullable: true, description: 'And whose account that is.' }),
    status: t.expose('status', { type: BankLineStatus, description: 'What became of it.' }),
    note: t.exposeString('note', { nullable: true, description: 'Why, in words.' }),
    payment: t.field({
      type: Payment,
      nullable: true,
      description: 'The payment that it was taken for.',
      resolve: ({ paymentId }, _, ctx) => (paymentId === null ? null : paymentOf(ctx, paymentId)),
    }),
  }),
});

const BankLineConnection = builder.connectionObject(
  { type: BankLine, name: 'BankLineConnection', description: 'A page of entries of statements.' },
  { name: 'BankLineEdge', description: 'An entry and its cursor.' },
);

builder.queryField('bankLines', (t) =>
  t.field({
    type: BankLineConnection,
    description: 'Entries of statements of the bank, newest first. For FINANCE and PLATFORM_ADMIN.',
    args: {
      status: t.arg({ type: BankLineStatus, required: false, description: 'Only those that stand so.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await bankLines(ctx, args)),
  }),
);

const BankLineCount = builder
  .objectRef<{ readonly status: LineCode; readonly count: number }>('BankLineCount')
  .implement({
    description: 'How many entries of a statement stand so.',
    fields: (t) => ({
      status: t.expose('status', { type: BankLineStatus, description: 'How.' }),
      count: t.exposeInt('count', { description: 'How many.' }),
    }),
  });

builder.relayMutationField(
  'statementImport',
  {
    description: 'The statement.',
    inputFields: (t) => ({
      file: t.field({
        type: 'Upload',
        description:
          'A CAMT.053 file, or CSV whose header names date, amount, currency and remittance, and may name name, iban and reference.',
      }),
    }),
  },
  {
    description:
      'Takes a statement of the bank: its entries pay what they name by reference, each once, however often it is imported. For FINANCE and PLATFORM_ADMIN; the file comes with the request, as multipart/form-data.',
    errors: { types: [InputInvalid, StatementRefused, DocumentTooLarge] },
    resolve: (_, { input }, ctx) => importStatement(ctx, input),
  },
  {
    description: 'The statement that was imported.',
    outputFields: (t) => ({
      statement: t.field({
        type: BankStatement,
        description: 'The statement.',
        resolve: ({ statement }: StatementReport) => statement,
      }),
      counts: t.field({
        type: [BankLineCount],
        description: 'What became of its entries; those that an earlier statement brought are not counted.',
        resolve: ({ counts }: StatementReport) => [...counts].map(([status, count]) => ({ status, count })),
      }),
    }),
  },
);

builder.relayMutationField(
  'bankLineMatch',
  {
    description: 'Which entry, and which payment it is for.',
    inputFields: (t) => ({
      bankLineId: t.id({ description: 'Id of the entry.' }),
      paymentId: t.id({ description: 'Id of the payment.' }),
    }),
  },
  {
    description:
      'Takes an entry that names no payment for one. For FINANCE and PLATFORM_ADMIN; nobody does so for a payment of their own.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition, FourEyesRequired] },
    resolve: (_, { input }, ctx) => matchBankLine(ctx, input),
  },
  {
    description: 'The entry, decided.',
    outputFields: (t) => ({
      bankLine: t.field({ type: BankLine, description: 'The entry.', resolve: (line: BankLineRow) => line }),
    }),
  },
);

builder.relayMutationField(
  'bankLineIgnore',
  {
    description: 'Which entry, and why.',
    inputFields: (t) => ({
      bankLineId: t.id({ description: 'Id of the entry.' }),
      reason: t.string({ description: 'What it is, 3 to 300 characters.' }),
    }),
  },
  {
    description: 'Closes an entry that is for no payment. For FINANCE and PLATFORM_ADMIN.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition] },
    resolve: (_, { input }, ctx) => ignoreBankLine(ctx, input),
  },
  {
    description: 'The entry, closed.',
    outputFields: (t) => ({
      bankLine: t.field({ type: BankLine, description: 'The entry.', resolve: (line: BankLineRow) => line }),
    }),
  },
);
