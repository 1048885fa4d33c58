import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isReference, mod97, newReference, referencesIn, spacedReference } from './reference.ts';

test('the check digits are those of ISO 11649', () => {
  // The example of the standard's registrar.
  expect(isReference('RF18539007547034')).toBe(true);
  expect(isReference('RF19539007547034')).toBe(false);
  expect(mod97('539007547034271518')).toBe(1);
});

test('each is new, right, and found again however it is written', () => {
  const made = Array.from({ length: 500 }, newReference);
  expect(new Set(made).size).toBe(made.length);
  for (const reference of made) {
    expect(reference).toMatch(/^RF\d\dECO[0-9A-HJKMNP-TV-Z]{12}$/);
    expect(isReference(reference)).toBe(true);
    expect(referencesIn(`Order of May: ${spacedReference(reference).toLowerCase()}.`)).toEqual([reference]);
  }
});

test('one that is mistyped is nobody’s', () => {
  fc.assert(
    fc.property(fc.nat(11), fc.nat(35), (place, sign) => {
      const reference = newReference();
      const at = reference.length - 12 + place;
      const typed = sign.toString(36).toUpperCase();
      fc.pre(typed !== reference[at]);
      // A letter counts two digits: put for a digit, it moves the others, and one slip in 97 comes out right.
      fc.pre(/\d/.test(typed) === /\d/.test(reference[at] ?? ''));
      expect(referencesIn(reference.slice(0, at) + typed + reference.slice(at + 1))).toEqual([]);
    }),
  );
});

test('finds several, each once, and reads no more than a bank sends', () => {
  const [one, two] = [newReference(), newReference()];
  expect(referencesIn(`${one} ${two} ${one}`)).toEqual([one, two]);
  expect(referencesIn('x'.repeat(5_000) + one)).toEqual([]);
});
