import { and, desc, eq, lt } from 'drizzle-orm';
import { type CertificateRow, type CertificateStatus, certificateTemplates, type TemplateRow } from './certificates.ts';
import type { Db } from './client.ts';
import { newestOf } from './keyset.ts';

export interface EndedWanted {
  readonly from: bigint;
  /** Not included. */
  readonly to: bigint;
  readonly statuses: readonly CertificateStatus[];
}

/** The places of those that ended so, and whether any certificate has a place there at all. */
export async function selectEndedIndexes(
  { sql: statement }: Db,
  { from, to, statuses }: EndedWanted,
): Promise<{ readonly isBegun: boolean; readonly ended: readonly bigint[] }> {
  const [row] = await statement<{ isBegun: boolean; ended: string[] }[]>`
    select exists (select from certificates where status_index >= ${from} and status_index < ${to}) as is_begun,
      array(
        select status_index::text from certificates
        where status in ('SUPERSEDED', 'REVOKED') and status = any (${[...statuses]}::certificate_status[])
          and status_index >= ${from} and status_index < ${to} order by certificates.status_index) as ended`;
  return { isBegun: row?.isBegun ?? false, ended: (row?.ended ?? []).map(BigInt) };
}

export interface CertificatesWanted {
  readonly ownerId: string;
  readonly statuses: readonly CertificateStatus[] | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}

/** Of an owner, newest first. */
export async function selectCertificatesOfOwner(
  { sql: statement }: Db,
  { ownerId, statuses, after, limit }: CertificatesWanted,
): Promise<CertificateRow[]> {
  return await statement<CertificateRow[]>`
    select * from certificates
    where ${statuses ? statement`status = any (${[...statuses]}::certificate_status[])` : statement`true`}
      and ${newestOf(statement, 'owner_id', statement`${ownerId}::uuid`, after)}
    limit ${limit}`;
}

/** The versions of an owner's template, newest first, below `after`. */
export async function selectTemplatesOf(
  { orm }: Db,
  { ownerId, after, limit }: { ownerId: string; after: number | undefined; limit: number },
): Promise<TemplateRow[]> {
  return await orm
    .select()
    .from(certificateTemplates)
    .where(
      and(
        eq(certificateTemplates.ownerId, ownerId),
        after === undefined ? undefined : lt(certificateTemplates.version, after),
      ),
    )
    .orderBy(desc(certificateTemplates.version))
    .limit(limit);
}
