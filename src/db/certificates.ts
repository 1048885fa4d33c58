import { asc, desc, eq, inArray, sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgEnum,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { bytes, createdAt, id, instant, json, table } from './columns.ts';
import { parties } from './parties.ts';
import { retirements } from './retirements.ts';
import { users } from './users.ts';

/**
 * PENDING: the retirement is final, and the certificate is being written. ISSUED: it stands. SUPERSEDED: a later one of the
 * same retirement has taken its place. REVOKED: it was taken back.
 */
export const certificateStatus = pgEnum('certificate_status', ['PENDING', 'ISSUED', 'SUPERSEDED', 'REVOKED']);
export type CertificateStatus = (typeof certificateStatus.enumValues)[number];

/** A name and what it is, in the words of whoever had it put on a certificate. */
export interface CustomField {
  readonly name: string;
  readonly value: string;
}

/**
 * Keys that sign certificates (Ed25519). The private one is wrapped by the master keys of documents. A key that no longer
 * signs stays, so that what it signed can be verified.
 */
export const certificateKeys = table(
  'certificate_keys',
  {
    /** Its thumbprint (RFC 7638), by which signatures name it. */
    kid: text().primaryKey(),
    publicKey: bytes().notNull(),
    masterKeyId: text().notNull(),
    wrappedKey: bytes().notNull(),
    createdAt: createdAt(),
    /** Since when another one signs. */
    retiredAt: instant(),
  },
  (t) => [
    uniqueIndex('certificate_keys_current')
      .on(sql`(true)`)
      .where(sql`${t.retiredAt} is null`),
    check('certificate_keys_length', sql`octet_length(${t.publicKey}) = 32`),
  ],
);

/** What the certificates of an owner look like. A version never changes; the newest is used for new certificates. */
export const certificateTemplates = table(
  'certificate_templates',
  {
    id: id(),
    ownerId: uuid()
      .notNull()
      .references(() => parties.id),
    version: integer().notNull(),
    title: text().notNull(),
    /** The sentence that says what happened, with places such as `{{beneficiary}}`. */
    statement: text().notNull(),
    /** `#rrggbb`. */
    accent: text().notNull(),
    footer: text().notNull(),
    /** Who signs it for people, such as a name and an office. */
    signatory: text(),
    /** PNG or JPEG. */
    logo: bytes(),
    /** On every certificate made from it. */
    fields: json<readonly CustomField[]>().notNull(),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [
    unique('certificate_templates_version').on(t.ownerId, t.version),
    check('certificate_templates_version_counts', sql`${t.version} > 0`),
    check('certificate_templates_accent', sql`${t.accent} ~ '^#[0-9a-f]{6}$'`),
  ],
);

/** The proof of one retirement that is final. What is signed never changes; a mistake gets another one in its place. */
export const certificates = table(
  'certificates',
  {
    id: id(),
    retirementId: uuid()
      .notNull()
      .references(() => retirements.id),
    /** Of the retirement; null where nobody has the wallet linked that retired. */
    ownerId: uuid().references(() => parties.id),
    /** 1 for the first of a retirement, and so on. */
    version: integer().notNull(),
    supersedesId: uuid(),
    status: certificateStatus().notNull().default('PENDING'),
    /** Its place in the lists that say what was revoked. */
    statusIndex: bigint({ mode: 'bigint' }).generatedAlwaysAsIdentity().notNull(),
    /** Null: the platform's own. */
    templateId: uuid().references(() => certificateTemplates.id),
    /** What is on this one alone. */
    fields: json<readonly CustomField[]>()
      .notNull()
      .default(sql`'[]'`),
    /** What is certified (docs/CERTIFICATES.md); null while PENDING, as the next three. */
    content: json<unknown>(),
    digest: bytes(),
    /** The verifiable credential, a signed JWT. */
    credential: text(),
    kid: text().references(() => certificateKeys.kid),
    issuedAt: instant(),
    /** When it was superseded or revoked, by whom and why. */
    endedAt: instant(),
    endedBy: uuid().references(() => users.id),
    endReason: text(),
    /** Why it could not be issued the last time that it was tried. */
    pendingReason: text(),
    attempts: integer().notNull().default(0),
    /** When it is tried (again). */
    dueAt: createdAt(),
    createdAt: createdAt(),
  },
  (t) => [
    foreignKey({ name: 'certificates_supersedes', columns: [t.supersedesId], foreignColumns: [t.id] }),
    unique('certificates_version').on(t.retirementId, t.version),
    uniqueIndex('certificates_supersedes_once').on(t.supersedesId),
    /** Of a retirement one certificate stands at a time. */
    uniqueIndex('certificates_standing')
      .on(t.retirementId)
      .where(sql`${t.status} in ('PENDING', 'ISSUED')`),
    index('certificates_pending')
      .on(t.dueAt, t.id)
      .where(sql`${t.status} = 'PENDING'`),
    index('certificates_owner').on(t.ownerId, t.id),
    index('certificates_template').on(t.templateId),
    index('certificates_kid').on(t.kid),
    uniqueIndex('certificates_status_index').on(t.statusIndex),
    /** What the status lists say. */
    index('certificates_ended')
      .on(t.statusIndex)
      .where(sql`${t.status} in ('SUPERSEDED', 'REVOKED')`),
    check('certificates_version_counts', sql`${t.version} > 0 and (${t.version} = 1) = (${t.supersedesId} is null)`),
    check(
      'certificates_issued',
      sql`(${t.status} = 'PENDING') = (${t.issuedAt} is null) and (${t.content} is null) = (${t.issuedAt} is null)
          and (${t.digest} is null) = (${t.issuedAt} is null) and (${t.credential} is null) = (${t.issuedAt} is null)
          and (${t.kid} is null) = (${t.issuedAt} is null)`,
    ),
    check(
      'certificates_ended_why',
      sql`(${t.status} in ('SUPERSEDED', 'REVOKED')) = (${t.endedAt} is not null)
          and (${t.endedAt} is null) = (${t.endReason} is null)`,
    ),
    check('certificates_digest', sql`octet_length(${t.digest}) = 32`),
  ],
);

export type CertificateRow = typeof certificates.$inferSelect;
export type CertificateKeyRow = typeof certificateKeys.$inferSelect;
export type TemplateRow = typeof certificateTemplates.$inferSelect;
export type NewTemplate = typeof certificateTemplates.$inferInsert;

export async function selectCertificatesById({ orm }: Db, ids: readonly string[]): Promise<CertificateRow[]> {
  return await orm
    .select()
    .from(certificates)
    .where(inArray(certificates.id, [...ids]));
}

/** All of each of these retirements, the newest first. */
export async function selectCertificatesOf({ orm }: Db, retirementIds: readonly string[]): Promise<CertificateRow[]> {
  return await orm
    .select()
    .from(certificates)
    .where(inArray(certificates.retirementId, [...retirementIds]))
    .orderBy(asc(certificates.retirementId), desc(certificates.version));
}

/** Which certificate took the place of each of these. */
export async function selectSuccessors({ orm }: Db, ids: readonly string[]): Promise<CertificateRow[]> {
  return await orm
    .select()
    .from(certificates)
    .where(inArray(certificates.supersedesId, [...ids]));
}

export async function selectTemplatesById({ orm }: Db, ids: readonly string[]): Promise<TemplateRow[]> {
  return await orm
    .select()
    .from(certificateTemplates)
    .where(inArray(certificateTemplates.id, [...ids]));
}

/** The newest version of an owner's template. */
export async function selectNewestTemplate({ orm }: Db, ownerId: string): Promise<TemplateRow | undefined> {
  const [row] = await orm
    .select()
    .from(certificateTemplates)
    .where(eq(certificateTemplates.ownerId, ownerId))
    .orderBy(desc(certificateTemplates.version))
    .limit(1);
  return row;
}
