import fc from 'fast-check';
import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { content, fileOf, jwk, kid, retired, salt, secret } from '../../../test/certificate-files.ts';
import { stepsThat } from '../../../test/certificates.ts';
import { altered, changedAt, placesOf } from '../../../test/json-changes.ts';
import { commitmentOf } from '../retirements/rules.ts';
import type { CertificateFile, Content } from './content.ts';
import { credentialOf, LIST_SIZE, signCredential } from './credential.ts';
import { encodeBits, readBit } from './status-bits.ts';
import { certificateSteps, type Known, readCertificate, type RetiredOnChain, verifyCertificate } from './verify.ts';

const ISSUER = 'https://ecocoin.example';

let file: CertificateFile;
let known: Known;
beforeAll(async () => {
  file = await fileOf(content);
  known = { keys: [jwk], retired, poai: 'CURRENT', standing: 'ISSUED' };
});

const judge = (given: unknown, also: Known = known) => verifyCertificate(readCertificate(JSON.stringify(given)), also);
const invalid = async (given: unknown, also?: Known) => stepsThat(await judge(given, also), 'INVALID');

test('a certificate of which all is known is valid in every step', async () => {
  expect(stepsThat(await judge(file), 'VALID')).toEqual([...certificateSteps]);
});

test('what only others can tell is left open without them', async () => {
  const steps = await judge(file, {});
  expect(stepsThat(steps, 'INDETERMINATE')).toEqual(['SIGNATURE', 'CHAIN', 'POAI', 'STATUS']);
  expect(stepsThat(steps, 'INVALID')).toEqual([]);
});

test('whatever is changed in a file, a step fails', async () => {
  const places = placesOf(file);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), fc.nat(), async (path, pick) => {
      const changed = changedAt(file, path, (old) => (typeof old === 'string' ? altered(old, pick) : 'x'));
      expect(await invalid(changed)).not.toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('a signature that is spelled otherwise, though it has the same bytes, is none', async () => {
  const { credential } = file;
  const signature = (text: string): Buffer => Buffer.from(text.split('.')[2] ?? '', 'base64url');
  const same = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
    .map((end) => credential.slice(0, -1) + end)
    .filter((other) => other !== credential && signature(other).equals(signature(credential)));
  expect(same).not.toEqual([]);
  for (const other of same) expect(await invalid({ ...file, credential: other })).toContain('FORMAT');
});

test('whatever somebody hands in, nothing is thrown', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.string().map((text) => `${text}.${text}.${text}`),
      ),
      async (text) => {
        const steps = await verifyCertificate(readCertificate(text), known);
        expect(stepsThat(steps, 'INVALID')).toContain('FORMAT');
      },
    ),
  );
});

test('what another key has signed, or is named after a key of the issuer, is not theirs', async () => {
  const other = generateKeyPairSync('ed25519');
  const credential = await signCredential(credentialOf(content, 131_073n), ISSUER, { kid, key: other.privateKey });
  expect(await invalid({ ...file, credential })).toEqual(['SIGNATURE']);
  expect(await invalid(file, { ...known, keys: [] })).toEqual(['SIGNATURE']);
  const unsigned = `${Buffer.from('{"alg":"none","typ":"vc+jwt"}').toString('base64url')}.${file.credential.split('.')[1]}.`;
  expect(await invalid({ ...file, credential: unsigned })).toEqual(['SIGNATURE']);
});

test('a certificate with the signed credential of another one is found out', async () => {
  const more = await fileOf({ ...content, retirement: { ...content.retirement, quantity: '26' } });
  expect(await invalid({ ...file, credential: more.credential })).toEqual(['CREDENTIAL']);
});

test('serial blocks that do not count what was retired are found out, signed or not', async () => {
  const { credits } = content;
  const cut = await fileOf({ ...content, credits: { ...credits, serials: credits.serials.slice(0, 1) } });
  expect(await invalid(cut)).toEqual(['QUANTITY']);
  const twice = await fileOf({
    ...content,
    credits: { ...credits, serials: [...credits.serials, { text: 'A-1-20', quantity: '0' }] },
  });
  expect(await invalid(twice)).toEqual(['QUANTITY']);
});

test('what the chain says otherwise, or does not say, counts against it', async () => {
  for (const change of [
    { batchId: '1' },
    { account: `0x${'00'.repeat(20)}` },
    { quantity: 1n },
    { beneficiaryHash: `0x${'00'.repeat(32)}` },
  ]) {
    expect(await invalid(file, { ...known, retired: { ...retired, ...change } as RetiredOnChain })).toEqual(['CHAIN']);
  }
  expect(await invalid(file, { ...known, retired: null })).toEqual(['CHAIN']);
  const open = await judge(file, { ...known, retired: { ...retired, isFinal: false } });
  expect(stepsThat(open, 'INDETERMINATE')).toEqual(['CHAIN']);
});

test('a private beneficiary is shown by who was told, and by nobody else', async () => {
  const hash = commitmentOf({ name: secret.name, country: 'CH', identifier: null }, salt);
  const hidden: Content = { ...content, beneficiary: { kind: 'PRIVATE', hash } };
  const also = { ...known, retired: { ...retired, beneficiaryHash: hash } };
  expect(stepsThat(await judge(await fileOf(hidden), also), 'INDETERMINATE')).toEqual(['BENEFICIARY']);
  expect(stepsThat(await judge(await fileOf(hidden, secret), also), 'VALID')).toEqual([...certificateSteps]);
  for (const lie of [{ name: 'Somebody else' }, { country: 'DE' }, { salt: `0x${'00'.repeat(32)}` as const }]) {
    expect(await invalid(await fileOf(hidden, { ...secret, ...lie }), also)).toEqual(['BENEFICIARY']);
  }
});

test('a standing is said with its reason', async () => {
  for (const standing of ['SUPERSEDED', 'REVOKED'] as const) {
    const steps = await judge(file, { ...known, standing, standingReason: 'Because.' });
    expect(stepsThat(steps, 'INVALID')).toEqual(['STATUS']);
    expect(steps.at(-1)?.reason).toContain('Because.');
  }
  expect(await invalid(file, { ...known, poai: 'REVOKED' })).toEqual(['POAI']);
});

test('a file that says of itself that it ended is taken at its word, unless the lists know better', async () => {
  const ended = { status: 'REVOKED', at: '2026-11-21T09:30:00Z', reason: 'Issued by mistake' } as const;
  const steps = await judge({ ...file, ended }, { ...known, standing: undefined });
  expect(stepsThat(steps, 'INVALID')).toEqual(['STATUS']);
  expect(steps.at(-1)?.reason).toContain('REVOKED since 2026-11-21T09:30:00Z: Issued by mistake');
  expect(await invalid({ ...file, ended }, known)).toEqual([]);
  expect(await invalid({ ...file, ended: { ...ended, status: 'ISSUED' } }, known)).toEqual(['FORMAT']);
});

test('a bit that is set in a list is read, and no other', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(LIST_SIZE - 1), { maxLength: 50 }), fc.nat(LIST_SIZE - 1), (set, asked) => {
      const list = encodeBits(set);
      expect(readBit(list, asked)).toBe(set.includes(asked));
      for (const each of set) expect(readBit(list, each)).toBe(true);
    }),
    { numRuns: 50 },
  );
  expect(readBit(encodeBits([]), LIST_SIZE)).toBeUndefined();
  expect(readBit('unothing', 0)).toBeUndefined();
  // The example of the specification: 16 KiB of zeros.
  expect(Buffer.from(encodeBits([]).slice(1), 'base64url').subarray(0, 2).toString('hex')).toBe('1f8b');
});
