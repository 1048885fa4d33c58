import { eq, inArray } from 'drizzle-orm';
import type { Db } from './client.ts';
import {
  type LabelRow,
  type Methodology,
  type MethodologyRow,
  projectLabels,
  projectMethodologies,
} from './projects.ts';

/** By code within each project. */
export async function selectMethodologiesOf({ orm }: Db, projectIds: readonly string[]): Promise<MethodologyRow[]> {
  const { program, code, version } = projectMethodologies;
  return await orm
    .select()
    .from(projectMethodologies)
    .where(inArray(projectMethodologies.projectId, [...projectIds]))
    .orderBy(code, program, version);
}

/** Of projects that have none yet. */
export async function insertMethodologies({ orm }: Db, rows: readonly MethodologyRow[]): Promise<void> {
  if (rows.length > 0) await orm.insert(projectMethodologies).values([...rows]);
}

/** These instead of those it has. */
export async function replaceMethodologies(db: Db, projectId: string, list: readonly Methodology[]): Promise<void> {
  await db.orm.delete(projectMethodologies).where(eq(projectMethodologies.projectId, projectId));
  await insertMethodologies(
    db,
    list.map((methodology) => ({ ...methodology, projectId })),
  );
}

/** Oldest grant first. */
export async function selectLabelsOf({ orm }: Db, projectIds: readonly string[]): Promise<LabelRow[]> {
  return await orm
    .select()
    .from(projectLabels)
    .where(inArray(projectLabels.projectId, [...projectIds]))
    .orderBy(projectLabels.id);
}

/** Read under the lock of its project it stays as it is. */
export async function selectLabelsById({ orm }: Db, ids: readonly string[]): Promise<LabelRow[]> {
  return await orm
    .select()
    .from(projectLabels)
    .where(inArray(projectLabels.id, [...ids]));
}

/** Breaks `project_labels_overlap` if the project has the label on one of these days already. */
export async function insertLabel(
  { orm }: Db,
  row: typeof projectLabels.$inferInsert & { readonly id: string },
): Promise<LabelRow> {
  const [inserted] = await orm.insert(projectLabels).values(row).returning();
  return inserted as LabelRow;
}

/** Sets the last day of a label. Breaks `project_labels_overlap`, `project_labels_period`. */
export async function updateLabelEnd({ orm }: Db, labelId: string, validTo: string): Promise<LabelRow> {
  const [row] = await orm.update(projectLabels).set({ validTo }).where(eq(projectLabels.id, labelId)).returning();
  return row as LabelRow;
}
