import { v7 as newId } from 'uuid';
import { brokenConstraint, type Db } from '../../db/client.ts';
import { insertHistory, LABEL_FIELD, readHistoryClock } from '../../db/project-history.ts';
import { insertMethodologies, replaceMethodologies, selectMethodologiesOf } from '../../db/project-parts.ts';
import {
  type FieldChanges,
  type HistoryRow,
  insertProjects,
  type LabelRow,
  type ProjectRow,
  updateProjectRow,
} from '../../db/projects.ts';
import { InputInvalid } from '../errors.ts';
import { tell } from '../feed.ts';
import { NativeIdTaken } from './errors.ts';
import { changesOf, columnsOf, EMPTY, fieldsOf, inOrder, type ProjectFields } from './fields.ts';
import { projectChanged } from './rules.ts';

/** Who changes a project, why, and since when it is so (the moment of recording, unless it is said). */
export interface Deed {
  /** Null: an import. */
  readonly actorId: string | null;
  readonly reason: string;
  readonly effectiveAt?: Date | undefined;
}

export interface NewProjectDeed extends Deed {
  /** The fields that are set. */
  readonly fields: Partial<ProjectFields>;
  readonly organizationId?: string | null;
}

/**
 * Writes new projects with their first rows of history, and tells of those that are published. Breaks
 * `projects_native_id` (see `refuseTaken`). The caller has checked the fields.
 */
export async function recordNewProjects(tx: Db, deeds: readonly NewProjectDeed[]): Promise<ProjectRow[]> {
  if (deeds.length === 0) return [];
  const { now } = await readHistoryClock(tx, newId(), []);
  const made = deeds.map((deed) => {
    checkEffective(deed.effectiveAt, now, null);
    const fields = inOrder({ ...EMPTY, ...deed.fields });
    const id = newId();
    const publishedAt = fields.status === 'DRAFT' ? null : now;
    return {
      deed,
      fields,
      row: {
        ...columnsOf(fields),
        id,
        createdBy: deed.actorId,
        organizationId: deed.organizationId ?? null,
        publishedAt,
      },
    };
  });
  const stamps = { createdAt: now, updatedAt: now, version: 1 };
  const projects = await insertProjects(
    tx,
    made.map(({ row }) => ({ ...row, ...stamps })),
  );
  await insertMethodologies(
    tx,
    made.flatMap(({ row, fields }) => fields.methodologies.map((each) => ({ ...each, projectId: row.id }))),
  );
  const byId = new Map(projects.map((project) => [project.id, project]));
  const inserted = made.map(({ row }) => byId.get(row.id) as ProjectRow);
  const history = made.map(({ deed, fields }, index) => {
    // The name and the status are always said, so that a project is known from its first row on.
    const first = { name: { from: null, to: fields.name }, status: { from: null, to: fields.status } };
    return historyOf(inserted[index] as ProjectRow, { ...changesOf(EMPTY, fields), ...first }, deed, now);
  });
  await insertHistory(tx, history);
  await tell(tx, inserted.flatMap(projectChanged));
  return inserted;
}

/**
 * Changes fields of a project that the caller has locked, with their row of history. What is so already is no change:
 * the project then comes back as it is. Throws InputInvalid where `effectiveAt` is ahead, or before one of the fields
 * became what it is: the newest of each field is what holds now.
 */
export async function recordChange(
  tx: Db,
  before: ProjectRow,
  { change, ...deed }: Deed & { readonly change: Partial<ProjectFields> },
): Promise<ProjectRow> {
  const known = fieldsOf(before, await selectMethodologiesOf(tx, [before.id]));
  const fields = inOrder({ ...known, ...change });
  const changes = changesOf(known, fields);
  if (Object.keys(changes).length === 0) return before;
  const { now, since } = await readHistoryClock(tx, before.id, Object.keys(changes));
  checkEffective(deed.effectiveAt, now, since);
  const publishes = before.publishedAt === null && fields.status !== 'DRAFT' && fields.status !== 'WITHDRAWN';
  const stamp = { updatedAt: now, version: before.version + 1, ...(publishes ? { publishedAt: now } : {}) };
  const after = await updateProjectRow(tx, before.id, { ...columnsOf(fields), ...stamp });
  if ('methodologies' in changes) await replaceMethodologies(tx, before.id, fields.methodologies);
  await insertHistory(tx, [historyOf(after, changes, deed, now)]);
  await tell(tx, projectChanged(after));
  return after;
}

/** Notes that a label of a locked project became this, as the project's next version. */
export async function recordLabel(
  tx: Db,
  before: ProjectRow,
  { from, to, ...deed }: Omit<Deed, 'effectiveAt'> & { readonly from: LabelRow | null; readonly to: LabelRow },
): Promise<ProjectRow> {
  const { now } = await readHistoryClock(tx, before.id, []);
  const after = await updateProjectRow(tx, before.id, { updatedAt: now, version: before.version + 1 });
  const changes = { [`${LABEL_FIELD}${to.id}`]: { from, to } };
  await insertHistory(tx, [historyOf(after, changes, deed, now)]);
  await tell(tx, projectChanged(after));
  return after;
}

function historyOf(
  { id, version, status, suspended, nativeStatus }: ProjectRow,
  changes: FieldChanges,
  { actorId, reason, effectiveAt }: Deed,
  recordedAt: Date,
): HistoryRow {
  const times = { effectiveAt: effectiveAt ?? recordedAt, recordedAt };
  return { projectId: id, seq: version, ...times, actorId, reason, changes, status, suspended, nativeStatus };
}

/** Throws InputInvalid. */
function checkEffective(effectiveAt: Date | undefined, now: Date, since: Date | null): void {
  if (!effectiveAt) return;
  const issue = (message: string) => new InputInvalid([{ path: ['effectiveAt'], message }]);
  if (effectiveAt > now) throw issue('has not come yet: what is to come is recorded when it has come');
  if (since && effectiveAt < since) throw issue(`is before ${since.toISOString()}, since when it is as it is now`);
}

/** Gives words to what the database refuses of a project's names. Throws NativeIdTaken, InputInvalid. */
export async function refuseTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const constraint = brokenConstraint(error);
    if (constraint === 'projects_native_id') throw new NativeIdTaken();
    if (constraint === 'projects_registry_registries_code_fkey') {
      throw new InputInvalid([{ path: ['registry'], message: 'is no registry of the platform: see `registries`' }]);
    }
    throw error;
  }
}
