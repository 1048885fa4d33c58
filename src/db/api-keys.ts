import { sql } from 'drizzle-orm';
import { check, index, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { bytes, createdAt, id, instant, table } from './columns.ts';
import { newestOf } from './keyset.ts';
import { organizations } from './organizations.ts';
import { users } from './users.ts';

/** With what a service calls in a user's name. Of its secret only the hash is kept; what it may do never grows. */
export const apiKeys = table(
  'api_keys',
  {
    id: id(),
    /** In whose name; whatever they may not do (any more), the key may not. */
    userId: uuid()
      .notNull()
      .references(() => users.id),
    /** The only organization that it acts for; null: the only one it acts for is the user. */
    organizationId: uuid().references(() => organizations.id),
    name: text().notNull(),
    /** What the key begins with: enough to tell keys apart, and nothing of the secret. */
    prefix: text().notNull(),
    /** SHA-256. */
    secretHash: bytes().notNull(),
    /** Rows of the permission table. */
    scopes: text().array().notNull(),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
    expiresAt: instant().notNull(),
    /** To the minute. */
    lastUsedAt: instant(),
    revokedAt: instant(),
    revokedBy: uuid().references(() => users.id),
  },
  (t) => [
    index('api_keys_user').on(t.userId, t.id),
    index('api_keys_organization')
      .on(t.organizationId, t.id)
      .where(sql`${t.organizationId} is not null`),
    check('api_keys_secret', sql`octet_length(${t.secretHash}) = 32`),
    check('api_keys_scopes', sql`cardinality(${t.scopes}) > 0`),
    check(
      'api_keys_life',
      sql`${t.expiresAt} > ${t.createdAt} and ${t.expiresAt} <= ${t.createdAt} + interval '366 days'`,
    ),
    check('api_keys_revoked', sql`(${t.revokedAt} is null) = (${t.revokedBy} is null)`),
  ],
);

/** The hash of the secret stays where it is. */
export type ApiKeyRow = Omit<typeof apiKeys.$inferSelect, 'secretHash'>;

const COLUMNS = [
  'id',
  'user_id',
  'organization_id',
  'name',
  'prefix',
  'scopes',
  'created_by',
  'created_at',
  'expires_at',
  'last_used_at',
  'revoked_at',
  'revoked_by',
] as const;

export async function insertApiKey(
  { sql }: Db,
  key: Pick<
    typeof apiKeys.$inferSelect,
    'id' | 'userId' | 'organizationId' | 'name' | 'prefix' | 'secretHash' | 'scopes' | 'expiresAt'
  >,
): Promise<ApiKeyRow> {
  const [row] = await sql<ApiKeyRow[]>`
    insert into api_keys (id, user_id, organization_id, name, prefix, secret_hash, scopes, created_by, expires_at)
    values (${key.id}, ${key.userId}, ${key.organizationId}, ${key.name}, ${key.prefix}, ${key.secretHash},
            ${key.scopes}::text[], ${key.userId}, ${key.expiresAt})
    returning ${sql(COLUMNS)}`;
  return row as ApiKeyRow;
}

/** A key that has neither expired nor been revoked, with the hash of its secret. */
export async function selectLiveApiKey(
  { sql }: Db,
  keyId: string,
): Promise<(ApiKeyRow & { secretHash: Buffer }) | undefined> {
  const [row] = await sql<(ApiKeyRow & { secretHash: Buffer })[]>`
    select ${sql([...COLUMNS, 'secret_hash'])} from api_keys
    where id = ${keyId} and revoked_at is null and expires_at > now()`;
  return row;
}

/** Notes that a key was used; does nothing where that was noted within the last `everyS` seconds. */
export async function updateApiKeyUsed({ sql }: Db, keyId: string, everyS: number): Promise<void> {
  await sql`
    update api_keys set last_used_at = now()
    where id = ${keyId} and (last_used_at is null or last_used_at <= now() - make_interval(secs => ${everyS}))`;
}

export async function selectApiKeysById({ sql }: Db, ids: readonly string[]): Promise<ApiKeyRow[]> {
  return await sql<ApiKeyRow[]>`select ${sql(COLUMNS)} from api_keys where id = any(${ids}::uuid[])`;
}

/** Whose keys: those of a user for themselves, or all of an organization's. */
export type ApiKeyOwner = { readonly userId: string } | { readonly organizationId: string };

/** Newest first, ended ones too: `limit` keys after the key `after`. */
export async function selectApiKeysOf(
  { sql }: Db,
  { owner, after, limit }: { owner: ApiKeyOwner; after: string | undefined; limit: number },
): Promise<ApiKeyRow[]> {
  const page =
    'userId' in owner
      ? sql`organization_id is null and ${newestOf(sql, 'user_id', sql`${owner.userId}::uuid`, after)}`
      : sql`
          organization_id is not null
          and ${newestOf(sql, 'organization_id', sql`${owner.organizationId}::uuid`, after)}`;
  return await sql<ApiKeyRow[]>`select ${sql(COLUMNS)} from api_keys where ${page} limit ${limit}`;
}

/** How many keys there are in a user's name that still serve. The user must be locked for it to stay so. */
export async function countLiveApiKeys({ sql }: Db, userId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from api_keys
    where user_id = ${userId} and revoked_at is null and expires_at > now()`;
  return row?.count ?? 0;
}

/** Ends a key; undefined if it has been revoked before. */
export async function revokeApiKeyRow(
  { sql }: Db,
  { keyId, userId }: { keyId: string; userId: string },
): Promise<ApiKeyRow | undefined> {
  const [row] = await sql<ApiKeyRow[]>`
    update api_keys set revoked_at = now(), revoked_by = ${userId}
    where id = ${keyId} and revoked_at is null returning ${sql(COLUMNS)}`;
  return row;
}
