import { sql } from 'drizzle-orm';
import { boolean, index, inet, pgEnum, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { bytes, createdAt, id, instant, table } from './columns.ts';

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

export const tokenPurpose = pgEnum('token_purpose', ['EMAIL_VERIFICATION', 'PASSWORD_RESET']);

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
  (t) => [primaryKey({ columns: [t.userId, t.role] })],
);

/** A sign-in on one device. Its refresh tokens form one family: one is current, the others are used up. */
export const sessions = table(
  'sessions',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    address: inet(),
    userAgent: text(),
    createdAt: createdAt(),
    lastUsedAt: createdAt(),
    expiresAt: instant().notNull(),
    endedAt: instant(),
    endReason: text(),
  },
  (t) => [index('sessions_open').on(t.userId, t.lastUsedAt).where(sql`${t.endedAt} is null`)],
);

export const refreshTokens = table('refresh_tokens', {
  tokenHash: bytes().primaryKey(),
  sessionId: uuid()
    .notNull()
    .references(() => sessions.id),
  createdAt: createdAt(),
  usedAt: instant(),
});

export const oneTimeTokens = table('one_time_tokens', {
  tokenHash: bytes().primaryKey(),
  userId: uuid()
    .notNull()
    .references(() => users.id),
  purpose: tokenPurpose().notNull(),
  expiresAt: instant().notNull(),
  usedAt: instant(),
});

export type UserRow = typeof users.$inferSelect;
export type ProfileRow = typeof profiles.$inferSelect;
export type SessionRow = typeof sessions.$inferSelect;

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

export async function selectUsersById({ sql }: Db, ids: readonly string[]): Promise<UserView[]> {
  return await sql<UserView[]>`
    select u.id, u.username, u.email, u.email_verified_at, u.created_at,
           p.display_name, p.is_seller, p.is_buyer, p.country
    from users u join profiles p on p.user_id = u.id
    where u.id = any(${ids}::uuid[])`;
}

export async function selectRoles({ sql }: Db, userId: string): Promise<PlatformRole[]> {
  const rows = await sql<{ role: PlatformRole }[]>`select role from user_roles where user_id = ${userId} order by role`;
  return rows.map((row) => row.role);
}
