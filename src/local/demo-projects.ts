import type { ProjectStatus } from '../db/projects.ts';
import type { Context } from '../resolvers/context.ts';
import { encodeId } from '../resolvers/ids.ts';
import { changeProjectStatus } from '../resolvers/projects/change-project-status.ts';
import { createProject } from '../resolvers/projects/create-project.ts';
import { myProjects } from '../resolvers/projects/read.ts';

interface DemoProject {
  readonly facts: { readonly name: string; readonly [field: string]: unknown };
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
  const known = new Map((await myProjects(owner, { first: 100 })).items.map((project) => [project.name, project]));
  for (const { facts, way } of projects) {
    const project = known.get(facts.name) ?? (await createProject(owner, facts));
    for (const status of way.slice(way.indexOf(project.status) + 1)) {
      const wish = { projectId: encodeId('Project', project.id), status, reason: 'For the demonstration' };
      await changeProjectStatus(status === 'LISTED' ? owner : admin, wish);
    }
  }
}
