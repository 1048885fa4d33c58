import type {
  ReportFormat as FormatCode,
  ReportKind as KindCode,
  ReportRow,
  ReportStatus as StatusCode,
} from '../db/reports.ts';
import type { CustomDataset as DatasetCode, CustomOperator as OperatorCode } from '../db/report-custom.ts';
import { IdempotencyConflict, IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { cancelReport } from '../resolvers/reports/cancel-report.ts';
import { createReport } from '../resolvers/reports/create-report.ts';
import { TooManyReports } from '../resolvers/reports/errors.ts';
import { documentOfReport, myReports, reportOf, visibleReports } from '../resolvers/reports/read.ts';
import { watchReports } from '../resolvers/reports/watch.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { Document } from './documents.ts';
import { RefusalInterface } from './errors.ts';
import { afterArg, IDEMPOTENCY_KEY, ownerArg } from './inputs.ts';

builder.objectType(TooManyReports, {
  name: 'TooManyReports',
  description: 'As many reports wait or are being made as may be at once.',
  interfaces: [RefusalInterface],
  fields: (t) => ({ most: t.exposeInt('most', { description: 'How many that is.' }) }),
});

export const ReportKind = enumOf('ReportKind', 'What a report is about.', {
  ESG_SUMMARY:
    'What was bought and retired in a period: by project, type, vintage, country and scope of claim, with what was spent and how much of it is covered by PoAI proofs.',
  PROJECT: 'One project: what is known of it, its credits, retirements and proofs.',
  ACCOUNT_STATEMENT: 'Every movement of the wallets and holdings in a period, with what was there before and after.',
  TRADES: 'Every trade, bought and sold.',
  AUDIT_TRAIL: 'The audit log with the hashes by which anybody can check it. For PLATFORM_ADMIN.',
  CUSTOM: 'The rows, columns, filters and groups that are asked for.',
  CAD_TRUST: 'Published projects and their units in the data model of the Climate Action Data Trust.',
  ARTICLE_6:
    'Authorized mitigation outcomes in the tables of the agreed electronic format (Article 6 of the Paris Agreement).',
  STATISTICS: 'What was sold, spent, sent and retired in a period, in all and day by day, as `myStatistics` has it.',
  PLATFORM_STATISTICS:
    'What the platform comes to in a period, as `adminStatistics` has it. For FINANCE and PLATFORM_ADMIN.',
} satisfies Record<KindCode, string>);

export const ReportFormat = enumOf('ReportFormat', 'What a report is written in.', {
  PDF: 'To be read and printed; for short ones.',
  CSV: 'For programs and spreadsheets (RFC 4180, UTF-8). Text that a spreadsheet would take for a formula begins with an apostrophe.',
  JSON: 'For programs.',
  XLSX: 'An Excel workbook, with a sheet for each table.',
} satisfies Record<FormatCode, string>);

const ReportStatus = enumOf('ReportStatus', 'How far a report is.', {
  QUEUED: 'It waits for a worker.',
  RUNNING: 'It is being made; `rowsDone` of `rowsTotal` are written.',
  READY: 'Its `document` can be downloaded.',
  FAILED: 'It could not be made; `reason` says why.',
  CANCELLED: 'Its owner wants it no more.',
} satisfies Record<StatusCode, string>);

const COUNT = 'as decimal text';
const Report = builder.objectRef<ReportRow>('Report');
builder.node(Report, {
  id: { resolve: ({ id }) => id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleReports(ctx, ids),
  description: 'Something that its owner wants to know, written into a file.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ReportKind, description: 'What it is about.' }),
    format: t.expose('format', { type: ReportFormat, description: 'What it is written in.' }),
    status: t.expose('status', { type: ReportStatus, description: 'How far it is.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it FAILED, or why its last attempt did.' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was begun.' }),
    rowsDone: t.field({
      type: 'Decimal',
      description: `Rows that are written, ${COUNT}.`,
      resolve: ({ rowsDone }) => rowsDone.toString(),
    }),
    rowsTotal: t.field({
      type: 'Decimal',
      nullable: true,
      description: `All of its rows, ${COUNT}; null until they were counted.`,
      resolve: ({ rowsTotal }) => rowsTotal?.toString() ?? null,
    }),
    document: t.field({
      type: Document,
      nullable: true,
      description: 'The file, with a link to download it; null while there is none, and once it was deleted.',
      resolve: (report, _, ctx) => documentOfReport(ctx, report),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it was last begun.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was READY, FAILED or CANCELLED.',
    }),
  }),
});

const ReportConnection = builder.connectionObject(
  { type: Report, name: 'ReportConnection', description: 'A page of reports.' },
  { name: 'ReportEdge', description: 'A report and its cursor.' },
);

builder.queryField('myReports', (t) =>
  t.field({
    type: ReportConnection,
    description: 'Your reports, or those of an organization, newest first.',
    args: {
      ...ownerArg,
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await myReports(ctx, args)),
  }),
);

const CustomDataset = enumOf('CustomReportDataset', 'What the rows of a custom report are.', {
  TRADES:
    'Trades: at, side, asset, project, registry, type, country, vintage, tonnes, currency, price, total, fee, status.',
  ORDERS:
    'Lines of orders: at, completed_at, status, source, asset, project, registry, type, country, vintage, tonnes, currency, price, total, fee.',
  RETIREMENTS:
    'Retirements: requested_at, retired_at, status, project, registry, type, country, vintage, tonnes, reason, beneficiary, beneficiary_country, consumption_country, message.',
  ENTRIES:
    'Movements of wallets and holdings: at, kind, account, asset, project, registry, type, country, vintage, amount, balance_after.',
} satisfies Record<DatasetCode, string>);

const CustomOperator = enumOf('CustomReportOperator', 'How a column is compared with a value.', {
  EQ: 'It is the same.',
  NE: 'It is another, or nothing.',
  LT: 'It is less.',
  LTE: 'It is the same or less.',
  GT: 'It is more.',
  GTE: 'It is the same or more.',
  CONTAINS: 'The text holds it, whatever the case of its letters.',
} satisfies Record<OperatorCode, string>);

const CustomFilterInput = builder.inputType('CustomReportFilter', {
  description: 'Which rows.',
  fields: (t) => ({
    column: t.string({ description: 'Of which column.' }),
    operator: t.field({ type: CustomOperator, description: 'How it is compared.' }),
    value: t.string({ description: 'With what: text, a decimal, or a moment such as 2026-11-21T00:00:00Z.' }),
  }),
});

export const CustomReport = builder.inputType('CustomReportInput', {
  description:
    'The rows, columns, filters and groups of a custom report. Columns are named in the description of its rows.',
  fields: (t) => ({
    dataset: t.field({ type: CustomDataset, description: 'What its rows are.' }),
    columns: t.stringList({ required: false, description: 'Which columns, in their order; without `groupBy`.' }),
    filters: t.field({ type: [CustomFilterInput], required: false, description: 'All of them must hold.' }),
    groupBy: t.stringList({
      required: false,
      description: 'Rows with the same values in these columns are put together, and counted.',
    }),
    sums: t.stringList({
      required: false,
      description:
        'Columns that are added up in each group: tonnes; money with `currency` (`asset` of ENTRIES) among `groupBy`.',
    }),
  }),
});

builder.relayMutationField(
  'reportCreate',
  {
    description: 'What to report.',
    inputFields: (t) => ({
      kind: t.field({ type: ReportKind, description: 'What it is about.' }),
      format: t.field({ type: ReportFormat, description: 'What it is written in.' }),
      from: t.field({ type: 'DateTime', required: false, description: 'Of this moment and later.' }),
      to: t.field({ type: 'DateTime', required: false, description: 'Of before this moment.' }),
      projectId: t.id({ required: false, description: 'Of which project; for PROJECT alone.' }),
      section: t.string({
        required: false,
        description: 'Only the table of this name, such as `units` of CAD_TRUST: so CSV has its columns alone.',
      }),
      custom: t.field({ type: CustomReport, required: false, description: 'What exactly; for CUSTOM alone.' }),
      timeZone: t.string({
        required: false,
        description: 'Whose days statistics are made of: an IANA time zone (default: UTC).',
      }),
      mail: t.boolean({ required: false, description: 'Mail you a link when it is there (default: no).' }),
      organizationId: t.id({ required: false, description: 'About which organization (default: about you).' }),
      idempotencyKey: t.string(IDEMPOTENCY_KEY),
    }),
  },
  {
    description: 'Asks for a report. It is queued and made by the workers: `reportChanged` tells how far it is.',
    errors: { types: [InputInvalid, NotFound, TooManyReports, IdempotencyConflict] },
    resolve: (_, { input }, ctx) => createReport(ctx, input),
  },
  {
    description: 'The report.',
    outputFields: (t) => ({
      report: t.field({ type: Report, description: 'The report.', resolve: (report) => report }),
    }),
  },
);

builder.relayMutationField(
  'reportCancel',
  {
    description: 'Which report.',
    inputFields: (t) => ({ reportId: t.id({ description: 'Id of the report.' }) }),
  },
  {
    description: 'Ends a report that waits or is being made.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition] },
    resolve: (_, { input }, ctx) => cancelReport(ctx, input),
  },
  {
    description: 'The report as it is now.',
    outputFields: (t) => ({
      report: t.field({ type: Report, description: 'The report.', resolve: (report) => report }),
    }),
  },
);

const ReportChangedEvent = builder.objectRef<FeedEvent<'report'>>('ReportChangedEvent').implement({
  description: 'A report moved on.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it did.' }),
    status: t.field({
      type: ReportStatus,
      description: 'How far it was then.',
      resolve: ({ payload }) => payload.status as StatusCode,
    }),
    rowsDone: t.field({
      type: 'Decimal',
      description: `Rows that were written then, ${COUNT}.`,
      resolve: ({ payload }) => payload.rowsDone,
    }),
    rowsTotal: t.field({
      type: 'Decimal',
      nullable: true,
      description: `All of its rows, ${COUNT}; null until they were counted.`,
      resolve: ({ payload }) => payload.rowsTotal,
    }),
    report: t.field({
      type: Report,
      description: 'The report as it is now; it may have moved on since the event.',
      resolve: ({ payload }, _, ctx) => reportOf(ctx, payload.id),
    }),
  }),
});

builder.subscriptionField('reportChanged', (t) =>
  t.field({
    type: ReportChangedEvent,
    description: 'How far your reports are, or those of an organization of yours, as they move on.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization, in place of your own.' }),
      reportId: t.arg.id({ required: false, description: 'Only this one.' }),
      ...afterArg,
    },
    subscribe: (_, args, ctx) => watchReports(ctx, args),
    resolve: (event) => event,
  }),
);
