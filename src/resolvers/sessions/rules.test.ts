import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountKey, newPassword, weaknessOf } from './rules.ts';

const owner = { username: 'Ada.Lovelace', email: 'ada@analytical.example' };

test('takes any 10 to 128 characters that are whole and no control characters', () => {
  const character = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }).filter((text) => !/\p{Cc}/u.test(text));
  fc.assert(
    fc.property(fc.array(character, { minLength: 10, maxLength: 60 }), (characters) => {
      const password = characters.join('');
      fc.pre([...password].length <= 128);
      expect(newPassword.safeParse(password)).toEqual({ success: true, data: password });
    }),
  );
});

test('refuses the owner’s own names in any case', () => {
  for (const password of ['ada.lovelace', 'ADA.LOVELACE', 'ada@analytical.example', 'ADA@Analytical.Example', 'ada']) {
    expect(weaknessOf(password, owner)).toBe('is your own name or e-mail address');
  }
  expect(weaknessOf('ada.lovelace.1815', owner)).toBeUndefined();
});

test('refuses the commonest in any case, and what repeats a few characters', () => {
  expect(weaknessOf('QwertyUiop', owner)).toBe('is one of the commonest passwords');
  expect(weaknessOf('abcabcabcabcabc', owner)).toBe('repeats fewer than 4 different characters');
  expect(weaknessOf('abcdabcdabcd', owner)).toBeUndefined();
});

test('counts the failures of a name without keeping the name, whatever its case', () => {
  expect(accountKey('Ada')).toBe(accountKey('aDA'));
  expect(accountKey('ada')).not.toBe(accountKey('ida'));
  expect(accountKey('ada@example.org')).not.toContain('ada');
});
