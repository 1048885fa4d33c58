import { createReadStream, existsSync } from 'node:fs';
import { parse } from 'csv-parse';
import { expect, test } from 'vitest';
import { parseMethodologies, sortMethodologies } from './methodologies.ts';

test.each([
  ['VMR0014; VM0038', ['VERRA VMR0014 -', 'VERRA VM0038 -']],
  ['AMS-I.D.', ['CDM AMS-I.D -']],
  ['AMS-III.Y;AMS-III.Y.', ['CDM AMS-III.Y -']],
  ['ACM0002 v21.0; AM0029, Version 3', ['CDM ACM0002 21.0', 'CDM AM0029 3']],
  ['AR-ACM0003; AR-AMS0007; AR-AM0014', ['CDM AR-ACM0003 -', 'CDM AR-AMS0007 -', 'CDM AR-AM0014 -']],
  ['Climate Action Reserve Landfill Project Protocol', ['CAR Climate Action Reserve Landfill Project Protocol -']],
  ['Methodology Under Development', []],
  [' ; ', []],
  ['GS TPDDTEC', ['PRESET GS TPDDTEC -']],
])('%s', (text, expected) => {
  const read = parseMethodologies(text, 'PRESET');
  expect(read.map(({ program, code, version }) => `${program} ${code} ${version ?? '-'}`)).toEqual(expected);
});

test('their order is the same however they come', () => {
  const [a, b, c] = [
    { program: 'CDM', code: 'ACM0002', version: null },
    { program: 'CDM', code: 'ACM0002', version: '1' },
    { program: 'CDM', code: 'VM0038', version: null },
  ] as const;
  expect(sortMethodologies([c, b, a])).toEqual([a, b, c]);
  expect(sortMethodologies([b, a, c])).toEqual([a, b, c]);
});

const VERRA = '../shared/data/registries/verra_projects.csv';
test.runIf(process.env['CI'] || existsSync(VERRA))('of a real registry, every methodology has an author', async () => {
  const rows = createReadStream(VERRA).pipe(parse({ columns: true, bom: true }));
  const programs = new Map<string, number>();
  let several = 0;
  for await (const row of rows as AsyncIterable<Record<string, string>>) {
    const read = parseMethodologies(row['Methodology'] ?? '', 'PRESET');
    if (read.length > 1) several += 1;
    for (const { program } of read) programs.set(program, (programs.get(program) ?? 0) + 1);
  }
  expect([...programs.keys()].toSorted()).toEqual(['CAR', 'CDM', 'VERRA']);
  expect(several).toBeGreaterThan(350);
});
