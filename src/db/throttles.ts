import { bigint, index, text } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { instant, table } from './columns.ts';

/**
 * Counters with an end, shared by all processes. The table is unlogged (see its migration): a count costs no wait for
 * the disk, and a crash of the database forgets the counts.
 */
export const throttles = table(
  'throttles',
  {
    /** What is counted, such as `login:address:192.0.2.7`. Nothing secret or personal in clear: hash it first. */
    key: text().primaryKey(),
    hits: bigint({ mode: 'number' }).notNull(),
    /** From here on the count starts anew. */
    endsAt: instant().notNull(),
    /** Set by a back-off: until then nothing is let through. */
    blockedUntil: instant(),
  },
  (t) => [index('throttles_end').on(t.endsAt)],
);

export interface Hits {
  readonly key: string;
  readonly hits: number;
  readonly windowS: number;
}

export interface HitCount {
  readonly key: string;
  readonly hits: number;
  readonly endsInS: number;
}

/**
 * Adds hits to counters, each with a window of its own that begins with its first hit; gives the new totals. Keys must
 * differ. One statement for many keys, locked in their order.
 */
export async function countHits({ sql }: Db, hits: readonly Hits[]): Promise<HitCount[]> {
  return await sql<HitCount[]>`
    insert into throttles as t (key, hits, ends_at)
    select key, hits, now() + make_interval(secs => window_s)
    from unnest(${hits.map((hit) => hit.key)}::text[], ${hits.map((hit) => hit.hits)}::bigint[],
                ${hits.map((hit) => hit.windowS)}::float8[]) as new (key, hits, window_s)
    order by key
    on conflict (key) do update set
      hits = case when t.ends_at > now() then t.hits else 0 end + excluded.hits,
      ends_at = case when t.ends_at > now() then t.ends_at else excluded.ends_at end
    returning key, hits::float8, extract(epoch from ends_at - now())::float8 as ends_in_s`;
}

/** What a counter stands at; undefined where its time is over. */
export async function selectHits({ sql }: Db, key: string): Promise<HitCount | undefined> {
  const [row] = await sql<HitCount[]>`
    select key, hits::float8, extract(epoch from ends_at - now())::float8 as ends_in_s
    from throttles where key = ${key} and ends_at > now()`;
  return row;
}

export interface Backoff {
  /** Attempts that may fail before the back-off starts. */
  readonly free: number;
  /** The first back-off; it doubles with every further failure, up to `longestS`. */
  readonly firstS: number;
  readonly longestS: number;
}

/**
 * Counts an attempt before it is made, so that many at once cannot all slip through; a success is given back by
 * `forgiveAttempt` or `forgetAttempts`. Gives 0 if it may be made, else the seconds to wait; it is then not counted.
 * After the longest back-off without an attempt the count starts anew.
 */
export async function countAttempt({ sql }: Db, key: string, backoff: Backoff): Promise<number> {
  const { free, firstS, longestS } = backoff;
  const window = sql`make_interval(secs => ${2 * longestS}::float8)`;
  const counted = sql`(case when t.ends_at > now() then t.hits else 0 end + 1)`;
  const pause = (attempt: 'first' | 'further') => {
    const hits = attempt === 'first' ? sql`1` : counted;
    const pauseS = sql`least(${longestS}::float8, ${firstS}::float8 * 2 ^ least(${hits} - ${free}::int, 40))`;
    return sql`case when ${hits} >= ${free}::int then now() + make_interval(secs => ${pauseS}) end`;
  };
  const [row] = await sql<{ waitS: number | null }[]>`
    with counted as (
      insert into throttles as t (key, hits, ends_at, blocked_until)
      values (${key}, 1, now() + ${window}, ${pause('first')})
      on conflict (key) do update set hits = ${counted}, ends_at = now() + ${window}, blocked_until = ${pause('further')}
      where t.blocked_until is null or t.blocked_until <= now()
      returning 1
    )
    select extract(epoch from (select blocked_until from throttles where key = ${key}) - now())::float8 as wait_s
    where not exists (select from counted)`;
  return row ? Math.max(1, Math.ceil(row.waitS ?? 1)) : 0;
}

/** Takes one attempt back; what is left may be too little to block. */
export async function forgiveAttempt({ sql }: Db, key: string, { free }: Backoff): Promise<void> {
  await sql`
    update throttles set hits = greatest(hits - 1, 0),
      blocked_until = case when hits - 1 >= ${free}::int then blocked_until end
    where key = ${key}`;
}

/** Starts the count of a key anew. */
export async function forgetAttempts({ sql }: Db, key: string): Promise<void> {
  await sql`delete from throttles where key = ${key}`;
}

/** Deletes counters whose time is over; gives how many, at most `limit`. */
export async function deleteOldThrottles({ sql }: Db, limit: number): Promise<number> {
  const gone = await sql`
    delete from throttles where key in (
      select key from throttles where ends_at < now() order by ends_at limit ${limit} for update skip locked)`;
  return gone.count;
}
