import { and, eq, sql } from 'drizzle-orm';
import {
  certificates,
  type CertificateRow,
  type CustomField,
  certificateTemplates,
  type NewTemplate,
  type TemplateRow,
} from './certificates.ts';
import type { Db } from './client.ts';

/**
 * What is to be written by now, what waits longest first. The database opens a certificate for every retirement as it
 * becomes final (certificates_open, a trigger), so none is ever opened before and none is forgotten.
 */
export async function selectPending({ sql: statement }: Db, limit: number): Promise<{ id: string }[]> {
  return await statement<{ id: string }[]>`
    select id from certificates where status = 'PENDING' and due_at <= clock_timestamp() order by due_at, id limit ${limit}`;
}

export async function lockCertificate({ orm }: Db, id: string): Promise<CertificateRow | undefined> {
  const [row] = await orm.select().from(certificates).where(eq(certificates.id, id)).for('update');
  return row;
}

export interface Issue {
  readonly content: unknown;
  readonly digest: Buffer;
  readonly credential: string;
  readonly kid: string;
  readonly issuedAt: Date;
  readonly templateId: string | null;
}

/** Turns what is PENDING into what is ISSUED; undefined where it is not PENDING any more. */
export async function updateIssued({ orm }: Db, id: string, issue: Issue): Promise<CertificateRow | undefined> {
  const [row] = await orm
    .update(certificates)
    .set({ ...issue, status: 'ISSUED', pendingReason: null })
    .where(and(eq(certificates.id, id), eq(certificates.status, 'PENDING')))
    .returning();
  return row;
}

/** The longest pause before a certificate is tried again. */
const LONGEST_PAUSE_S = 3_600;

/** Notes why a certificate could not be written this time. It is tried again after a pause that doubles up to an hour. */
export async function updateAttempt({ orm }: Db, id: string, pendingReason: string): Promise<void> {
  const pauseS = sql`least(power(2, least(${certificates.attempts}, 20)), ${LONGEST_PAUSE_S})`;
  await orm
    .update(certificates)
    .set({
      pendingReason,
      attempts: sql`${certificates.attempts} + 1`,
      dueAt: sql`clock_timestamp() + make_interval(secs => ${pauseS})`,
    })
    .where(and(eq(certificates.id, id), eq(certificates.status, 'PENDING')));
}

export interface Ending {
  readonly status: 'SUPERSEDED' | 'REVOKED';
  readonly endReason: string;
  readonly endedBy: string | null;
}

export async function updateEnded({ orm }: Db, id: string, ending: Ending): Promise<CertificateRow> {
  const [row] = await orm
    .update(certificates)
    .set({ ...ending, endedAt: sql`clock_timestamp()` })
    .where(eq(certificates.id, id))
    .returning();
  return row as CertificateRow;
}

/** A certificate that takes the place of one that is SUPERSEDED already; PENDING, to be issued in the same transaction. */
export async function insertSuccessor(
  { orm }: Db,
  { id: supersedesId, retirementId, ownerId, version }: CertificateRow,
  fields: readonly CustomField[],
): Promise<CertificateRow> {
  const [row] = await orm
    .insert(certificates)
    .values({ retirementId, ownerId, version: version + 1, supersedesId, fields })
    .returning();
  return row as CertificateRow;
}

/** Whoever publishes for the same owner waits. What refers to the owner does not. */
export async function lockTemplatesOf({ sql: statement }: Db, ownerId: string): Promise<void> {
  await statement`select from parties where id = ${ownerId} for no key update`;
}

/** Breaks `certificate_templates_version` where another version came first. */
export async function insertTemplate({ orm }: Db, row: NewTemplate): Promise<TemplateRow> {
  const [inserted] = await orm.insert(certificateTemplates).values(row).returning();
  return inserted as TemplateRow;
}
