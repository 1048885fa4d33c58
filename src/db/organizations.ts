import { eq, inArray, sql } from 'drizzle-orm';
import { check, index, pgEnum, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, id, table } from './columns.ts';
import { newestOf } from './keyset.ts';
import { users } from './users.ts';

export const organizationRole = pgEnum('organization_role', ['ADMIN', 'FINANCE', 'AUDITOR', 'VIEWER']);
export type OrganizationRole = (typeof organizationRole.enumValues)[number];

/** A company, an authority, a foundation: what belongs to it belongs to none of its members. It stays for ever. */
export const organizations = table(
  'organizations',
  {
    id: id(),
    legalName: text().notNull(),
    /** ISO 3166-1 alpha-2. */
    country: text().notNull(),
    /** ISO 17442; its check digits are checked by the database as well. */
    lei: text().unique('organizations_lei'),
    /** Where invoices go to, line by line as on an envelope. */
    billingAddress: text()
      .array()
      .notNull()
      .default(sql`'{}'`),
    vatId: text(),
    invoiceEmail: text(),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (t) => [
    index('organizations_founder').on(t.createdBy),
    check('organizations_legal_name', sql`${t.legalName} <> ''`),
    check('organizations_country', sql`${t.country} ~ '^[A-Z]{2}$'`),
    check('organizations_billing_address', sql`cardinality(${t.billingAddress}) <= 6`),
  ],
);

/** Who acts for an organization, and as what. One of them is always an ADMIN: the database sees to it at the commit. */
export const organizationMembers = table(
  'organization_members',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    role: organizationRole().notNull(),
    joinedAt: createdAt(),
  },
  (t) => [
    unique('organization_members_once').on(t.organizationId, t.userId),
    index('organization_members_page').on(t.organizationId, t.id),
    index('organization_members_user').on(t.userId, t.organizationId),
  ],
);

export type OrganizationRow = typeof organizations.$inferSelect;
export type MemberRow = typeof organizationMembers.$inferSelect;
/** What a user is in an organization. */
export type Membership = Pick<MemberRow, 'organizationId' | 'userId' | 'role'>;

export async function selectOrganizationsById({ orm }: Db, ids: readonly string[]): Promise<OrganizationRow[]> {
  return await orm
    .select()
    .from(organizations)
    .where(inArray(organizations.id, [...ids]));
}

/** Of each of the users: all their memberships, by organization. */
export async function selectMembershipsOf({ sql }: Db, userIds: readonly string[]): Promise<Membership[]> {
  return await sql<Membership[]>`
    select organization_id, user_id, role from organization_members
    where user_id = any(${userIds}::uuid[]) order by user_id, organization_id`;
}

