import { N, Signature, toBeHex } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callWith, endBackoffs, from, race } from '../../../test/accounts.ts';
import { linkedBy, sign, signedLink, signedLogin, walletOf } from '../../../test/addresses.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import type { Context } from '../context.ts';
import { ChainUnavailable, InputInvalid, RateLimited } from '../errors.ts';
import { hashSecret } from '../sessions/secrets.ts';
import { SignatureInvalid, SiweLoginRefused, SiweMessageRefused } from './errors.ts';
import { issueSiweNonce } from './issue-siwe-nonce.ts';
import { loginSiwe } from './login-siwe.ts';
import { unlinkWallet } from './unlink-wallet.ts';

const alices = walletOf('alice');
const strangers = walletOf('a stranger');
let t: TestApp;
let alice: TestUser;

beforeAll(async () => {
  t = await openTestApp({ LOGIN_FAILURES_PER_ACCOUNT: '3', SESSIONS_PER_USER: '2' });
  alice = await t.user('alice');
  await linkedBy(alice, alices);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
});

/** Each attempt from an address of its own, so that none waits for another's back-off. */
let last = 0;
const someone = (): Context => from(t.nobody, `198.51.100.${(last += 1)}`);

test('opens a session of whoever has the address linked', async () => {
  const held = await loginSiwe(someone(), await signedLogin(t.nobody, alices));
  expect(held.userId).toBe(alice.id);
  const { viewer } = await callWith(t, held.accessToken);
  expect(viewer?.userId).toBe(alice.id);
  const [row] = await t.db.sql`select user_id, address::text from sessions where id = ${held.sessionId}`;
  expect(row).toEqual({ userId: alice.id, address: '198.51.100.1/32' });
});

test('keeps to the number of sessions that a user may have', async () => {
  for (let i = 0; i < 3; i += 1) await loginSiwe(someone(), await signedLogin(t.nobody, alices));
  const rows = await t.db.sql`select from sessions where user_id = ${alice.id} and ended_at is null`;
  expect(rows.count).toBe(2);
});

describe('refuses', () => {
  test('an address of nobody', async () => {
    await expect(loginSiwe(someone(), await signedLogin(t.nobody, strangers))).rejects.toThrow(SiweLoginRefused);
  });

  test('what is not the signature of a key, since without a chain nobody can tell whether a contract takes it', async () => {
    const { message } = await issueSiweNonce(t.nobody, { address: alices.address });
    const { signature } = await sign(strangers, message ?? '');
    await expect(loginSiwe(someone(), { message, signature })).rejects.toThrow(ChainUnavailable);
  });

  test('a message that was changed after it was signed', async () => {
    const { message, signature } = await signedLogin(t.nobody, alices);
    const tampered = message.replace(/Issued At: (\d{4})/, (_, year: string) => `Issued At: ${Number(year) - 1}`);
    await expect(loginSiwe(someone(), { message: tampered, signature })).rejects.toThrow(ChainUnavailable);
    // The nonce was not used up by that.
    await expect(loginSiwe(someone(), { message, signature })).resolves.toMatchObject({ userId: alice.id });
  });

  test('the twin of a signature, with N - s', async () => {
    const { message, signature } = await signedLogin(t.nobody, alices);
    const { r, s, v } = Signature.from(signature);
    const twin = `0x${r.slice(2)}${toBeHex(N - BigInt(s), 32).slice(2)}${v === 27 ? '1c' : '1b'}`;
    await expect(loginSiwe(someone(), { message, signature: twin })).rejects.toThrow(ChainUnavailable);
    await expect(loginSiwe(someone(), { message, signature })).resolves.toMatchObject({ userId: alice.id });
  });

  test.each(['0x', '', '0x1', 'signature', `0x${'00'.repeat(4_097)}`])(
    '%j, which is no signature',
    async (signature) => {
      const { message } = await issueSiweNonce(t.nobody, { address: alices.address });
      await expect(loginSiwe(someone(), { message, signature })).rejects.toThrow(InputInvalid);
    },
  );

  test('a signature of a wallet that is not deployed yet, in words', async () => {
    const { message } = await issueSiweNonce(t.nobody, { address: alices.address });
    const signature = `0x${'00'.repeat(32)}${'6492'.repeat(16)}`;
    const refused = loginSiwe(someone(), { message, signature });
    await expect(refused).rejects.toThrow(SignatureInvalid);
    await expect(refused).rejects.toThrow(/ERC-6492/);
  });

  test('a message of another site, and one that links', async () => {
    const { message } = await issueSiweNonce(t.nobody, { address: alices.address });
    const other = await sign(alices, (message ?? '').replace(/^\S+/, 'evil.example'));
    await expect(loginSiwe(someone(), other)).rejects.toMatchObject({ fault: 'OTHER_DOMAIN' });
    const link = await signedLink(alice.ctx, alices);
    await expect(loginSiwe(someone(), link)).rejects.toMatchObject({ fault: 'OTHER_STATEMENT' });
  });

  test('an address that was unlinked', async () => {
    const bob = await t.user('bob');
    const bobs = walletOf('bob');
    await linkedBy(bob, bobs);
    const signed = await signedLogin(t.nobody, bobs);
    await unlinkWallet(bob.ctx, { address: bobs.address });
    await expect(loginSiwe(someone(), signed)).rejects.toThrow(SiweLoginRefused);
  });
});

