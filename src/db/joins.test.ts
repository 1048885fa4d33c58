import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { objectOf, onceFor, pickColumns } from './joins.ts';
import { selectTransfersById } from './transfers.ts';

interface Want {
  readonly fields?: readonly string[];
}

const columns: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 12 }, (_, at) => [`f${at}`, `t.f${at}`]),
);
const partsOf = () => onceFor((want: Want) => objectOf(pickColumns<string>(columns, ['f0'], want)), {});

describe('the statements that clients choose', () => {
  test('are one for the same fields, in whatever order and however often they are named', () => {
    const partOf = partsOf();
    const part = partOf({ fields: ['f3', 'f1'] });
    expect(part.columns).toEqual(['t.f0', 't.f1', 't.f3']);
    expect(partOf({ fields: ['f1', 'f3', 'f0', 'f1'] })).toBe(part);
    expect(partOf({})).toBe(partOf({ fields: ['unknown'] }));
  });

  test('are so many and no more: those after them read everything', () => {
    const partOf = partsOf();
    const subsets = Array.from({ length: 2 ** 11 }, (_, bits) =>
      Object.keys(columns).filter((_field, at) => at > 0 && (bits >> (at - 1)) & 1),
    );
    const parts = subsets.map((fields) => partOf({ fields }));
    expect(new Set(parts).size).toBe(200);
    expect(parts.at(-2)).toBe(partOf({}));
    for (const [at, fields] of subsets.entries()) {
      expect(parts[at]?.columns).toEqual(expect.arrayContaining(fields.map((field) => `t.${field}`)));
    }
  });
});

describe('a connection', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await openTestApp();
  });
  afterAll(() => t[Symbol.asyncDispose]());

  test('prepares one statement for them', async () => {
    const prepared = await t.db.transact(async (tx) => {
      for (const fields of [
        ['username', 'country'],
        ['country', 'username'],
      ]) {
        await selectTransfersById(tx, [newId()], { sender: { fields } });
      }
      return await tx.sql<{ statement: string }[]>`
        select statement from pg_prepared_statements where statement like '%from transfers%' and statement not like '%pg_prepared%'`;
    });
    expect(prepared).toHaveLength(1);
  });
});
