import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { createTokenSigner } from './tokens.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const options = { privateKeyPem, issuer: 'ecocoin', audience: 'ecocoin-api', ttlS: 900 };
const signer = await createTokenSigner(options);
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of our own key, but for what is changed in it. */
const forge = (change: (jwt: SignJWT) => SignJWT): Promise<string> =>
  change(
    new SignJWT({ sid: 'session' })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
      .setSubject('user')
      .setIssuer('ecocoin')
      .setAudience('ecocoin-api')
      .setJti('1')
      .setIssuedAt()
      .setExpirationTime('15m'),
  ).sign(privateKey);

test('signs a token with sub, iss, aud, jti and a life of 15 minutes, and takes it back', async () => {
  const { token, expiresAt } = await signer.sign('user', 'session');
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'EdDSA', typ: 'JWT' });
  const claims = decodeJwt(token);
  expect(claims).toMatchObject({ sub: 'user', sid: 'session', iss: 'ecocoin', aud: 'ecocoin-api' });
  expect(claims.jti).toMatch(/^[0-9a-f-]{36}$/);
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(900);
  expect(await signer.verify(token)).toEqual({ userId: 'user', sessionId: 'session', expiresAt });
  expect(await signer.verify(await forge((jwt) => jwt))).toMatchObject({ userId: 'user' });
});

test('refuses a token without a signature', async () => {
  const claims = { sub: 'user', sid: 'session', jti: '1', iss: 'ecocoin', aud: 'ecocoin-api' };
  const unsecured = new UnsecuredJWT(claims).setExpirationTime('15m').encode();
  expect(await signer.verify(unsecured)).toBeUndefined();
  const [, payload, signature] = (await signer.sign('user', 'session')).token.split('.');
  for (const alg of ['none', 'None', 'NONE', '']) {
    expect(await signer.verify(`${base64({ alg, typ: 'JWT' })}.${payload}.`)).toBeUndefined();
    expect(await signer.verify(`${base64({ alg, typ: 'JWT' })}.${payload}.${signature}`)).toBeUndefined();
  }
});

test('refuses a token that was signed with the public key as if it were a secret', async () => {
  const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
  const publicRaw = Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '', 'base64url');
  const [, payload] = (await signer.sign('user', 'session')).token.split('.');
  for (const key of [publicPem, publicRaw]) {
    const signed = `${base64({ alg: 'HS256', typ: 'JWT' })}.${payload}`;
    const mac = createHmac('sha256', key).update(signed).digest('base64url');
    expect(await signer.verify(`${signed}.${mac}`)).toBeUndefined();
  }
});

test('refuses a token of another key, and one that brings its own key along', async () => {
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const claims = await signer.sign('user', 'session').then(({ token }) => decodeJwt(token));
  const jwk = createPublicKey(stranger).export({ format: 'jwk' }) as { kty: string };
  for (const header of [{ alg: 'EdDSA' }, { alg: 'EdDSA', jwk }, { alg: 'EdDSA', jku: 'https://evil.example/jwks' }]) {
    expect(await signer.verify(await new SignJWT(claims).setProtectedHeader(header).sign(stranger))).toBeUndefined();
  }
});

test('refuses a token that was changed', async () => {
  const [header, payload, signature] = (await signer.sign('user', 'session')).token.split('.');
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as object;
  expect(await signer.verify(`${header}.${base64({ ...claims, sub: 'admin' })}.${signature}`)).toBeUndefined();
});

test('refuses a token of another issuer or audience, one that has expired, and one that lacks a claim', async () => {
  const past = Math.floor(Date.now() / 1000) - 1;
  const wrong = [
    forge((jwt) => jwt.setIssuer('elsewhere')),
    forge((jwt) => jwt.setAudience('another-api')),
    forge((jwt) => jwt.setExpirationTime(past)),
    forge((jwt) => jwt.setNotBefore('5m')),
    new SignJWT({ sid: 'session', sub: 'user', jti: '1', iss: 'ecocoin', aud: 'ecocoin-api' })
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(privateKey),
    new SignJWT({ sub: 'user', jti: '1', iss: 'ecocoin', aud: 'ecocoin-api' })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setExpirationTime('15m')
      .sign(privateKey),
  ];
  for (const token of await Promise.all(wrong)) expect(await signer.verify(token)).toBeUndefined();
});

test('refuses a token that it has taken before, once its time is over', async () => {
  const brief = await createTokenSigner({ ...options, ttlS: 2 });
  const { token, expiresAt } = await brief.sign('user', 'session');
  expect(await brief.verify(token)).toBeDefined();
  while (Date.now() <= expiresAt.getTime()) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await brief.verify(token)).toBeUndefined();
});

test('refuses the tokens of a session that was ended, those that it has taken before too', async () => {
  const [mine, other] = await Promise.all([signer.sign('user', 'ended'), signer.sign('user', 'open')]);
  expect(await signer.verify(mine.token)).toBeDefined();
  signer.revoke('ended');
  expect(await signer.verify(mine.token)).toBeUndefined();
  expect(await signer.verify((await signer.sign('user', 'ended')).token)).toBeUndefined();
  expect(await signer.verify(other.token)).toBeDefined();
});

test('refuses what is no token', async () => {
  for (const text of ['', '.', '..', 'a.b.c', 'null', '\u0000', '🐢', 'x'.repeat(10_000_000)]) {
    expect(await signer.verify(text)).toBeUndefined();
  }
});
