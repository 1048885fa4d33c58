import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWith, openAccount, plantToken } from '../../../test/accounts.ts';
import { openOidcLab, type OidcLab } from '../../../test/oidc.ts';
import { openGuarded } from '../../../test/second-factors.ts';
import { SecondFactorRequired } from '../second-factors/errors.ts';
import { TooManySignUps, UsernameTaken } from '../users/errors.ts';
import { me } from '../users/read.ts';
import { verifyEmail } from '../users/verify-email.ts';
import { AccountExists, EmailNotVouched, HandoverEnded } from './errors.ts';
import { linkIdentity } from './link-identity.ts';
import { loginIdentity } from './login-identity.ts';

let lab: OidcLab;
beforeAll(async () => {
  lab = await openOidcLab({ SIGN_UPS_PER_ADDRESS: '12' });
});
afterAll(() => lab[Symbol.asyncDispose]());

const person = (sub: string, more = {}) => ({
  sub,
  email: `${sub}@acme.example`,
  email_verified: true,
  name: `The ${sub}`,
  ...more,
});

test('opens an account for whom the provider vouches, and signs in to it ever after', async () => {
  const { t } = lab.on;
  const held = await loginIdentity(t.nobody, await lab.comeBack(person('ada')));
  const user = await me(await callWith(t, held.accessToken));
  expect(user).toMatchObject({ username: 'the-ada', displayName: 'The ada', email: 'ada@acme.example' });
  expect(user.emailVerifiedAt).not.toBeNull();
  const again = await loginIdentity(t.nobody, await lab.comeBack(person('ada', { email: 'moved@acme.example' })));
  expect(again.userId).toBe(held.userId);
  const audit = await t.db.sql`select action from audit_log where subject_id = ${held.userId}`;
  expect(audit).toEqual([{ action: 'IDENTITY_LINKED' }]);
});

test('a code serves once, for its page alone, and not for long', async () => {
  const { t } = lab.on;
  const held = await lab.comeBack(person('ben'));
  const stolen = loginIdentity(t.nobody, { ...held, verifier: 'x'.repeat(43) });
  await expect(stolen).rejects.toThrow(HandoverEnded);
  await loginIdentity(t.nobody, held);
  await expect(loginIdentity(t.nobody, held)).rejects.toThrow(HandoverEnded);
  const late = await lab.comeBack(person('ben'));
  await t.db.sql`update identity_handovers set expires_at = now() where used_at is null`;
  await expect(loginIdentity(t.nobody, late)).rejects.toThrow(HandoverEnded);
  const twice = await lab.comeBack(person('ben'));
  const outcomes = await Promise.allSettled([1, 2].map(() => loginIdentity(t.nobody, twice)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('is never taken for an account by its address: one signs in there, and links with the same code', async () => {
  const { t } = lab.on;
  const cleo = await openAccount(t, 'cleo');
  const held = await lab.comeBack(person('cleo-at-acme', { email: 'CLEO@example.org' }));
  await expect(loginIdentity(t.nobody, held)).rejects.toThrow(AccountExists);
  const [none] = await t.db.sql`select count(*)::int as count from identities where user_id = ${cleo.id}`;
  expect(none).toEqual({ count: 0 });
  await verifyEmail(t.nobody, { token: await plantToken(t, cleo.id, 'EMAIL_VERIFICATION') });
  const ctx = { ...t.nobody, viewer: { userId: cleo.id, sessionId: crypto.randomUUID(), expiresAt: new Date(4e12) } };
  await linkIdentity(ctx, { ...held, password: cleo.password });
  const signedIn = await loginIdentity(t.nobody, await lab.comeBack(person('cleo-at-acme')));
  expect(signedIn.userId).toBe(cleo.id);
});

test('opens none for an address that nobody vouches for', async () => {
  const { t } = lab.on;
  for (const more of [{ email_verified: false }, { email: undefined }]) {
    const held = await lab.comeBack(person('dora', more));
    await expect(loginIdentity(t.nobody, held)).rejects.toThrow(EmailNotVouched);
  }
});

test('asks for the second factor of its user', async () => {
  const { t } = lab.on;
  const eve = await openGuarded(t, 'eve');
  await t.db.sql`update users set email_verified_at = now() where id = ${eve.id}`;
  await linkIdentity(eve.ctx, { ...(await lab.comeBack(person('eve'))), password: eve.password });
  const login = loginIdentity(t.nobody, await lab.comeBack(person('eve')));
  await expect(login).rejects.toThrow(SecondFactorRequired);
});

test('gives another username where one is taken, but not in place of the one that was asked for', async () => {
  const { t } = lab.on;
  const [one, two] = [
    await loginIdentity(t.nobody, await lab.comeBack(person('f1', { name: 'Fritz' }))),
    await loginIdentity(t.nobody, await lab.comeBack(person('f2', { name: 'Fritz' }))),
  ];
  const [first, second] = await Promise.all(
    [one, two].map(async ({ accessToken }) => (await me(await callWith(t, accessToken))).username),
  );
  expect(first).toBe('fritz');
  expect(second).toMatch(/^fritz-\d+$/);
  const held = await lab.comeBack(person('f3'));
  await expect(loginIdentity(t.nobody, { ...held, username: 'FRITZ' })).rejects.toThrow(UsernameTaken);
  await loginIdentity(t.nobody, { ...held, username: 'franz' });
});

test('counts accounts by their network as those with a password are', async () => {
  const { t } = lab.on;
  await t.db.sql`update throttles set hits = 12 where key like 'sign-up:%'`;
  await expect(loginIdentity(t.nobody, await lab.comeBack(person('gil')))).rejects.toThrow(TooManySignUps);
});
