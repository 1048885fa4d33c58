import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { v7 as newId } from 'uuid';
import type { Db } from '../db/client.ts';
import { type IdempotencyKey, insertIdempotency, selectIdempotency } from '../db/idempotency.ts';
import { type Context, transact } from './context.ts';
import { IdempotencyConflict } from './errors.ts';

/** SHA-256 over the canonical JSON of an input; amounts as decimal text of minor units. */
export function hashInput(input: unknown): Buffer {
  const plain: unknown = JSON.parse(
    JSON.stringify(input, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  );
  return hash('sha256', canonicalize(plain) ?? '', 'buffer');
}

export interface OnceOptions<T> extends IdempotencyKey {
  /** All of the client's input: the same key with another input is refused. */
  readonly input: unknown;
  /** Does it, in the transaction that takes the key. The result is stored under `id`. */
  readonly work: (tx: Db, id: string) => Promise<T>;
  /** Reads what was done before. */
  readonly again: (id: string) => Promise<T>;
}

/**
 * Carries out a wish once. The key is taken first, so a second call with it waits for the first and then gets its
 * result; if the first is refused, the key is free again, since nothing was done.
 */
export async function once<T>(ctx: Context, options: OnceOptions<T>): Promise<T> {
  const inputHash = hashInput(options.input);
  const id = newId();
  const done = await transact(ctx, async (tx) => {
    if (!(await insertIdempotency(tx, options, inputHash, id))) return undefined;
    return { result: await options.work(tx, id) };
  });
  if (done) return done.result;
  const before = await selectIdempotency(ctx.app.db, options);
  if (!before) return once(ctx, options);
  if (!before.inputHash.equals(inputHash)) throw new IdempotencyConflict();
  return options.again(before.resultId);
}
