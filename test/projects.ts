import type { HistoryRow, ProjectRow, ProjectStatus } from '../src/db/projects.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { changeProjectStatus } from '../src/resolvers/projects/change-project-status.ts';
import { createProject } from '../src/resolvers/projects/create-project.ts';
import type { TestApp, TestUser } from './harness.ts';

/** The id of a project as clients send it. */
export const projectIdOf = ({ id }: { readonly id: string }): string => encodeId('Project', id);

/** All that a project needs on its way to be registered, but the number, of which a registry has one. */
export const MANGROVES = {
  name: 'Mangroves of Gazi Bay',
  description: 'Restores mangroves with the people of Gazi.',
  proponent: 'Mikoko Pamoja',
  program: 'Verified Carbon Standard',
  methodologies: [{ program: 'VERRA', code: 'VM0033', version: '2.1' }],
  projectType: 'Agriculture Forestry and Other Land Use',
  category: 'ARR; WRC',
  mitigation: 'REMOVAL_NATURE',
  country: 'KE',
  location: { type: 'Point', coordinates: [39.51, -4.42] },
  creditingStart: '2026-01-01',
  creditingEnd: '2045-12-31',
  estimatedAnnualReductions: '3000',
  sdgs: [13, 14, 1],
} as const;

let numbers = 0;

export const draftOf = (owner: TestUser, given: object = {}): Promise<ProjectRow> =>
  createProject(owner.ctx, { ...MANGROVES, registry: 'VERRA', nativeId: `T${(numbers += 1)}`, ...given });

const WAYS: Record<ProjectStatus, readonly ProjectStatus[]> = {
  DRAFT: [],
  LISTED: ['LISTED'],
  UNDER_VALIDATION: ['LISTED', 'UNDER_VALIDATION'],
  VALIDATED: ['LISTED', 'UNDER_VALIDATION', 'VALIDATED'],
  REGISTERED: ['LISTED', 'UNDER_VALIDATION', 'VALIDATED', 'REGISTERED'],
  COMPLETED: ['LISTED', 'UNDER_VALIDATION', 'VALIDATED', 'REGISTERED', 'COMPLETED'],
  WITHDRAWN: ['LISTED', 'WITHDRAWN'],
  REJECTED: ['LISTED', 'REJECTED'],
  DEREGISTERED: ['LISTED', 'UNDER_VALIDATION', 'VALIDATED', 'REGISTERED', 'DEREGISTERED'],
};

/** A project of the owner that has come to this status by the way that leads there, taken by an admin. */
export async function projectIn(
  by: { readonly owner: TestUser; readonly admin: TestUser },
  status: ProjectStatus,
  given: object = {},
): Promise<ProjectRow> {
  let project = await draftOf(by.owner, given);
  for (const next of WAYS[status]) {
    const wish = { projectId: projectIdOf(project), status: next, reason: `on the way to ${status}` };
    project = await changeProjectStatus(by.admin.ctx, wish);
  }
  return project;
}

/** What is recorded of it, the last first. */
export async function historyIn(t: TestApp, { id }: { readonly id: string }): Promise<HistoryRow[]> {
  return await t.db.sql<HistoryRow[]>`select * from project_history where project_id = ${id} order by seq desc`;
}

/** What the audit log says was done to it, the oldest first. */
export async function auditOf(t: TestApp, { id }: { readonly id: string }) {
  return await t.db.sql<{ action: string; actorId: string; detail: unknown }[]>`
    select action, actor_id, detail from audit_log where subject_id = ${id} order by seq`;
}
