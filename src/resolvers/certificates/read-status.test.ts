import { generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { content, fileOf, jwk, kid, statusListOf } from '../../../test/certificate-files.ts';
import { readStatus, type StatusEntry, statusEntriesOf } from './read-status.ts';
import { readCertificate, type ReadFile } from './verify.ts';

const ISSUER = content.issuer.url;
const AT = new Date('2026-11-21T10:00:00Z');
const trusted = { issuer: ISSUER, keys: [jwk], at: AT };

let file: ReadFile;
let entries: StatusEntry[];
let revocation: StatusEntry;
beforeAll(async () => {
  file = readCertificate((await fileOf(content)).credential) as ReadFile;
  entries = statusEntriesOf(file.payload, ISSUER);
  [revocation] = entries as [StatusEntry];
});

test('a credential names its place in a list of each purpose, and no place of somebody else', () => {
  expect(entries).toEqual(
    ['revocation', 'refresh'].map((statusPurpose) => ({
      statusPurpose,
      statusListIndex: 1,
      statusListCredential: `${ISSUER}/certificates/status/${statusPurpose}/1`,
    })),
  );
  expect(statusEntriesOf(file.payload, 'https://elsewhere.example')).toEqual([]);
  expect(statusEntriesOf(file.payload, ISSUER.slice(0, -1))).toEqual([]);
  const [entry] = file.payload['credentialStatus'] as object[];
  for (const given of [undefined, null, {}, [null], [{ ...entry, statusListIndex: '-1' }]]) {
    expect(statusEntriesOf({ credentialStatus: given }, ISSUER)).toEqual([]);
  }
  expect(statusEntriesOf({ credentialStatus: [{ ...entry, statusPurpose: 'message' }, entry] }, ISSUER)).toHaveLength(
    1,
  );
});

test('its own bit alone counts', async () => {
  expect(await readStatus(await statusListOf('revocation', [1], AT), revocation, trusted)).toBe(true);
  expect(await readStatus(await statusListOf('revocation', [0, 2, 131_071], AT), revocation, trusted)).toBe(false);
});

test('a list that another key has signed, an old one or another one says nothing', async () => {
  const list = await statusListOf('revocation', [1], AT);
  const forged = { ...(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) as JWK), kid };
  const late = new Date(AT.getTime() + 300_000);
  const cases: [string, StatusEntry, typeof trusted, RegExp][] = [
    [list, revocation, { ...trusted, keys: [forged] }, /not signed by the issuer/],
    [list, revocation, { ...trusted, keys: [{ ...jwk, kid: 'key-2' }] }, /key key-1 .* none of the issuer/],
    ['nothing', revocation, trusted, /not signed by the issuer/],
    [list, revocation, { ...trusted, at: late }, /out of date/],
    [list, revocation, { ...trusted, issuer: 'https://elsewhere.example' }, /another status list/],
    [list, { ...revocation, statusListCredential: `${ISSUER}/certificates/status/revocation/2` }, trusted, /another/],
    [list, { ...revocation, statusPurpose: 'refresh' }, trusted, /another purpose/],
    [list, { ...revocation, statusListIndex: 131_072 }, trusted, /no place/],
  ];
  for (const [text, entry, by, why] of cases) expect(await readStatus(text, entry, by)).toMatch(why);
  expect(await readStatus(list, revocation, { ...trusted, at: new Date(late.getTime() - 1) })).toBe(true);
});
