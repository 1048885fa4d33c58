import { LRUCache } from 'lru-cache';
import type { Db } from '../../db/client.ts';
import { type PricingModelRow, selectParametersOf } from '../../db/pricing.ts';
import { parameterKey, type ParameterSet } from './parameters.ts';

/**
 * Versions that were read: what one held never changes, since a publication starts no earlier than it is made. By the
 * database, of which a test has many.
 */
const known = new WeakMap<Db['orm'], LRUCache<number, ParameterSet>>();
const MOST_VERSIONS = 20;

/** All parameters as they are when this version of the model comes into force. */
export async function parametersOf(
  db: Db,
  model: Pick<PricingModelRow, 'version' | 'effectiveFrom'>,
): Promise<ParameterSet> {
  const sets = known.get(db.orm) ?? new LRUCache<number, ParameterSet>({ max: MOST_VERSIONS });
  known.set(db.orm, sets);
  const cached = sets.get(model.version);
  if (cached) return cached;
  const rows = await selectParametersOf(db, model);
  const { version, effectiveFrom } = model;
  const set = { version, effectiveFrom, values: new Map(rows.map((row) => [parameterKey(row), row])) };
  sets.set(version, set);
  return set;
}
