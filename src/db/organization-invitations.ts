import { sql } from 'drizzle-orm';
import { check, index, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { bytes, createdAt, id, instant, table } from './columns.ts';
import { newestOf } from './keyset.ts';
import { organizationRole, organizations } from './organizations.ts';
import { users } from './users.ts';

/**
 * Someone was asked by e-mail to become a member. The token is made when the mail is sent, and only its hash is kept; it
 * serves once, and only the account that has proven this very address.
 */
export const organizationInvitations = table(
  'organization_invitations',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    email: text().notNull(),
    role: organizationRole().notNull(),
    tokenHash: bytes().unique('organization_invitations_token'),
    invitedBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
    expiresAt: instant().notNull(),
    acceptedAt: instant(),
    acceptedBy: uuid().references(() => users.id),
    revokedAt: instant(),
  },
  (t) => [
    uniqueIndex('organization_invitations_open')
      .on(t.organizationId, sql`lower(${t.email})`)
      .where(sql`${t.acceptedAt} is null and ${t.revokedAt} is null`),
    index('organization_invitations_page').on(t.organizationId, t.id),
    check('organization_invitations_end', sql`${t.acceptedAt} is null or ${t.revokedAt} is null`),
    check('organization_invitations_accepted', sql`(${t.acceptedAt} is null) = (${t.acceptedBy} is null)`),
  ],
);

/** The hash of the token stays where it is. */
export type InvitationRow = Omit<typeof organizationInvitations.$inferSelect, 'tokenHash'>;

const COLUMNS = [
  'id',
  'organization_id',
  'email',
  'role',
  'invited_by',
  'created_at',
  'expires_at',
  'accepted_at',
  'accepted_by',
  'revoked_at',
] as const;

/** The organization must be locked, and what was open for this address revoked. */
export async function insertInvitation(
  { sql }: Db,
  row: Pick<InvitationRow, 'organizationId' | 'email' | 'role' | 'invitedBy'> & { ttlS: number },
): Promise<InvitationRow> {
  const [inserted] = await sql<InvitationRow[]>`
    insert into organization_invitations (organization_id, email, role, invited_by, expires_at)
    values (${row.organizationId}, ${row.email}, ${row.role}, ${row.invitedBy}, now() + make_interval(secs => ${row.ttlS}))
    returning ${sql(COLUMNS)}`;
  return inserted as InvitationRow;
}

export async function selectInvitationsById({ sql }: Db, ids: readonly string[]): Promise<InvitationRow[]> {
  return await sql<InvitationRow[]>`
    select ${sql(COLUMNS)} from organization_invitations where id = any(${ids}::uuid[])`;
}

/** Newest first: `limit` invitations that can still be accepted, after the invitation `after`. */
export async function selectOpenInvitationsOf(
  { sql }: Db,
  { organizationId, after, limit }: { organizationId: string; after: string | undefined; limit: number },
): Promise<InvitationRow[]> {
  return await sql<InvitationRow[]>`
    select ${sql(COLUMNS)} from organization_invitations
    where accepted_at is null and revoked_at is null and expires_at > now()
      and ${newestOf(sql, 'organization_id', sql`${organizationId}::uuid`, after)} limit ${limit}`;
}

/** The invitation of this token, if it can still be accepted. */
export async function selectInvitationByToken({ sql }: Db, tokenHash: Buffer): Promise<InvitationRow | undefined> {
  const [row] = await sql<InvitationRow[]>`
    select ${sql(COLUMNS)} from organization_invitations
    where token_hash = ${tokenHash} and accepted_at is null and revoked_at is null and expires_at > now()`;
  return row;
}

/**
 * Gives an open invitation its token, in place of the one before, and its full time again. Undefined if it is not open
 * any more: then nobody is to be asked.
 */
export async function updateInvitationToken(
  { sql }: Db,
  { id, tokenHash, ttlS }: { id: string; tokenHash: Buffer; ttlS: number },
): Promise<InvitationRow | undefined> {
  const [row] = await sql<InvitationRow[]>`
    update organization_invitations set token_hash = ${tokenHash}, expires_at = now() + make_interval(secs => ${ttlS})
    where id = ${id} and accepted_at is null and revoked_at is null
    returning ${sql(COLUMNS)}`;
  return row;
}

/** Uses the invitation up. Undefined if it cannot be accepted (any more). The organization must be locked. */
export async function takeInvitation(
  { sql }: Db,
  { id, userId }: { id: string; userId: string },
): Promise<InvitationRow | undefined> {
  const [row] = await sql<InvitationRow[]>`
    update organization_invitations set accepted_at = now(), accepted_by = ${userId}
    where id = ${id} and accepted_at is null and revoked_at is null and expires_at > now()
    returning ${sql(COLUMNS)}`;
  return row;
}

/** Revokes one invitation, or whatever is open for an address; gives those it revoked. The organization must be locked. */
export async function revokeInvitations(
  { sql }: Db,
  organizationId: string,
  which: { id: string } | { email: string },
): Promise<InvitationRow[]> {
  return await sql<InvitationRow[]>`
    update organization_invitations set revoked_at = now()
    where organization_id = ${organizationId} and accepted_at is null and revoked_at is null
      and ${'id' in which ? sql`id = ${which.id}` : sql`lower(email) = lower(${which.email})`}
    returning ${sql(COLUMNS)}`;
}
