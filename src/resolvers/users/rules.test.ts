import { expect, test } from 'vitest';
import { email, registerUserInput, updateProfileInput, username } from './rules.ts';

test('a username is 3 to 30 ASCII letters and digits with single marks between them', () => {
  for (const name of ['ada', 'Ada-Lovelace', 'a1.b2_c3', '007', 'x'.repeat(30)]) {
    expect(username.safeParse(name).success, name).toBe(true);
  }
  for (const name of ['', 'ab', 'x'.repeat(31), '-ada', 'ada-', 'a--b', 'a b c', 'ada@x', 'ädä', 'ada\n', 'Root']) {
    expect(username.safeParse(name).success, name).toBe(false);
  }
});

test('an e-mail address is one that mail can be sent to, without the blanks around it', () => {
  expect(email.parse(' Ada+news@sub.example.org ')).toBe('Ada+news@sub.example.org');
  const wrong = ['', 'ada', 'ada@', '@example.org', 'a b@example.org', 'ada@example', 'ada@example.org\nBcc: x@y.zz'];
  for (const text of [
    ...wrong,
    `${'x'.repeat(250)}@example.org`,
    'ada@example.org,eve@example.org',
    'ada\u0000@example.org',
  ]) {
    expect(email.safeParse(text).success, text).toBe(false);
  }
});

test('a country is an ISO 3166-1 code that names a country', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const taken = letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((country) => updateProfileInput.safeParse({ country }).success);
  expect(taken).toHaveLength(249);
  expect(taken.filter((code) => names.of(code) === undefined)).toEqual([]);
  for (const country of ['br', 'XX', 'UK', 'EU', 'BRA', '']) {
    expect(updateProfileInput.safeParse({ country }).success, country).toBe(false);
  }
});

test('nothing but what is named gets through the registration', () => {
  const input = {
    username: 'ada',
    email: 'ada@example.org',
    password: 'three green turtles',
    roles: ['X'],
    id: 'x',
    isAdmin: true,
  };
  const { roles, id, isAdmin, ...named } = input;
  void [roles, id, isAdmin];
  expect(registerUserInput.parse(input)).toEqual(named);
});
