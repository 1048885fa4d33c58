import { selectBatchesById } from '../../db/batches.ts';
import type { Db } from '../../db/client.ts';
import { selectOrganizationsById } from '../../db/organizations.ts';
import { selectProjectsById } from '../../db/projects.ts';
import { selectUsersById } from '../../db/users.ts';

/** What projects are called, by their ids. */
export async function projectNames(tx: Db, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(ids.flatMap((id) => id ?? []))];
  const projects = known.length > 0 ? await selectProjectsById(tx, known) : [];
  return new Map(projects.map(({ id, name }) => [id, name]));
}

/** What the projects of batches are called, by the ids of the batches. */
export async function projectNamesOfBatches(
  tx: Db,
  batchIds: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(batchIds.flatMap((id) => id ?? []))];
  const batches = known.length > 0 ? await selectBatchesById(tx, known) : [];
  const names = await projectNames(
    tx,
    batches.map(({ projectId }) => projectId),
  );
  return new Map(batches.map(({ id, projectId }) => [id, names.get(projectId) ?? '']));
}

/** What users and organizations are called, by their ids. */
export async function partyNames(tx: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(ids)];
  const users = await selectUsersById(tx, known);
  const organizations = await selectOrganizationsById(tx, known);
  return new Map([
    ...users.map(({ id, username }) => [id, username] as const),
    ...organizations.map(({ id, legalName }) => [id, legalName] as const),
  ]);
}
