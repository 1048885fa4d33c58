import { boolean, index, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { bytes, createdAt, id, instant, table } from './columns.ts';
import { users } from './users.ts';

/** An account at a provider of OpenID Connect that signs in as a user. The issuer and its subject name it, for ever. */
export const identities = table(
  'identities',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    issuer: text().notNull(),
    subject: text().notNull(),
    /** What the configuration called the provider as it was linked. */
    provider: text().notNull(),
    /** What the provider said as it was linked, for its user to tell identities apart; it proves nothing. */
    email: text(),
    createdAt: createdAt(),
    lastUsedAt: createdAt(),
  },
  (t) => [unique('identities_subject').on(t.issuer, t.subject), index('identities_user').on(t.userId, t.id)],
);

/** What a provider has said of somebody, until the page that began it fetches what follows from it. */
export const identityHandovers = table(
  'identity_handovers',
  {
    /** SHA-256 of the code that the page was given. */
    codeHash: bytes().primaryKey(),
    /** SHA-256 of what only the page knows that began it (RFC 7636, S256). */
    challenge: bytes().notNull(),
    provider: text().notNull(),
    issuer: text().notNull(),
    subject: text().notNull(),
    email: text(),
    emailVerified: boolean().notNull(),
    name: text(),
    createdAt: createdAt(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [index('identity_handovers_expiry').on(t.expiresAt)],
);

export type IdentityRow = typeof identities.$inferSelect;
export type HandoverRow = typeof identityHandovers.$inferSelect;

export async function insertHandover(
  { sql }: Db,
  handover: Omit<HandoverRow, 'createdAt' | 'expiresAt' | 'usedAt'> & { readonly ttlS: number },
): Promise<void> {
  const { codeHash, challenge, provider, issuer, subject, email, emailVerified, name, ttlS } = handover;
  await sql`
    insert into identity_handovers
      (code_hash, challenge, provider, issuer, subject, email, email_verified, name, expires_at)
    values (${codeHash}, ${challenge}, ${provider}, ${issuer}, ${subject}, ${email}, ${emailVerified}, ${name},
            now() + make_interval(secs => ${ttlS}))`;
}

/** A handover that can still be used. */
export async function selectHandover({ sql }: Db, codeHash: Buffer): Promise<HandoverRow | undefined> {
  const [row] = await sql<HandoverRow[]>`
    select * from identity_handovers where code_hash = ${codeHash} and used_at is null and expires_at > now()`;
  return row;
}

/** Uses a handover up; false if it is over. */
export async function takeHandover({ sql }: Db, codeHash: Buffer): Promise<boolean> {
  const taken = await sql`
    update identity_handovers set used_at = now()
    where code_hash = ${codeHash} and used_at is null and expires_at > now() returning 1`;
  return taken.length === 1;
}

export async function deleteOldHandovers({ sql }: Db, limit: number): Promise<number> {
  const gone = await sql`
    delete from identity_handovers where code_hash in (
      select code_hash from identity_handovers where expires_at < now() order by expires_at limit ${limit})`;
  return gone.count;
}

type Subject = Pick<IdentityRow, 'issuer' | 'subject'>;

export async function selectIdentity({ sql }: Db, { issuer, subject }: Subject): Promise<IdentityRow | undefined> {
  const [row] = await sql<IdentityRow[]>`
    select * from identities where issuer = ${issuer} and subject = ${subject}`;
  return row;
}

/** Undefined if somebody has the identity already. */
export async function insertIdentity(
  { sql }: Db,
  identity: Omit<IdentityRow, 'id' | 'createdAt' | 'lastUsedAt'>,
): Promise<IdentityRow | undefined> {
  const { userId, issuer, subject, provider, email } = identity;
  const [row] = await sql<IdentityRow[]>`
    insert into identities (user_id, issuer, subject, provider, email)
    values (${userId}, ${issuer}, ${subject}, ${provider}, ${email})
    on conflict (issuer, subject) do nothing returning *`;
  return row;
}

/** Notes that an identity signed in; false if it is not this user's any more. */
export async function touchIdentity({ sql }: Db, { id, userId }: Pick<IdentityRow, 'id' | 'userId'>): Promise<boolean> {
  const touched = await sql`
    update identities set last_used_at = now() where id = ${id} and user_id = ${userId} returning 1`;
  return touched.length === 1;
}

/** The user's, oldest first. There are IDENTITIES_PER_USER at most. */
export async function selectIdentitiesOf({ sql }: Db, userId: string): Promise<IdentityRow[]> {
  return await sql<IdentityRow[]>`select * from identities where user_id = ${userId} order by id`;
}

export async function selectIdentitiesById({ sql }: Db, ids: readonly string[]): Promise<IdentityRow[]> {
  return await sql<IdentityRow[]>`select * from identities where id = any(${ids}::uuid[])`;
}

/** Ends a link of this user's; undefined if there is none. */
export async function deleteIdentity(
  { sql }: Db,
  { id, userId }: Pick<IdentityRow, 'id' | 'userId'>,
): Promise<IdentityRow | undefined> {
  const [row] = await sql<IdentityRow[]>`delete from identities where id = ${id} and user_id = ${userId} returning *`;
  return row;
}
