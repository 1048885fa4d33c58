import { expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { InputInvalid } from '../errors.ts';
import { permissions } from '../permissions.ts';
import { hashSecret, newSecret } from '../sessions/secrets.ts';
import { checkExpiry, isApiKey, isSecretOf, prefixOf, readScopes, readToken, tokenOf } from './rules.ts';

test('a key says which it is, and its secret is read again', () => {
  const [id, { secret }] = [newId(), newSecret()];
  const token = tokenOf(id, secret);
  expect(token).toMatch(/^eco_[0-9a-f]{32}_[\w-]{43}$/);
  expect(token.startsWith(prefixOf(id))).toBe(true);
  expect(prefixOf(id)).not.toContain(secret);
  expect(isApiKey(token)).toBe(true);
  expect(readToken(token)).toEqual({ keyId: id, secret });
});

test('what is no key is none', () => {
  const token = tokenOf(newId(), newSecret().secret);
  for (const other of [
    '',
    'eco_',
    token.slice(1),
    `${token}x`,
    token.slice(0, -1),
    token.toUpperCase(),
    `${token}\n`,
  ]) {
    expect(readToken(other), other).toBeUndefined();
  }
});

test('a secret is known by its hash, and there is none of no key', () => {
  const { secret, hash } = newSecret();
  expect(isSecretOf(secret, hash)).toBe(true);
  expect(isSecretOf(newSecret().secret, hash)).toBe(false);
  expect(isSecretOf(secret, undefined)).toBe(false);
  expect(isSecretOf(secret, hashSecret(`${secret} `))).toBe(false);
});

const forUser = { forOrganization: false };

test('a scope is an action, all of a noun, or whatever changes nothing', () => {
  expect(readScopes(['trade.place', 'trade.place'], forUser)).toEqual(['trade.place']);
  expect(readScopes(['trade.*'], forUser)).toEqual(['trade.place', 'trade.read-own']);
  const reads = readScopes(['READ'], forUser);
  expect(reads).toContain('wallet.read');
  expect(reads).toContain('transfer.read-own');
  expect(reads.filter((scope) => /send|place|write|create|manage|request/.test(scope))).toEqual([]);
});

test('no scope gives power over an account, or to somebody else', () => {
  const nouns = [...new Set(Object.keys(permissions).map((action) => `${action.split('.')[0]}.*`))];
  const all = nouns.flatMap((noun) => {
    try {
      return readScopes([noun], forUser);
    } catch {
      return [];
    }
  });
  const forbidden = all.filter((scope) =>
    /^(?:session|password|role|member|api-key|email)\.(?!read)|address\.link/.test(scope),
  );
  expect(forbidden).toEqual([]);
  for (const scope of [
    'api-key.manage',
    'session.revoke',
    'password.change',
    'role.grant',
    'member.manage',
    'address.link',
  ]) {
    expect(() => readScopes([scope], forUser), scope).toThrow(InputInvalid);
  }
});

test('for an organization, a scope is something that is done for one', () => {
  expect(readScopes(['wallet.*'], { forOrganization: true })).toEqual(['wallet.read']);
  expect(() => readScopes(['withdrawal.request'], { forOrganization: true })).toThrow(
    'scopes.0: is nothing that is done',
  );
});

test('every name that is no scope is told', () => {
  expect(() => readScopes(['trade.place', 'trade', 'read', '*'], forUser)).toThrow(
    /^scopes\.1: .*; scopes\.2: .*; scopes\.3: /,
  );
});

test('a key ends, and within the time that keys may serve', () => {
  const now = new Date('2026-11-21T00:00:00Z');
  const at = (days: number) => new Date(now.getTime() + days * 86_400_000);
  expect(() => checkExpiry(now, now, 365)).toThrow('has passed');
  expect(() => checkExpiry(at(365.1), now, 365)).toThrow('more than 365 days ahead');
  expect(() => checkExpiry(at(365), now, 365)).not.toThrow();
});
