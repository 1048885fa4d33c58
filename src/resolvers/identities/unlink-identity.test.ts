import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWith, openAccount, signIn } from '../../../test/accounts.ts';
import { openOidcLab, type OidcLab } from '../../../test/oidc.ts';
import { NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { PasswordWrong } from '../sessions/errors.ts';
import { AccountExists } from './errors.ts';
import { linkIdentity } from './link-identity.ts';
import { loginIdentity } from './login-identity.ts';
import { myIdentities } from './read.ts';
import { unlinkIdentity } from './unlink-identity.ts';

let lab: OidcLab;
beforeAll(async () => {
  lab = await openOidcLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

test('needs the password; then it signs in no more, and nobody else could end it', async () => {
  const { t } = lab.on;
  const [ada, ben] = [await openAccount(t, 'ada'), await openAccount(t, 'ben')];
  await t.db.sql`update users set email_verified_at = now()`;
  const [ctx, other] = await Promise.all(
    [ada, ben].map(async (each) => callWith(t, (await signIn(t, each)).accessToken)),
  );
  if (!ctx || !other) throw new Error('no session');
  const person = { sub: 'ada', email: 'ada@example.org', email_verified: true };
  const { id } = await linkIdentity(ctx, { ...(await lab.comeBack(person)), password: ada.password });
  const wish = { identityId: encodeId('Identity', id), password: ada.password };
  await expect(unlinkIdentity(other, { ...wish, password: ben.password })).rejects.toThrow(NotFound);
  await expect(unlinkIdentity(ctx, { ...wish, password: 'not the password' })).rejects.toThrow(PasswordWrong);
  await unlinkIdentity(ctx, wish);
  expect(await myIdentities(ctx)).toEqual([]);
  await expect(loginIdentity(t.nobody, await lab.comeBack(person))).rejects.toThrow(AccountExists);
  await expect(unlinkIdentity(ctx, wish)).rejects.toThrow(NotFound);
  const audit = await t.db.sql`select action from audit_log where actor_id = ${ada.id} order by seq`;
  expect(audit).toEqual([{ action: 'IDENTITY_LINKED' }, { action: 'IDENTITY_UNLINKED' }]);
});
