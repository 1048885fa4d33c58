import { LABEL_FIELD, selectFieldsAsOf } from '../../db/project-history.ts';
import type { LabelRow, ProjectRow } from '../../db/projects.ts';
import type { Context } from '../context.ts';
import { moment, nodeId, optional, readInput } from '../input.ts';
import { z } from 'zod';
import { columnsOf, fieldsKept, type ProjectFields } from './fields.ts';
import { seesDraft } from './own.ts';
import { findProject } from './read.ts';

const asOfInput = z.object({ id: nodeId('Project'), effectiveAt: moment, recordedAt: optional(moment) });

/** A project as it was at a moment, by what was known at another. */
export type ProjectAsOf = ReturnType<typeof columnsOf> &
  Pick<ProjectFields, 'methodologies'> & {
    readonly project: ProjectRow;
    readonly effectiveAt: Date;
    readonly recordedAt: Date;
    /** Those that held on the day of `effectiveAt` (UTC). */
    readonly labels: readonly LabelRow[];
  };

/**
 * What was true of a project at `effectiveAt`, as it was known at `recordedAt` (now, if that is left out): each field is
 * as the change says that was effective last among those that were recorded by then, the later record of two that were
 * effective at once. Undefined where nothing was known of it yet, or the caller may not know. Throws InputInvalid.
 */
export async function projectAsOf(ctx: Context, input: unknown): Promise<ProjectAsOf | undefined> {
  const { id, effectiveAt, recordedAt = new Date() } = readInput(asOfInput, input);
  const project = await findProject(ctx, id);
  if (!project) return undefined;
  const rows = await selectFieldsAsOf(ctx.app.db, id, { effectiveAt, recordedAt });
  const values = new Map(rows.map(({ field, value }) => [field, value]));
  // The first row of every history says the status: without one, nothing was effective yet.
  if (!values.has('status')) return undefined;
  const fields = fieldsKept(values);
  const wasPublic = project.publishedAt !== null && project.publishedAt <= recordedAt && fields.status !== 'DRAFT';
  if (!wasPublic && !(await seesDraft(ctx, project))) return undefined;
  const labels = labelsOn(rows, effectiveAt.toISOString().slice(0, 10));
  return { ...columnsOf(fields), methodologies: fields.methodologies, project, effectiveAt, recordedAt, labels };
}

const labelsOn = (rows: readonly { readonly field: string; readonly value: unknown }[], date: string): LabelRow[] =>
  rows
    .filter(({ field }) => field.startsWith(LABEL_FIELD))
    .map(({ value }) => value as LabelRow)
    .filter(({ validFrom, validTo }) => validFrom <= date && (validTo === null || date <= validTo));
