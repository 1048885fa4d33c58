import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { selectFxRates } from '../../db/fx.ts';
import { readFxCsv } from '../../workers/outside/fx-source.ts';
import { InputInvalid } from '../errors.ts';
import { scaled } from './decimals.ts';
import { importFxRates } from './import-fx-rates.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ FX_IMPORT_ROWS: '7' });
});
afterAll(() => t[Symbol.asyncDispose]());

// As eurofxref-hist.csv is written: a column ends each line, and a currency that has ended has no rate.
const FILE = `Date,USD,JPY,CYP,
2026-11-20,1.1623,182.05,N/A,
2026-11-19,1.1601,181.9,N/A,
20 November 2025,1.05,160.1,N/A,
someday,1,2,3,
`;
const importing = (text: string) =>
  importFxRates(t.nobody, {
    source: 'ECB',
    lines: readFxCsv(() => Readable.from([text])),
    now: new Date('2026-11-21T10:00:00Z'),
  });

test('a file is taken in whole, and a second time nothing changes', async () => {
  const first = await importing(FILE);
  expect(first).toMatchObject({ read: 6, stored: 6, unchanged: 0, newestDay: '2026-11-20' });
  expect(first.refused).toEqual([{ line: 5, reason: '"someday" is not a day' }]);
  expect(await importing(FILE)).toMatchObject({ read: 6, stored: 0, unchanged: 6 });
  const days = { base: 'EUR', quote: 'JPY', from: '2025-11-20', to: '2026-11-20', limit: 10 };
  expect((await selectFxRates(t.db, days)).map(({ date, rate }) => [date, rate])).toEqual([
    ['2026-11-20', scaled('182.05')],
    ['2026-11-19', scaled('181.9')],
    ['2025-11-20', scaled('160.1')],
  ]);
});

test('what is no file of rates, or too long, is refused', async () => {
  expect(await importing('Datum;USD\n1;2\n')).toMatchObject({ read: 0, stored: 0, refused: [{ line: 1 }] });
  await expect(importing(`${FILE}2026-11-18,1.1,180,1,\n`)).rejects.toThrow(InputInvalid);
});
