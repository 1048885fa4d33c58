import { z } from 'zod';
import { projectStatus } from '../../db/projects.ts';
import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { nodeId, optional, readInput, text } from '../input.ts';

const filter = z.object({
  registry: optional(text(1, 40)),
  country: optional(text(2, 2)),
  projectType: optional(text(1, 300)),
  statuses: optional(z.array(z.enum(projectStatus.enumValues)).min(1, 'names no status').max(9)),
  ownerId: optional(nodeId('User')),
  organizationId: optional(nodeId('Organization')),
});
const changedInput = z.object({ id: optional(nodeId('Project')), filterBy: filter.nullish() });

export interface ProjectChangedInput {
  readonly id?: unknown;
  readonly filterBy?: unknown;
  readonly after?: string | null | undefined;
}

/** Published projects as they are listed and change; with `after`, first what followed that cursor. */
export function watchProjects(ctx: Context, { after, ...input }: ProjectChangedInput): FeedStream<'project'> {
  const { id, filterBy } = readInput(changedInput, input);
  const { statuses, ...same }: Partial<z.output<typeof filter>> = filterBy ?? {};
  const wanted: readonly string[] | undefined = statuses;
  const equal = Object.entries({ id, ...same }).filter(([, value]) => value !== undefined);
  return watch(ctx, {
    topic: 'project',
    after,
    matches: ({ payload }) => {
      const facts: Readonly<Record<string, string | null>> = payload;
      return (!wanted || wanted.includes(payload.status)) && equal.every(([name, value]) => facts[name] === value);
    },
  });
}
