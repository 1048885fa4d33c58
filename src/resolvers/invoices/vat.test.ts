import fc from 'fast-check';
import { expect, test } from 'vitest';
import { taxed, vatOf } from './vat.ts';

const at = { sellerCountry: 'DE', rateBps: 1_900, buyerCountry: 'DE', buyerVatId: null } as const;

test.each([
  ['at home', {}, 'STANDARD', 1_900],
  ['a business at home', { buyerVatId: 'DE136695976' }, 'STANDARD', 1_900],
  ['somebody whose country is not known', { buyerCountry: null }, 'STANDARD', 1_900],
  ['a business elsewhere in the union', { buyerCountry: 'FR', buyerVatId: 'FR40303265045' }, 'REVERSE_CHARGE', 0],
  ['a business in Greece', { buyerCountry: 'GR', buyerVatId: 'EL094014201' }, 'REVERSE_CHARGE', 0],
  ['a number of another country', { buyerCountry: 'FR', buyerVatId: 'AT61904300234' }, 'STANDARD', 1_900],
  ['a person elsewhere in the union', { buyerCountry: 'FR' }, 'STANDARD', 1_900],
  ['outside of the union', { buyerCountry: 'CH', buyerVatId: 'CHE123456788' }, 'OUT_OF_SCOPE', 0],
  [
    'from outside to the union',
    { sellerCountry: 'CH', buyerCountry: 'FR', buyerVatId: 'FR40303265045' },
    'STANDARD',
    1_900,
  ],
  ['where no rate is set', { rateBps: 0, buyerCountry: 'CH' }, 'NONE', 0],
] as const)('%s: %o gives %s', (_, changes, treatment, bps) => {
  expect(vatOf({ ...at, ...changes })).toEqual({ treatment, bps });
});

test('19 % are taken out of 1042.56, and the lines add up', () => {
  const { whole, lines } = taxed([100_200n, 1_002n, 3_054n], 1_900);
  expect(whole).toEqual({ net: 87_610n, vat: 16_646n, gross: 104_256n });
  expect(lines.map(({ net }) => net)).toEqual([84_202n, 842n, 2_566n]);
});

test('net and VAT of the lines add up to the whole, and no line is off by more than a cent', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt(1n, 10n ** 12n), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 5_000 }),
      (gross, bps) => {
        const { whole, lines } = taxed(gross, bps);
        const sum = (of: 'net' | 'vat' | 'gross') => lines.reduce((total, line) => total + line[of], 0n);
        expect({ net: sum('net'), vat: sum('vat'), gross: sum('gross') }).toEqual(whole);
        expect(whole.net + whole.vat).toBe(whole.gross);
        for (const line of lines) {
          expect(line.vat).toBeGreaterThanOrEqual(-1n);
          const off = line.net * (10_000n + BigInt(bps)) - line.gross * 10_000n;
          expect(off < 0n ? -off : off).toBeLessThanOrEqual(10_000n + BigInt(bps));
        }
      },
    ),
  );
});
