import { expect, test } from 'vitest';
import { openTestApp } from '../../../test/harness.ts';
import { InputInvalid } from '../errors.ts';
import { hashSecret } from '../sessions/secrets.ts';
import { issueSiweNonce } from './issue-siwe-nonce.ts';

test('gives anyone a nonce that expires, and keeps its hash alone', async () => {
  await using t = await openTestApp({ PUBLIC_URL: 'https://api.ecocoin.example', SIWE_NONCE_TTL_S: '120' });
  const before = Date.now();
  const made = await issueSiweNonce(t.nobody, {});
  expect(made).toMatchObject({ domain: 'api.ecocoin.example', uri: 'https://api.ecocoin.example', chainId: 31_337 });
  expect(made).toMatchObject({ statement: 'Sign in to EcoCoin.', message: null });
  expect(made.nonce).toMatch(/^[\da-f]{32}$/);
  const rows = await t.db.sql`select nonce_hash, expires_at, used_at from siwe_nonces`;
  expect(rows).toEqual([{ nonceHash: hashSecret(made.nonce), expiresAt: made.expiresAt, usedAt: null }]);
  expect(made.expiresAt.getTime() - before).toBeGreaterThan(110_000);
  expect(made.expiresAt.getTime() - before).toBeLessThan(140_000);
});

test('gives the whole message where the address is known, for the site that the operator names', async () => {
  await using t = await openTestApp({ PUBLIC_URL: 'https://api.ecocoin.example', SIWE_DOMAIN: 'ecocoin.example' });
  const made = await issueSiweNonce(t.nobody, { address: '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed' });
  expect(made.message?.split('\n')).toEqual([
    'ecocoin.example wants you to sign in with your Ethereum account:',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '',
    'Sign in to EcoCoin.',
    '',
    'URI: https://api.ecocoin.example',
    'Version: 1',
    'Chain ID: 31337',
    `Nonce: ${made.nonce}`,
    expect.stringMatching(/^Issued At: \d{4}-.*Z$/),
    `Expiration Time: ${made.expiresAt.toISOString()}`,
  ]);
  await expect(issueSiweNonce(t.nobody, { address: '0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed' })).rejects.toThrow(
    InputInvalid,
  );
});
