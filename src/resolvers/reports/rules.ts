import { z } from 'zod';
import { type ReportFormat, reportFormat, type ReportKind, reportKind } from '../../db/reports.ts';
import { timeZone } from '../analytics/rules.ts';
import { customQuery } from './custom-rules.ts';
import { actingFor, idempotencyKey, moment, nodeId, optional } from '../input.ts';

/** What exactly is wanted: as a report keeps it, so that a later attempt makes the same. */
export const reportParameters = z.object({
  from: optional(moment),
  to: optional(moment),
  projectId: optional(z.uuid()),
  /** Only this table. */
  section: optional(z.string().regex(/^[a-z][A-Za-z_]{0,30}$/, 'is no name of a table')),
  custom: optional(customQuery),
  /** Whose days statistics are made of. */
  timeZone: optional(timeZone),
});
export type ReportParameters = z.output<typeof reportParameters>;

/** Parameters as JSON takes them. */
export const keptParameters = (parameters: ReportParameters): Readonly<Record<string, unknown>> =>
  JSON.parse(JSON.stringify(parameters)) as Readonly<Record<string, unknown>>;

interface Wanted {
  readonly kind: ReportKind;
  readonly format: ReportFormat;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly projectId?: string | undefined;
  readonly custom?: unknown;
  readonly timeZone?: string | undefined;
}
type Issues = { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void };

/** Which kinds say nothing without a period, whether it is given or comes from a schedule. */
const NEEDS_PERIOD: ReadonlySet<ReportKind> = new Set([
  'ESG_SUMMARY',
  'ACCOUNT_STATEMENT',
  'STATISTICS',
  'PLATFORM_STATISTICS',
]);

/** What a client wants, beyond the shape of each field. */
export function checkWanted(
  { kind, from, to, projectId, custom, timeZone: zone }: Wanted,
  issues: Issues,
  isScheduled: boolean,
): void {
  const wrong = (path: string, message: string) => issues.addIssue({ code: 'custom', path: [path], message });
  if (from && to && to <= from) wrong('to', 'must be after `from`');
  if (!isScheduled && NEEDS_PERIOD.has(kind)) {
    if (!from) wrong('from', `a report of the kind ${kind} needs it`);
    if (!to) wrong('to', `a report of the kind ${kind} needs it`);
  }
  if ((kind === 'PROJECT') !== (projectId !== undefined)) {
    wrong('projectId', kind === 'PROJECT' ? 'says of which project' : 'only a report of the kind PROJECT takes it');
  }
  if ((kind === 'CUSTOM') !== (custom !== undefined)) {
    wrong('custom', kind === 'CUSTOM' ? 'says which rows and columns' : 'only a report of the kind CUSTOM takes it');
  }
  if (zone !== undefined && kind !== 'STATISTICS' && kind !== 'PLATFORM_STATISTICS') {
    wrong('timeZone', 'only statistics take it: the other kinds are of moments');
  }
}

/** What reports and schedules of reports are asked for with. */
export const wanted = {
  kind: z.enum(reportKind.enumValues),
  format: z.enum(reportFormat.enumValues),
  projectId: optional(nodeId('Project')),
  section: reportParameters.shape.section,
  custom: optional(customQuery),
  timeZone: reportParameters.shape.timeZone,
  mail: optional(z.boolean()),
  organizationId: actingFor,
  idempotencyKey,
};

export const createReportInput = z
  .object({ ...wanted, from: optional(moment), to: optional(moment) })
  .superRefine((input, issues) => checkWanted(input, issues, false));

export const reportIdInput = z.object({ reportId: nodeId('Report') });
