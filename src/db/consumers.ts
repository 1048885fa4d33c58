import { bigint, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, table, xid8 } from './columns.ts';
import type { Cursor } from './outbox.ts';

/**
 * How far each consumer has read each of its sources. A row moves in the transaction that holds what was done with the
 * events, so both happen or neither.
 */
export const consumerPositions = table(
  'consumer_positions',
  {
    consumer: text().notNull(),
    /** `outbox`, or `kafka:` and a topic. */
    source: text().notNull(),
    /** Of a topic; the outbox is one. */
    partition: integer().notNull(),
    /** The last event that was handled, as the outbox orders events, wherever it was read. */
    xid: xid8().notNull(),
    position: bigint({ mode: 'bigint' }).notNull(),
    /** Kafka's own number of the next message to read; null for the outbox. */
    nextOffset: bigint({ mode: 'bigint' }),
    createdAt: createdAt(),
    movedAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.consumer, t.source, t.partition] })],
);

export const OUTBOX_SOURCE = 'outbox';

export interface ConsumerPlace {
  readonly source: string;
  readonly partition: number;
  readonly place: Cursor;
  readonly nextOffset: bigint | null;
}

/** Apart from every other advisory lock: two numbers are another space than one. */
const CONSUMER_LOCK = 4_208;

/**
 * Whether the caller's transaction is the one that works for this consumer; until it ends, nobody else is. A row lock
 * would do the same, and give the transaction an id: then every look would hold back all readers of the outbox.
 */
export async function lockConsumer({ sql }: Db, consumer: string): Promise<boolean> {
  const [row] = await sql<{ held: boolean }[]>`
    select pg_try_advisory_xact_lock(${CONSUMER_LOCK}, hashtext(${consumer})) as held`;
  return row?.held ?? false;
}

/** Where a consumer stands, in each partition of each source that it has begun. */
export async function selectPlaces({ sql }: Db, consumer: string): Promise<ConsumerPlace[]> {
  const rows = await sql<(Omit<ConsumerPlace, 'place'> & Cursor)[]>`
    select source, partition, xid::text, position, next_offset from consumer_positions
    where consumer = ${consumer} order by source, partition`;
  return rows.map(({ source, partition, xid, position, nextOffset }) => ({
    source,
    partition,
    place: { xid, position },
    nextOffset,
  }));
}

/** Moves a consumer to where it stands now. It only goes forward: false if another transaction has been further. */
export async function movePlace({ sql }: Db, consumer: string, to: ConsumerPlace): Promise<boolean> {
  const { source, partition, place, nextOffset } = to;
  const moved = await sql`
    insert into consumer_positions as known (consumer, source, partition, xid, position, next_offset)
    values (${consumer}, ${source}, ${partition}, ${place.xid}::xid8, ${place.position}, ${nextOffset})
    on conflict (consumer, source, partition) do update
    set xid = excluded.xid, position = excluded.position, next_offset = excluded.next_offset, moved_at = now()
    where (known.xid, known.position) <= (excluded.xid, excluded.position)
      and coalesce(known.next_offset <= excluded.next_offset, true)`;
  return moved.count === 1;
}

/** The consumer that has read least of the outbox, by its place; undefined if nobody reads there. */
export async function selectSlowest({ sql }: Db): Promise<Cursor | undefined> {
  const [slowest] = await sql<Cursor[]>`
    select xid::text, position from consumer_positions where source = ${OUTBOX_SOURCE}
    order by consumer_positions.xid, position limit 1`;
  return slowest;
}

export interface ConsumerLag {
  readonly consumer: string;
  /** How long the oldest event has been waiting for it; 0 if none does. */
  readonly lagMs: number;
}

/** How far each consumer of the outbox is behind. */
export async function selectConsumerLags({ sql }: Db): Promise<ConsumerLag[]> {
  return await sql<ConsumerLag[]>`
    select consumer,
      coalesce(extract(epoch from clock_timestamp() - waiting.created_at) * 1000, 0)::float8 as lag_ms
    from consumer_positions
    left join lateral (
      select outbox.created_at from outbox
      where (outbox.xid, outbox.position) > (consumer_positions.xid, consumer_positions.position)
      order by outbox.xid, outbox.position limit 1
    ) as waiting on true
    where source = ${OUTBOX_SOURCE}
    order by consumer`;
}

export interface ConsumerStanding extends ConsumerLag {
  /** `outbox`, or `kafka`. */
  readonly source: string;
  /** Events of the outbox that it has not handled. */
  readonly waiting: bigint;
  readonly movedAt: Date;
}

/** Every consumer, for a person who looks. */
export async function selectConsumers(db: Db): Promise<ConsumerStanding[]> {
  const lags = new Map((await selectConsumerLags(db)).map(({ consumer, lagMs }) => [consumer, lagMs]));
  const rows = await db.sql<Omit<ConsumerStanding, 'lagMs'>[]>`
    select consumer, max(moved_at) as moved_at,
      case when bool_or(source <> ${OUTBOX_SOURCE}) then 'kafka' else ${OUTBOX_SOURCE} end as source,
      (select count(*) from outbox
       where (outbox.xid, outbox.position) > (
         select xid, position from consumer_positions as own
         where own.consumer = consumer_positions.consumer and own.source = ${OUTBOX_SOURCE})) as waiting
    from consumer_positions group by consumer order by consumer`;
  return rows.map((row) => ({ ...row, lagMs: lags.get(row.consumer) ?? 0 }));
}

/** Forgets where a consumer stood in these. */
export async function deletePlaces(
  { sql }: Db,
  consumer: string,
  places: readonly Pick<ConsumerPlace, 'source' | 'partition'>[],
): Promise<void> {
  await sql`
    delete from consumer_positions where consumer = ${consumer} and (source, partition) in (
      select * from unnest(${places.map(({ source }) => source)}::text[], ${places.map(({ partition }) => String(partition))}::int[]))`;
}
