import type { AssignmentRow } from '../../db/poai.ts';
import type { Context } from '../context.ts';

/** The name of the organization that a reviewer acts for. */
export async function organizationNameOf(ctx: Context, { organizationId }: AssignmentRow): Promise<string | null> {
  const organization = organizationId === null ? undefined : await ctx.loaders.organizations.load(organizationId);
  return organization?.legalName ?? null;
}
