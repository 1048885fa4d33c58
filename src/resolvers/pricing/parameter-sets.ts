import { LRUCache } from 'lru-cache';
import type { Db } from '../../db/client.ts';
import { type PricingModelRow, selectParametersOf } from '../../db/pricing.ts';
import { parameterKey, type ParameterSet } from './parameters.ts';

/**
 * Versions that were read: what one holds never changes, since a publication starts no earlier than it is made. The moment
 * at which it was made tells versions of two databases apart, of which only a test has several.
 */
const known = new LRUCache<string, ParameterSet>({ max: 50 });

/** All parameters as they are when this version of the model comes into force. */
export async function parametersOf(
  db: Db,
  model: Pick<PricingModelRow, 'version' | 'effectiveFrom' | 'createdAt'>,
): Promise<ParameterSet> {
  const { version, effectiveFrom, createdAt } = model;
  const key = `${version} ${effectiveFrom.getTime()} ${createdAt.getTime()}`;
  const cached = known.get(key);
  if (cached) return cached;
  const rows = await selectParametersOf(db, model);
  const set = { version, effectiveFrom, values: new Map(rows.map((row) => [parameterKey(row), row])) };
  known.set(key, set);
  return set;
}
