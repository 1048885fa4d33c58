import type { AnnouncementRow } from './announcements.ts';
import { type Db, texts } from './client.ts';

/** How much of an announcement, in minor units of what it sells. */
export interface Take {
  readonly announcementId: string;
  readonly quantity: bigint;
}

const columns = (takes: readonly Take[]) =>
  [takes.map(({ announcementId }) => announcementId), texts(takes.map(({ quantity }) => quantity))] as const;

/**
 * Reserves (below zero: lets go) parts of announcements, each named once, which the caller has locked. Gives them as they
 * are now, by id. Breaks `announcements_reserved` where more would be reserved than is left, or less than nothing.
 */
export async function changeReserved({ sql }: Db, takes: readonly Take[]): Promise<AnnouncementRow[]> {
  const [ids, quantities] = columns(takes);
  const rows = await sql<AnnouncementRow[]>`
    update announcements as a set reserved = a.reserved + t.quantity
    from unnest(${ids}::uuid[], ${quantities}::numeric[]) as t (id, quantity)
    where a.id = t.id returning a.*`;
  return rows.toSorted(byId);
}

/**
 * Takes what was reserved out of announcements, each named once, which the caller has locked: it is sold. One that is open
 * and has nothing left is SOLD_OUT then. Gives them as they are now, by id.
 */
export async function fillAnnouncements({ sql }: Db, takes: readonly Take[]): Promise<AnnouncementRow[]> {
  const [ids, quantities] = columns(takes);
  const rows = await sql<AnnouncementRow[]>`
    update announcements as a
    set reserved = a.reserved - t.quantity, remaining = a.remaining - t.quantity,
        status = case when t.sold_out then 'SOLD_OUT' else a.status end,
        closed_at = case when t.sold_out then now() else a.closed_at end
    from (
      select b.id, t.quantity, b.status in ('ACTIVE', 'PAUSED') and b.remaining = t.quantity as sold_out
      from unnest(${ids}::uuid[], ${quantities}::numeric[]) as t (id, quantity)
      join announcements b on b.id = t.id
    ) as t
    where a.id = t.id returning a.*`;
  return rows.toSorted(byId);
}

const byId = (a: AnnouncementRow, b: AnnouncementRow): number => (a.id < b.id ? -1 : Number(a.id > b.id));
