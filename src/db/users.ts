import { and, eq, sql } from 'drizzle-orm';
import { boolean, index, pgEnum, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, id, instant, table } from './columns.ts';

export const platformRole = pgEnum('platform_role', [
  'RETAIL_USER',
  'ENTERPRISE_USER',
  'PROJECT_OWNER',
  'POAI_REVIEWER',
  'GOVERNANCE_MEMBER',
  'FINANCE',
  'PLATFORM_ADMIN',
]);
export type PlatformRole = (typeof platformRole.enumValues)[number];

export const users = table(
  'users',
  {
    id: id(),
    username: text().notNull(),
    email: text().notNull(),
    passwordHash: text().notNull(),
    emailVerifiedAt: instant(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('users_username_folded').on(sql`lower(${t.username})`),
    uniqueIndex('users_email_folded').on(sql`lower(${t.email})`),
  ],
);

export const profiles = table('profiles', {
  userId: uuid()
    .primaryKey()
    .references(() => users.id),
  displayName: text().notNull(),
  isSeller: boolean().notNull().default(false),
  isBuyer: boolean().notNull().default(true),
  country: text(),
});

export const userRoles = table(
  'user_roles',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id),
    role: platformRole().notNull(),
    /** Null: granted by the command of the operator. */
    grantedBy: uuid().references(() => users.id),
    grantedAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.role] }), index('user_roles_role').on(t.role, t.userId)],
);

export type UserRow = typeof users.$inferSelect;
export type ProfileRow = typeof profiles.$inferSelect;

/** A user with the profile; what of it others may see is decided by resolvers/users/read.ts. */
export interface UserView {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly isSeller: boolean;
  readonly isBuyer: boolean;
  readonly country: string | null;
  readonly email: string;
  readonly emailVerifiedAt: Date | null;
  readonly createdAt: Date;
}

const view = ({ sql }: Db) => sql`
  select u.id, u.username, u.email, u.email_verified_at, u.created_at,
         p.display_name, p.is_seller, p.is_buyer, p.country
  from users u join profiles p on p.user_id = u.id`;

export async function selectUsersById(db: Db, ids: readonly string[]): Promise<UserView[]> {
  return await db.sql<UserView[]>`${view(db)} where u.id = any(${ids}::uuid[])`;
}

/** By the name, whatever the case of its letters. */
export async function selectUserByUsername(db: Db, username: string): Promise<UserView | undefined> {
  const [user] = await db.sql<UserView[]>`${view(db)} where lower(u.username) = lower(${username})`;
  return user;
}

/** By the address, whatever the case of its letters. */
export async function selectUserByEmail(db: Db, email: string): Promise<UserView | undefined> {
  const [user] = await db.sql<UserView[]>`${view(db)} where lower(u.email) = lower(${email})`;
  return user;
}

export interface UserFilter {
  readonly role?: PlatformRole | undefined;
  readonly email?: string | undefined;
}

/** Newest first, `limit` users before the user `before`. */
export async function selectUsers(
  db: Db,
  { role, email, before, limit }: UserFilter & { before: string | undefined; limit: number },
): Promise<UserView[]> {
  const { sql } = db;
  return await sql<UserView[]>`
    ${view(db)}
    where true
      ${before === undefined ? sql`` : sql`and u.id < ${before}`}
      ${email === undefined ? sql`` : sql`and lower(u.email) = lower(${email})`}
      ${role === undefined ? sql`` : sql`and u.id in (select user_id from user_roles where role = ${role})`}
    order by u.id desc limit ${limit}`;
}

export type NewUser = Pick<UserRow, 'id' | 'username' | 'email' | 'passwordHash'> & Omit<ProfileRow, 'userId'>;

/**
 * The user and the profile. Breaks `users_username_folded` or `users_email_folded` when one of them is taken. Not by the
 * ORM, whose errors quote the parameters: a password's hash must not get into a log.
 */
export async function insertUser({ sql }: Db, user: NewUser): Promise<void> {
  await sql`
    insert into users (id, username, email, password_hash)
    values (${user.id}, ${user.username}, ${user.email}, ${user.passwordHash})`;
  await sql`
    insert into profiles (user_id, display_name, is_seller, is_buyer, country)
    values (${user.id}, ${user.displayName}, ${user.isSeller}, ${user.isBuyer}, ${user.country})`;
}

export async function updateProfileRow(
  { orm }: Db,
  userId: string,
  changes: Partial<Omit<ProfileRow, 'userId'>>,
): Promise<void> {
  if (Object.keys(changes).length > 0) await orm.update(profiles).set(changes).where(eq(profiles.userId, userId));
}

/** Notes that the address was proven; the first time counts. */
export async function updateEmailVerified({ orm }: Db, userId: string): Promise<void> {
  const verified = { emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, now())` };
  await orm.update(users).set(verified).where(eq(users.id, userId));
}

export async function updatePasswordHash({ sql }: Db, userId: string, passwordHash: string): Promise<void> {
  await sql`update users set password_hash = ${passwordHash} where id = ${userId}`;
}

export async function selectPasswordHash({ orm }: Db, userId: string): Promise<string | undefined> {
  const [row] = await orm.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, userId));
  return row?.passwordHash;
}

/** Locks the user, so that logins and changes of the password come one after another; gives the password's hash. */
export async function lockPasswordHash({ sql }: Db, userId: string): Promise<string> {
  const [row] = await sql<{ passwordHash: string }[]>`
    select password_hash from users where id = ${userId} for no key update`;
  if (!row) throw new Error(`user ${userId} does not exist`);
  return row.passwordHash;
}

export async function selectRoles({ sql }: Db, userId: string): Promise<PlatformRole[]> {
  const rows = await sql<{ role: PlatformRole }[]>`select role from user_roles where user_id = ${userId} order by role`;
  return rows.map((row) => row.role);
}

/** The roles of each user who has any. */
export async function selectRolesOf(
  { sql }: Db,
  ids: readonly string[],
): Promise<{ id: string; roles: PlatformRole[] }[]> {
  return await sql<{ id: string; roles: PlatformRole[] }[]>`
    select user_id as id, array_agg(role order by role)::text[] as roles
    from user_roles where user_id = any(${ids}::uuid[]) group by user_id`;
}

/** Locks everyone who has the role, so that the last of them cannot go unseen; gives how many there are. */
export async function lockHolders({ sql }: Db, role: PlatformRole): Promise<number> {
  const rows = await sql`select user_id from user_roles where role = ${role} order by user_id for update`;
  return rows.count;
}

/** False if the user has the role already. */
export async function insertRole(
  { orm }: Db,
  granted: { userId: string; role: PlatformRole; grantedBy: string | null },
): Promise<boolean> {
  return (await orm.insert(userRoles).values(granted).onConflictDoNothing().returning()).length === 1;
}

/** False if the user does not have the role. */
export async function deleteRole(
  { orm }: Db,
  { userId, role }: { userId: string; role: PlatformRole },
): Promise<boolean> {
  const gone = await orm
    .delete(userRoles)
    .where(and(eq(userRoles.userId, userId), eq(userRoles.role, role)))
    .returning();
  return gone.length === 1;
}

export async function hasUsers({ sql }: Db): Promise<boolean> {
  return (await sql`select 1 from users limit 1`).length > 0;
}
