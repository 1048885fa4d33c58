import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { selectBatchesOf } from '../db/batches.ts';
import { selectProjectByNativeId } from '../db/projects.ts';
import { importCredits } from '../resolvers/batches/import-credits.ts';
import { creditMappings } from '../resolvers/batches/mapping.ts';
import type { Context } from '../resolvers/context.ts';
import { importProjects } from '../resolvers/projects/import-projects.ts';
import { projectMappings } from '../resolvers/projects/mappings/known.ts';
import type { RegistryImportReport } from '../resolvers/registry-import.ts';
import { readRegistryCsv } from '../workers/outside/registry-csv.ts';

/** Invented, in the form of Verra's exports; none has a number that Verra gives. */
const DATA = join(import.meta.dirname, 'demo-data');
const REGISTRY = 'VERRA';
/** The last project of the list, which is also that of the last credits: where it is, all of its file is. */
const LAST = { projects: 'DEMO-140', credits: 'DEMO-138' } as const;

/**
 * Takes in the lists that a registry would publish, by the same way as `npm run projects` and `npm run credits`, once.
 * Gives the reports of what was taken in now.
 */
export async function importDemoRegistry(ctx: Context): Promise<RegistryImportReport[]> {
  const { db } = ctx.app;
  const reports: RegistryImportReport[] = [];
  const projects = mappingOf(projectMappings);
  if (!(await selectProjectByNativeId(db, REGISTRY, LAST.projects))) {
    const fileName = 'verra-projects.csv';
    const rows = read(fileName, projects.columns);
    reports.push(await importProjects(ctx, { mapping: projects, rows, fileName }));
  }
  const project = await selectProjectByNativeId(db, REGISTRY, LAST.credits);
  if (project && (await selectBatchesOf(db, project.id)).length === 0) {
    const credits = mappingOf(creditMappings);
    reports.push(await importCredits(ctx, { mapping: credits, rows: read('verra-credits.csv', credits.columns) }));
  }
  return reports;
}

const read = (fileName: string, columns: readonly string[]) =>
  readRegistryCsv(() => createReadStream(join(DATA, fileName)), columns);

function mappingOf<M extends { readonly registry: string }>(mappings: readonly M[]): M {
  const found = mappings.find(({ registry }) => registry === REGISTRY);
  if (!found) throw new Error(`there is no mapping of ${REGISTRY}`);
  return found;
}
