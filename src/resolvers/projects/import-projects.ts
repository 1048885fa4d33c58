import { brokenConstraint, type Db } from '../../db/client.ts';
import {
  lockImportsOf,
  lockProjects,
  selectLastImported,
  selectProjectsByNativeIds,
} from '../../db/project-imports.ts';
import { selectMethodologiesOf } from '../../db/project-parts.ts';
import type { ProjectRow } from '../../db/projects.ts';
import type { Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import {
  importRegistryRows,
  type RefusedRow,
  type RegistryFileRow,
  type RegistryImportReport,
  type Taken,
} from '../registry-import.ts';
import { changesOf, EMPTY, fieldsKept, fieldsOf, inOrder, type ProjectFields } from './fields.ts';
import type { ProjectMapping, ProjectRecord } from './mappings/mapping.ts';
import { recordChange, recordNewProjects } from './record.ts';
import { checkFields } from './rules.ts';
import { isUnchecked, UNCHECKED } from './unchecked.ts';

interface Told extends ProjectRecord {
  readonly line: number;
}

export interface ProjectsFile {
  readonly mapping: ProjectMapping;
  readonly rows: AsyncIterable<RegistryFileRow>;
  /** What history names as the reason. */
  readonly fileName: string;
}

/**
 * Takes in a registry's list of projects. What is new is stored, and published as the registry has it; what the registry
 * says otherwise than the last time is a change, with the file as its reason; a second time nothing changes. What was
 * corrected here stays until the registry itself says something else of that field.
 */
export async function importProjects(
  ctx: Context,
  { mapping, rows, fileName }: ProjectsFile,
): Promise<RegistryImportReport> {
  const reason = `Import of ${fileName}`;
  const lines = new Map<string, number>();
  return importRegistryRows<Told>(ctx, {
    rows,
    read: ({ line, cells }) => {
      const record = mapping.read(cells);
      if (typeof record === 'string') return record;
      const first = lines.get(record.nativeId);
      if (first !== undefined) return `its number ${record.nativeId} is that of line ${first}`;
      lines.set(record.nativeId, line);
      return faultOf(record) ?? { ...record, line };
    },
    take: (tx, told) => takeProjects(tx, { registry: mapping.registry, told, reason }),
    // Somebody wrote a project with one of the numbers meanwhile: now it is known.
    mayPass: (error) => brokenConstraint(error) === 'projects_native_id',
  });
}

/** Words about what the fields of a record say against each other. */
function faultOf({ fields }: ProjectRecord): string | undefined {
  try {
    checkFields({ ...EMPTY, ...fields });
    return undefined;
  } catch (error) {
    if (!(error instanceof InputInvalid)) throw error;
    return error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
  }
}

interface Part {
  readonly registry: string;
  readonly told: readonly Told[];
  readonly reason: string;
}

async function takeProjects(tx: Db, { registry, told, reason }: Part): Promise<Taken> {
  await lockImportsOf(tx, registry);
  const known = await knownOf(tx, registry, told);
  const refused: RefusedRow[] = [];
  const [added, different]: [Told[], { project: ProjectRow; record: Told }[]] = [[], []];
  for (const record of told) {
    const before = known.get(record.nativeId);
    if (!before) added.push(record);
    else if (isUnchecked(before.project)) refused.push({ line: record.line, reason: UNCHECKED });
    else if (differs(before.fields, record.fields)) different.push({ project: before.project, record });
  }
  const changed = await changeProjects(tx, different, reason);
  await recordNewProjects(
    tx,
    added.map(({ nativeId, fields }) => ({ actorId: null, reason, fields: { ...fields, registry, nativeId } })),
  );
  const unchanged = told.length - added.length - changed - refused.length;
  return { stored: added.length, changed, unchanged, refused };
}

interface Known {
  readonly project: ProjectRow;
  readonly fields: ProjectFields;
}

async function knownOf(tx: Db, registry: string, told: readonly Told[]): Promise<ReadonlyMap<string, Known>> {
  const numbers = told.map(({ nativeId }) => nativeId);
  const projects = await selectProjectsByNativeIds(tx, registry, numbers);
  const methodologies = Map.groupBy(
    await selectMethodologiesOf(
      tx,
      projects.map(({ id }) => id),
    ),
    ({ projectId }) => projectId,
  );
  return new Map(
    projects.map((project) => [
      project.nativeId ?? '',
      { project, fields: fieldsOf(project, methodologies.get(project.id) ?? []) },
    ]),
  );
}

const differs = (known: ProjectFields, told: ProjectRecord['fields']): boolean =>
  Object.keys(changesOf(known, inOrder({ ...known, ...told }))).length > 0;

/** Writes what registries say otherwise than the last time; gives how many projects that changed. */
async function changeProjects(
  tx: Db,
  different: readonly { readonly project: ProjectRow; readonly record: Told }[],
  reason: string,
): Promise<number> {
  if (different.length === 0) return 0;
  const ids = different.map(({ project }) => project.id);
  const locked = new Map((await lockProjects(tx, ids)).map((project) => [project.id, project]));
  const last = Map.groupBy(await selectLastImported(tx, ids), ({ projectId }) => projectId);
  const work = different.map(async ({ project: { id }, record }) => {
    const before = locked.get(id);
    if (!before) throw new Error(`project ${id} was there and is not`);
    const values = new Map((last.get(id) ?? []).map(({ field, value }) => [field, value]));
    const change = saidAnew(fieldsKept(values), record.fields);
    const after = await recordChange(tx, before, { change, actorId: null, reason });
    return after.version !== before.version;
  });
  // All of them, since a transaction that ended under a statement would leave that one to another's connection.
  const outcomes = await Promise.allSettled(work);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value).length;
}

/** The fields of which the registry says something else than it did. */
function saidAnew(last: ProjectFields, told: ProjectRecord['fields']): Partial<ProjectFields> {
  const anew = changesOf(last, inOrder({ ...last, ...told }));
  return Object.fromEntries(Object.entries(told).filter(([field]) => field in anew));
}
