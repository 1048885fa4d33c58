import {
  type InvitationRow,
  selectInvitationsById,
  selectOpenInvitationsOf,
} from '../../db/organization-invitations.ts';
import {
  type MemberRow,
  type OrganizationRole,
  type OrganizationRow,
  selectMembersById,
  selectMembersOf,
  selectOrganizationsOf,
} from '../../db/organizations.ts';
import type { Context } from '../context.ts';
import { nodeId, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { mayFor, permit } from '../permissions.ts';
import { allowedActions } from '../standings.ts';
import { type OrganizationAction, organizationActions } from './rules.ts';

/** An organization; what of it the caller may see is asked field by field. Throws InputInvalid. */
export const findOrganization = (ctx: Context, id: string): Promise<OrganizationRow | undefined> =>
  ctx.loaders.organizations.load(readInput(nodeId('Organization'), id));

/** An organization that must exist, since something refers to it. */
export async function organizationOf(ctx: Context, id: string): Promise<OrganizationRow> {
  const organization = await ctx.loaders.organizations.load(id);
  if (!organization) throw new Error(`organization ${id} is referred to and does not exist`);
  return organization;
}

/** The same where nothing need be referred to. */
export const maybeOrganization = async (ctx: Context, id: string | null): Promise<OrganizationRow | null> =>
  id === null ? null : organizationOf(ctx, id);

/** The organizations for which the caller may act, newest first. */
export async function myOrganizations(ctx: Context, input: PageInput): Promise<Page<OrganizationRow>> {
  const { userId } = await permit(ctx, 'organization.read-own');
  const { size, after } = pageOf(ctx, input);
  const rows = await selectOrganizationsOf(ctx.app.db, { userId, before: after, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

/** Whether the caller may see what is not public of an organization. */
export const seesInside = (ctx: Context, { id }: OrganizationRow): Promise<boolean> =>
  mayFor(ctx, 'organization.read-own', id);

/** What the caller is in it; null if nothing. */
export async function roleIn(ctx: Context, { id }: OrganizationRow): Promise<OrganizationRole | null> {
  if (!ctx.viewer) return null;
  const mine = await ctx.loaders.memberships.load(ctx.viewer.userId);
  return mine.find(({ organizationId }) => organizationId === id)?.role ?? null;
}

/** Its members, newest first; null for whoever is none of them. */
export async function membersOf(
  ctx: Context,
  { id: organizationId }: OrganizationRow,
  input: PageInput,
): Promise<Page<MemberRow> | null> {
  if (!(await mayFor(ctx, 'member.read', organizationId))) return null;
  const { size, after } = pageOf(ctx, input);
  const rows = await selectMembersOf(ctx.app.db, { organizationId, after, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

/** Whom it has invited and who can still accept, newest first; null for whoever does not manage members. */
export async function invitationsOf(
  ctx: Context,
  { id: organizationId }: OrganizationRow,
  input: PageInput,
): Promise<Page<InvitationRow> | null> {
  if (!(await mayFor(ctx, 'member.manage', organizationId))) return null;
  const { size, after } = pageOf(ctx, input);
  const rows = await selectOpenInvitationsOf(ctx.app.db, { organizationId, after, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

/** The members with these ids, null where there is none that the caller may see. */
export async function visibleMembers(ctx: Context, ids: readonly string[]): Promise<(MemberRow | null)[]> {
  const rows = await selectMembersById(ctx.app.db, ids);
  return inOrder(ids, rows, (row) => mayFor(ctx, 'member.read', row.organizationId));
}

/** The invitations with these ids, null where there is none that the caller may see. */
export async function visibleInvitations(ctx: Context, ids: readonly string[]): Promise<(InvitationRow | null)[]> {
  const rows = await selectInvitationsById(ctx.app.db, ids);
  return inOrder(ids, rows, (row) => mayFor(ctx, 'member.manage', row.organizationId));
}

/** What the caller can do to an organization, or for it. */
export const organizationActionsOf = (ctx: Context, organization: OrganizationRow): Promise<OrganizationAction[]> =>
  allowedActions(ctx, organizationActions, organization, organization.id);

async function inOrder<T extends { id: string }>(
  ids: readonly string[],
  rows: readonly T[],
  isVisible: (row: T) => Promise<boolean>,
): Promise<(T | null)[]> {
  const seen = await Promise.all(rows.map(async (row) => ((await isVisible(row)) ? [row] : [])));
  const byId = new Map(seen.flat().map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

function pageOf(ctx: Context, input: PageInput): { size: number; after: string | undefined } {
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  return { size: pageSize(input, ctx.app.config.PAGE_SIZE), after };
}