describe('a nonce', () => {
  const refusedNonce = { fault: 'NONCE_REFUSED' };

  test('serves once', async () => {
    const signed = await signedLogin(t.nobody, alices);
    await loginSiwe(someone(), signed);
    await expect(loginSiwe(someone(), signed)).rejects.toMatchObject(refusedNonce);
  });

  test('serves once of two at the same moment', async () => {
    const signed = await signedLogin(t.nobody, alices);
    const outcomes = await race(t, (tx) => tx.sql`select from siwe_nonces for update`, [
      () => loginSiwe(someone(), signed),
      () => loginSiwe(someone(), signed),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  test('of our own making alone', async () => {
    const { message } = await issueSiweNonce(t.nobody, { address: alices.address });
    const invented = await sign(
      alices,
      (message ?? '').replace(/Nonce: .*/, 'Nonce: 00000000000000000000000000000000'),
    );
    await expect(loginSiwe(someone(), invented)).rejects.toMatchObject(refusedNonce);
  });

  test('serves no longer than it lives', async () => {
    const { message, nonce } = await issueSiweNonce(t.nobody, { address: alices.address });
    const lasting = await sign(alices, (message ?? '').replace(/\nExpiration Time: .*/, ''));
    await t.db.sql`update siwe_nonces set expires_at = now() where nonce_hash = ${hashSecret(nonce)}`;
    await expect(loginSiwe(someone(), lasting)).rejects.toMatchObject(refusedNonce);
  });

  test('is used up by a signature of another address', async () => {
    const signed = await signedLogin(t.nobody, strangers);
    await expect(loginSiwe(someone(), signed)).rejects.toThrow(SiweLoginRefused);
    await expect(loginSiwe(someone(), signed)).rejects.toThrow(SiweMessageRefused);
  });
});

test('slows an address down that fails, but not the owner elsewhere', async () => {
  const attacker = someone();
  const nobodys = walletOf('nobody');
  for (let i = 0; i < 3; i += 1) {
    await expect(loginSiwe(attacker, await signedLogin(t.nobody, nobodys))).rejects.toThrow(SiweLoginRefused);
  }
  await expect(loginSiwe(attacker, await signedLogin(t.nobody, nobodys))).rejects.toThrow(RateLimited);
  await endBackoffs(t);
  await expect(loginSiwe(attacker, await signedLogin(t.nobody, nobodys))).rejects.toThrow(SiweLoginRefused);
  await linkedBy(alice, nobodys);
  await expect(loginSiwe(someone(), await signedLogin(t.nobody, nobodys))).resolves.toMatchObject({ userId: alice.id });
});
