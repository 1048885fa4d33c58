import type { ProjectStatus } from '../db/projects.ts';
import type { Context } from '../resolvers/context.ts';
import { encodeId } from '../resolvers/ids.ts';
import { changeProjectStatus } from '../resolvers/projects/change-project-status.ts';
import { createProject } from '../resolvers/projects/create-project.ts';
import { projectByNativeId } from '../resolvers/projects/read.ts';
import { searchMyProjects, type SearchWant } from '../resolvers/projects/search-projects.ts';

interface DemoProject {
  readonly facts: {
    readonly name: string;
    readonly registry?: string;
    readonly nativeId?: string;
    readonly [field: string]: unknown;
  };
  /** The statuses on its way, the last of which it is shown in. */
  readonly way: readonly ProjectStatus[];
}

/** Invented, and said to be: none has the number of a real project. */
const projects: readonly DemoProject[] = [
  {
    facts: {
      name: 'Demo: Mangroves of Gazi Bay',
      description: 'A demonstration. Communities of the bay restore and guard mangroves.',
      proponent: 'Demo Blue Forests',
      registry: 'VERRA',
      nativeId: 'DEMO-1',
      program: 'Verified Carbon Standard',
      methodologies: [{ program: 'VERRA', code: 'VM0033', version: '2.1' }],
      projectType: 'Agriculture Forestry and Other Land Use',
      category: 'ARR; WRC',
      mitigation: 'REMOVAL_NATURE',
      country: 'KE',
      region: 'Kwale',
      location: { type: 'Point', coordinates: [39.51, -4.42] },
      creditingStart: '2024-01-01',
      creditingEnd: '2053-12-31',
      estimatedAnnualReductions: '3000',
      sdgs: [1, 13, 14],
    },
    way: ['LISTED', 'UNDER_VALIDATION', 'VALIDATED', 'REGISTERED'],
  },
  {
    facts: {
      name: 'Demo: Rooftop solar, Recife',
      description: 'A demonstration. Schools make their own electricity and feed the rest into the grid.',
      proponent: 'Demo Solar Cooperative',
      registry: 'GOLD_STANDARD',
      nativeId: 'DEMO-2',
      methodologies: [{ program: 'CDM', code: 'AMS-I.D' }],
      projectType: 'Energy industries (renewable/non-renewable sources)',
      mitigation: 'AVOIDANCE',
      country: 'BR',
      location: { type: 'Point', coordinates: [-34.88, -8.05] },
      creditingStart: '2026-01-01',
      creditingEnd: '2035-12-31',
      estimatedAnnualReductions: '12500',
      sdgs: [4, 7, 13],
    },
    way: ['LISTED', 'UNDER_VALIDATION'],
  },
  {
    facts: {
      name: 'Demo: Biochar from rice husks',
      description: 'A demonstration, and a draft: only its owner sees it.',
      projectType: 'Carbon capture and storage',
      mitigation: 'REMOVAL_TECHNICAL',
      country: 'IN',
    },
    way: [],
  },
];

/** Writes the demo's projects, or what is missing of them, as their owner and an admin would. */
export async function fillDemoProjects({ owner, admin }: { readonly owner: Context; readonly admin: Context }) {
  for (const { facts, way } of projects) {
    const project = (await knownAs(owner, facts)) ?? (await createProject(owner, facts));
    for (const status of leftOf(way, project.status)) {
      const wish = { projectId: encodeId('Project', project.id), status, reason: 'For the demonstration' };
      await changeProjectStatus(status === 'LISTED' ? owner : admin, wish);
    }
  }
}

/** By its number, or else by its name. */
async function knownAs(owner: Context, { name, registry, nativeId }: DemoProject['facts']) {
  if (registry && nativeId) return projectByNativeId(owner, { registry, nativeId });
  const found = await searchMyProjects(owner, { search: { text: `"${name}"` } }, ROWS);
  return found.items.map(({ project }) => project).find((project) => project.name === name);
}

const ROWS: SearchWant = { page: true, count: false, facets: [], highlights: [] };

/** What is still to come of its way. Where somebody has taken it elsewhere, it is left there. */
function leftOf(way: readonly ProjectStatus[], status: ProjectStatus): readonly ProjectStatus[] {
  if (status === 'DRAFT') return way;
  return way.includes(status) ? way.slice(way.indexOf(status) + 1) : [];
}