/** What the user is in the organization, as it is now; undefined if nothing. */
export async function selectMembership(
  { sql }: Db,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<OrganizationRole | undefined> {
  const [row] = await sql<{ role: OrganizationRole }[]>`
    select role from organization_members where organization_id = ${organizationId} and user_id = ${userId}`;
  return row?.role;
}

/** Which of these are memberships, whatever the role. */
export async function selectMembersAmong(
  { sql }: Db,
  pairs: readonly { readonly organizationId: string; readonly userId: string }[],
): Promise<{ organizationId: string; userId: string }[]> {
  return await sql<{ organizationId: string; userId: string }[]>`
    select m.organization_id, m.user_id
    from unnest(${pairs.map((pair) => pair.organizationId)}::uuid[], ${pairs.map((pair) => pair.userId)}::uuid[])
      as p (organization_id, user_id)
    join organization_members m on m.organization_id = p.organization_id and m.user_id = p.user_id`;
}

/** Locks an organization: before its members and invitations, and before wallets and the audit log. */
export async function lockOrganization({ orm }: Db, organizationId: string): Promise<OrganizationRow | undefined> {
  const [row] = await orm.select().from(organizations).where(eq(organizations.id, organizationId)).for('no key update');
  return row;
}

/** Locks an organization and all others that its founder has founded, by id. */
export async function lockFounded({ orm }: Db, organizationId: string): Promise<OrganizationRow[]> {
  const founder = sql`(select created_by from organizations where id = ${organizationId})`;
  return await orm
    .select()
    .from(organizations)
    .where(eq(organizations.createdBy, founder))
    .orderBy(organizations.id)
    .for('no key update');
}

/** Needs an ADMIN in the same transaction. Breaks `organizations_lei` if another has this LEI. */
export async function insertOrganization(
  { orm }: Db,
  row: typeof organizations.$inferInsert,
): Promise<OrganizationRow> {
  const [inserted] = await orm.insert(organizations).values(row).returning();
  return inserted as OrganizationRow;
}

/** Breaks `organizations_lei` if another has this LEI. */
export async function updateOrganizationRow(
  { orm }: Db,
  organizationId: string,
  change: Partial<Omit<OrganizationRow, 'id' | 'createdBy' | 'createdAt' | 'updatedAt'>>,
): Promise<OrganizationRow> {
  const [row] = await orm
    .update(organizations)
    .set({ ...change, updatedAt: sql`now()` })
    .where(eq(organizations.id, organizationId))
    .returning();
  return row as OrganizationRow;
}

/** The organizations of a user, newest first, `limit` of them before the organization `before`. */
export async function selectOrganizationsOf(
  { sql }: Db,
  { userId, before, limit }: { userId: string; before: string | undefined; limit: number },
): Promise<OrganizationRow[]> {
  return await sql<OrganizationRow[]>`
    select o.* from organization_members m join organizations o on o.id = m.organization_id
    where m.user_id = ${userId} ${before === undefined ? sql`` : sql`and m.organization_id < ${before}`}
    order by m.organization_id desc limit ${limit}`;
}

/** Undefined if the user is a member already. */
export async function insertMember({ orm }: Db, member: Membership): Promise<MemberRow | undefined> {
  const [row] = await orm.insert(organizationMembers).values(member).onConflictDoNothing().returning();
  return row;
}

export async function selectMembersById({ sql }: Db, ids: readonly string[]): Promise<MemberRow[]> {
  return await sql<MemberRow[]>`select * from organization_members where id = any(${ids}::uuid[])`;
}

/** Newest first: `limit` members of the organization after the member `after`. */
export async function selectMembersOf(
  { sql }: Db,
  { organizationId, after, limit }: { organizationId: string; after: string | undefined; limit: number },
): Promise<MemberRow[]> {
  return await sql<MemberRow[]>`
    select * from organization_members
    where ${newestOf(sql, 'organization_id', sql`${organizationId}::uuid`, after)} limit ${limit}`;
}

/** The organization must be locked. At the commit `organization_members_admin` breaks if no ADMIN is left. */
export async function updateMemberRole({ orm }: Db, memberId: string, role: OrganizationRole): Promise<MemberRow> {
  const [row] = await orm
    .update(organizationMembers)
    .set({ role })
    .where(eq(organizationMembers.id, memberId))
    .returning();
  return row as MemberRow;
}

/** The organization must be locked. At the commit `organization_members_admin` breaks if no ADMIN is left. */
export async function deleteMember({ orm }: Db, memberId: string): Promise<void> {
  await orm.delete(organizationMembers).where(eq(organizationMembers.id, memberId));
}

/** How many members there are and, of those who were invited, how many can still come. */
export async function countSeats({ sql }: Db, organizationId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select (select count(*) from organization_members where organization_id = ${organizationId})::int
         + (select count(*) from organization_invitations
            where organization_id = ${organizationId} and accepted_at is null and revoked_at is null
              and expires_at > now())::int as count`;
  return row?.count ?? 0;
}

/** How many members have the role. */
export async function countMembers({ sql }: Db, organizationId: string, role: OrganizationRole): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from organization_members
    where organization_id = ${organizationId} and role = ${role}`;
  return row?.count ?? 0;
}
