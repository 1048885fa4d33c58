import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { selectBatchesOf } from '../../src/db/batches.ts';
import { selectSubjectBlocks } from '../../src/db/poai-subjects.ts';
import { selectProjectByNativeId } from '../../src/db/projects.ts';
import { importCredits } from '../../src/resolvers/batches/import-credits.ts';
import { creditMappings } from '../../src/resolvers/batches/mapping.ts';
import { platformContext } from '../../src/resolvers/context.ts';
import { importProjects } from '../../src/resolvers/projects/import-projects.ts';
import { verra } from '../../src/resolvers/projects/mappings/verra.ts';
import { readRegistryCsv, type RegistryRow } from '../../src/workers/outside/registry-csv.ts';
import type { TestApp } from '../harness.ts';
import { monitoringCsv } from '../monitoring.ts';

/** Motion Energy EV Industry Charger Project, a real one of Verra. */
const NATIVE_ID = '2348';

async function* beforeRetired(rows: AsyncIterable<RegistryRow>) {
  for await (const row of rows) {
    if (!('cells' in row) || row.cells['ID'] !== NATIVE_ID) continue;
    const cells = Object.entries(row.cells).map(([name, cell]) => [name, name.startsWith('Retirement') ? '' : cell]);
    yield { ...row, cells: Object.fromEntries(cells) as typeof row.cells };
  }
}

export interface Subject {
  readonly projectId: string;
  readonly batchId: string;
}

/** All projects of the registry, and the credits of one as they stood before they were retired, from its own lists. */
export async function importReal(t: TestApp, folder: string): Promise<Subject> {
  const ctx = platformContext(t.app, 'import');
  const [mapping] = creditMappings;
  if (!mapping) throw new Error('no mapping');
  const read = (file: string, columns: readonly string[]) =>
    readRegistryCsv(() => createReadStream(join(folder, file)), columns);
  const fileName = 'verra_projects.csv';
  await importProjects(ctx, { mapping: verra, rows: read(fileName, verra.columns), fileName });
  const credits = beforeRetired(read('verra_vcus_australia.csv', mapping.columns));
  await importCredits(ctx, { mapping, rows: credits });
  const project = await selectProjectByNativeId(t.db, 'VERRA', NATIVE_ID);
  const [batch] = project ? await selectBatchesOf(t.db, project.id) : [];
  if (!project || !batch) throw new Error('the registry’s lists were not taken in');
  return { projectId: project.id, batchId: batch.id };
}

/** What was measured for the credits of the batch. */
export async function monitoringOf(t: TestApp, subject: Subject): Promise<string> {
  const blocks = await selectSubjectBlocks(t.db, subject, 100);
  const claim = blocks.reduce((sum, { blockStart, blockEnd }) => sum + blockEnd - blockStart + 1n, 0n);
  const period = { from: '2021-01-01', to: '2021-11-30' };
  return monitoringCsv([
    { parameter: 'baseline_emissions', value: `${claim + 2n}.25`, ...period },
    { parameter: 'project_emissions', unit: 'kgCO2e', value: '2000', ...period },
    { parameter: 'leakage', value: '0', ...period },
  ]);
}
