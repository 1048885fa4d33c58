import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { importCredits } from '../src/resolvers/batches/import-credits.ts';
import { creditMappings } from '../src/resolvers/batches/mapping.ts';
import { type App, platformContext } from '../src/resolvers/context.ts';
import { importProjects } from '../src/resolvers/projects/import-projects.ts';
import { verra } from '../src/resolvers/projects/mappings/verra.ts';
import { readRegistryCsv, type RegistryRow } from '../src/workers/outside/registry-csv.ts';

const REAL = '../shared/data/registries';
/** Motion Energy EV Industry Charger Project: 114 of its credits have these numbers. */
export const REAL_PROJECT = {
  nativeId: '2348',
  name: 'Motion Energy EV Industry Charger Project',
  serial: '13861-531686656-531686769-VCS-VCU-263-VER-AU-7-2348-01012021-30112021-1',
} as const;

async function* only(rows: AsyncIterable<RegistryRow>, change: (cells: Record<string, string>) => void) {
  for await (const row of rows) {
    if (!('cells' in row) || row.cells['ID'] !== REAL_PROJECT.nativeId) continue;
    const cells = { ...row.cells };
    change(cells);
    yield { ...row, cells };
  }
}

/** A project and its credits as an operator imports them from the registry's own lists, before they were retired there. */
export async function importRealProject(app: App): Promise<void> {
  const ctx = platformContext(app, 'import');
  const [mapping] = creditMappings;
  if (!mapping) throw new Error('no mapping');
  const read = (file: string, columns: readonly string[]) =>
    readRegistryCsv(() => createReadStream(join(REAL, file)), columns);
  const projects = only(read('verra_projects.csv', verra.columns), () => {});
  await importProjects(ctx, { mapping: verra, rows: projects, fileName: 'verra_projects.csv' });
  const credits = only(read('verra_vcus_australia.csv', mapping.columns), (cells) => {
    for (const name of Object.keys(cells)) if (name.startsWith('Retirement')) cells[name] = '';
  });
  await importCredits(ctx, { mapping, rows: credits });
}
