import { createReadStream, existsSync } from 'node:fs';
import { parse } from 'csv-parse';
import { expect, test } from 'vitest';
import { countryByName, countryName, isCountry } from './countries.ts';

test('a country is what ISO 3166-1 calls one', () => {
  expect(
    ['BR', 'KE', 'TW', 'GB', 'XK', 'UK', 'EU', 'ZZ', 'AN', 'br', 'BRA', '', '__proto__'].filter(isCountry),
  ).toEqual(['BR', 'KE', 'TW', 'GB']);
});

test.each([
  ['Brazil', 'BR'],
  [' GABON ', 'GA'],
  ["Cote D'Ivoire", 'CI'],
  ['Côte d’Ivoire', 'CI'],
  ['Congo', 'CG'],
  ['Congo, The Democratic Republic of The', 'CD'],
  ['Lao', 'LA'],
  ['Viet Nam', 'VN'],
  ['Turkey', 'TR'],
  ['South Korea', 'KR'],
  ['United States', 'US'],
  ['Guinea-Bissau', 'GW'],
  ['Atlantis', undefined],
  ['', undefined],
])('%s is %s', (name, code) => {
  expect(countryByName(name)).toBe(code);
});

test('the name of each country is known as its own', () => {
  expect(countryName('BR')).toBe('Brazil');
  for (const code of ['DE', 'CI', 'CD', 'KR', 'PS', 'SZ', 'TL']) expect(countryByName(countryName(code))).toBe(code);
  expect(countryName('ZZ')).toBe('ZZ');
});

const VERRA = '../shared/data/registries/verra_projects.csv';
test.runIf(process.env['CI'] || existsSync(VERRA))('every country of a real registry is known', async () => {
  const rows = createReadStream(VERRA).pipe(parse({ columns: true, bom: true }));
  const unknown = new Set<string>();
  for await (const row of rows as AsyncIterable<Record<string, string>>) {
    const name = row['Country/Area'] ?? '';
    if (!countryByName(name)) unknown.add(name);
  }
  expect([...unknown]).toEqual([]);
});
