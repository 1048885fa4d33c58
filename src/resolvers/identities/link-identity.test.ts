import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Account, callWith, openAccount, signIn } from '../../../test/accounts.ts';
import { openOidcLab, type OidcLab } from '../../../test/oidc.ts';
import { codeOf, openGuarded } from '../../../test/second-factors.ts';
import type { Context } from '../context.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { SecondFactorNeeded } from '../second-factors/errors.ts';
import { proveSecondFactor } from '../second-factors/prove-second-factor.ts';
import { PasswordWrong } from '../sessions/errors.ts';
import { EmailNotVerified, HandoverEnded, IdentityTaken, TooManyIdentities } from './errors.ts';
import { linkIdentity } from './link-identity.ts';
import { myIdentities, visibleIdentities } from './read.ts';

let lab: OidcLab;
beforeAll(async () => {
  lab = await openOidcLab({ IDENTITIES_PER_USER: '2' });
});
afterAll(() => lab[Symbol.asyncDispose]());

async function verified(name: string): Promise<Account & { readonly ctx: Context }> {
  const account = await openAccount(lab.on.t, name);
  await lab.on.t.db.sql`update users set email_verified_at = now() where id = ${account.id}`;
  return { ...account, ctx: await callWith(lab.on.t, (await signIn(lab.on.t, account)).accessToken) };
}
const person = (sub: string) => ({ sub, email: `${sub}@acme.example`, email_verified: true });

test('needs a session, the password and a verified address; then it is told and recorded', async () => {
  const { t } = lab.on;
  const ada = await verified('ada');
  const held = await lab.comeBack(person('ada'));
  const { password } = ada;
  await expect(linkIdentity(t.nobody, { ...held, password })).rejects.toThrow(Unauthenticated);
  await expect(linkIdentity(ada.ctx, held)).rejects.toThrow(InputInvalid);
  await expect(linkIdentity(ada.ctx, { ...held, password: 'not the password' })).rejects.toThrow(PasswordWrong);
  const strange = linkIdentity(ada.ctx, { ...held, verifier: 'y'.repeat(43), password });
  await expect(strange).rejects.toThrow(HandoverEnded);
  await t.db.sql`update users set email_verified_at = null where id = ${ada.id}`;
  await expect(linkIdentity(ada.ctx, { ...held, password })).rejects.toThrow(EmailNotVerified);
  await t.db.sql`update users set email_verified_at = now() where id = ${ada.id}`;

  const linked = await linkIdentity(ada.ctx, { ...held, password });
  expect(linked).toMatchObject({ provider: 'acme', issuer: lab.issuer, subject: 'ada', email: 'ada@acme.example' });
  expect(await myIdentities(ada.ctx)).toEqual([linked]);
  await expect(linkIdentity(ada.ctx, { ...held, password })).rejects.toThrow(HandoverEnded);
  const again = await linkIdentity(ada.ctx, { ...(await lab.comeBack(person('ada'))), password });
  expect(again.id).toBe(linked.id);
  const told = await t.db.sql`
    select payload->'facts' as facts from outbox
    where topic = 'security' and payload->>'userId' = ${ada.id} and payload->>'kind' = 'IDENTITY_LINKED'`;
  expect(told).toEqual([{ facts: { provider: 'acme' } }]);
});

test('an identity has one user at a time, and a user as many as one may; others see none of them', async () => {
  const [ben, cleo] = [await verified('ben'), await verified('cleo')];
  const linked = await linkIdentity(ben.ctx, { ...(await lab.comeBack(person('b1'))), password: ben.password });
  const taken = linkIdentity(cleo.ctx, { ...(await lab.comeBack(person('b1'))), password: cleo.password });
  await expect(taken).rejects.toThrow(IdentityTaken);
  await linkIdentity(ben.ctx, { ...(await lab.comeBack(person('b2'))), password: ben.password });
  const third = linkIdentity(ben.ctx, { ...(await lab.comeBack(person('b3'))), password: ben.password });
  await expect(third).rejects.toThrow(TooManyIdentities);
  expect(await visibleIdentities(ben.ctx, [linked.id])).toMatchObject([{ subject: 'b1' }]);
  expect(await visibleIdentities(cleo.ctx, [linked.id])).toEqual([null]);
});

test('where there is a second factor, it must have been proven lately; then no password is needed', async () => {
  const { t } = lab.on;
  const dan = await openGuarded(t, 'dan');
  await t.db.sql`update users set email_verified_at = now() where id = ${dan.id}`;
  await t.db.sql`update sessions set factor_at = null where user_id = ${dan.id}`;
  const held = await lab.comeBack(person('dan'));
  await expect(linkIdentity(dan.ctx, { ...held, password: dan.password })).rejects.toThrow(SecondFactorNeeded);
  await proveSecondFactor(dan.ctx, { code: await codeOf(t, dan) });
  expect(await linkIdentity(dan.ctx, held)).toMatchObject({ subject: 'dan' });
});
