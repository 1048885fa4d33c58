import fc from 'fast-check';
import { expect, test } from 'vitest';
import { challengeOf } from '../../../test/oidc.ts';
import { username } from '../users/rules.ts';
import { cookieOf, isOfPage, newFlow, readCookie, secretsOf, usernameFor } from './rules.ts';

const CHALLENGE = challengeOf('v'.repeat(43));

test('a flow is begun for a challenge and a page that are some, and read back from its cookie', () => {
  const flow = newFlow(CHALLENGE, '/account');
  expect(flow).toMatchObject({ challenge: CHALLENGE, page: '/account' });
  expect(newFlow(CHALLENGE, null)?.page).toBe('/sign-in');
  for (const page of ['https://evil.example', '//evil.example', '/elsewhere', '']) {
    expect(newFlow(CHALLENGE, page), page).toBeUndefined();
  }
  for (const challenge of [null, '', 'short', `${CHALLENGE}=`]) expect(newFlow(challenge, null)).toBeUndefined();
  if (!flow) return;
  expect(cookieOf(flow)).toMatch(/^[\w.-]+$/);
  expect(readCookie(cookieOf(flow))).toEqual(flow);
  for (const text of [undefined, '', 'a.b.c', `${cookieOf(flow)}.x`, cookieOf(flow).replace('account', 'x')]) {
    expect(readCookie(text)).toBeUndefined();
  }
});

test('what follows from its secret is another for each provider and each use', () => {
  const [one, two] = [newFlow(CHALLENGE, null), newFlow(CHALLENGE, null)];
  if (!one || !two) throw new Error('no flow');
  const all = [secretsOf(one, 'a'), secretsOf(one, 'b'), secretsOf(two, 'a')].flatMap(({ state, nonce, verifier }) => [
    state,
    nonce,
    verifier,
  ]);
  expect(new Set(all).size).toBe(9);
  expect(secretsOf(one, 'a')).toEqual(secretsOf({ ...one }, 'a'));
  for (const text of all) expect(text).toMatch(/^[\w-]{43}$/);
});

test('only the page that knows the secret behind its challenge is the one that began', () => {
  const challenge = Buffer.from(CHALLENGE, 'base64url');
  expect(isOfPage(challenge, 'v'.repeat(43))).toBe(true);
  expect(isOfPage(challenge, 'w'.repeat(43))).toBe(false);
  expect(isOfPage(Buffer.alloc(0), 'v'.repeat(43))).toBe(false);
});

test('whatever a provider calls somebody, a username comes of it', () => {
  expect(usernameFor('Ada Lovelace', 'x@example.org', '')).toBe('ada-lovelace');
  expect(usernameFor('Zoë Müller', 'x@example.org', '42')).toBe('zoe-muller-42');
  expect(usernameFor(null, 'ada.l@example.org', '')).toBe('ada-l');
  expect(usernameFor('admin', 'x@example.org', '')).toBe('member-1');
  fc.assert(
    fc.property(
      fc.option(fc.string({ unit: 'grapheme' })),
      fc.string(),
      fc.constantFrom('', '4711'),
      (name, mail, suffix) => {
        expect(username.safeParse(usernameFor(name, `${mail}@example.org`, suffix)).success).toBe(true);
      },
    ),
  );
});
