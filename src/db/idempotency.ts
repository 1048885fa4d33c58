import { primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { bytes, createdAt, table } from './columns.ts';

/** What a key has already done, so that it is done once. Only what succeeded is kept: a refusal moved nothing. */
export const idempotencyKeys = table(
  'idempotency_keys',
  {
    actorId: uuid().notNull(),
    operation: text().notNull(),
    key: text().notNull(),
    inputHash: bytes().notNull(),
    resultId: uuid().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.operation, t.key] })],
);

export interface IdempotencyKey {
  readonly actorId: string;
  readonly operation: string;
  readonly key: string;
}

/** What this key did before, or undefined. */
export async function selectIdempotency(
  { sql }: Db,
  { actorId, operation, key }: IdempotencyKey,
): Promise<{ inputHash: Buffer; resultId: string } | undefined> {
  const [row] = await sql<{ inputHash: Buffer; resultId: string }[]>`
    select input_hash, result_id from idempotency_keys
    where actor_id = ${actorId} and operation = ${operation} and key = ${key}`;
  return row;
}

/** Takes the key, waiting for a transaction that is just taking it. False if it is taken. */
export async function insertIdempotency(
  { sql }: Db,
  { actorId, operation, key }: IdempotencyKey,
  inputHash: Buffer,
  resultId: string,
): Promise<boolean> {
  const taken = await sql`
    insert into idempotency_keys (actor_id, operation, key, input_hash, result_id)
    values (${actorId}, ${operation}, ${key}, ${inputHash}, ${resultId})
    on conflict do nothing`;
  return taken.count === 1;
}
