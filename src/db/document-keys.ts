import type { Db } from './client.ts';
import type { VersionRow } from './documents.ts';

/** How many versions there are whose bytes are kept, and of them those whose key another master key wraps. */
export async function countVersions({ sql }: Db, masterKeyId: string): Promise<{ all: number; others: number }> {
  const [row] = await sql<{ all: number; others: number }[]>`
    select count(*)::int as all, (count(*) filter (where master_key_id <> ${masterKeyId}))::int as others
    from document_versions where erased_at is null`;
  return row ?? { all: 0, others: 0 };
}

/** In the order of their ids, `limit` versions after `after` whose bytes are kept. */
export async function selectKeptVersions(
  { sql }: Db,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<VersionRow[]> {
  return await sql<VersionRow[]>`
    select * from document_versions
    where erased_at is null ${after === undefined ? sql`` : sql`and id > ${after}`} order by id limit ${limit}`;
}

/** Replaces the wrapped key of a version where it is still the one that was read. False if it is not. */
export async function updateWrappedKey(
  { sql }: Db,
  id: string,
  { from, to }: { from: Buffer; to: { masterKeyId: string; wrappedKey: Buffer } },
): Promise<boolean> {
  const done = await sql`
    update document_versions set master_key_id = ${to.masterKeyId}, wrapped_key = ${to.wrappedKey}
    where id = ${id} and wrapped_key = ${from}`;
  return done.count === 1;
}

/** Versions of documents that were deleted more than `days` ago, whose bytes are still kept; at most `limit`. */
export async function selectErasable({ sql }: Db, days: number, limit: number): Promise<VersionRow[]> {
  return await sql<VersionRow[]>`
    select v.* from documents d join document_versions v on v.document_id = d.id
    where d.deleted_at < now() - make_interval(days => ${days}) and v.erased_at is null
    order by d.deleted_at limit ${limit}`;
}

/** Notes that the bytes of a version are gone, and forgets its key. */
export async function markVersionErased({ sql }: Db, id: string): Promise<void> {
  await sql`
    update document_versions set erased_at = clock_timestamp(), wrapped_key = null
    where id = ${id} and erased_at is null`;
}
