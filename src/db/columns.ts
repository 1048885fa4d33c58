import { type SQL, sql } from 'drizzle-orm';
import { bigint, customType, snakeCase, uuid } from 'drizzle-orm/pg-core';

/** Declares a table: columns are camelCase in code and snake_case in the database. */
export const table = snakeCase.table;

/** An exact integer: money and credits in minor units, market prices at 10^-18. numeric(78,0) holds any uint256. */
export const amount = customType<{ data: bigint; driverData: string }>({
  dataType: () => 'numeric(78, 0)',
  fromDriver: (value) => BigInt(value),
  toDriver: (value) => value.toString(),
});

/** A moment in UTC. */
export const instant = customType<{ data: Date; driverData: string }>({
  dataType: () => 'timestamp with time zone',
  fromDriver: (value) => new Date(value),
  toDriver: (value) => value.toISOString(),
});

/** A day of the calendar, such as "2026-11-21". A hand-written statement casts it (`::text`), or it comes as a moment. */
export const day = customType<{ data: string; driverData: string | Date }>({
  dataType: () => 'date',
  fromDriver: (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
});

/** Raw bytes, such as a SHA-256 digest. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/**
 * A JSON document. It goes out as text that the statement casts: of the client's own serializers, one would make JSON of
 * JSON, and another an array of the database out of one.
 */
export const json = <T>() =>
  customType<{ data: T; driverData: T | SQL }>({
    dataType: () => 'jsonb',
    fromDriver: (value) => value as T,
    toDriver: (value) => sql`${JSON.stringify(value)}::text::jsonb`,
  })();

/** The 64-bit transaction id, by which events are ordered (see outbox.ts). */
export const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => 'xid8' });

/** UUID version 7 (RFC 9562): its order is the order of creation, so an id alone is a keyset cursor. */
export const id = () =>
  uuid()
    .primaryKey()
    .default(sql`uuidv7()`);

export const createdAt = () =>
  instant()
    .notNull()
    .default(sql`now()`);

/** A counter of the database's own: rows written under one lock get rising numbers. */
export const position = () => bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity();
