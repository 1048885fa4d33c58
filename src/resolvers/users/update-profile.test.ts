import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { updateProfile } from './update-profile.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('changes what is given and leaves the rest', async () => {
  const { ctx } = await t.user('ada');
  const before = { displayName: 'ada', isSeller: true, isBuyer: true, country: null };
  expect(await updateProfile(ctx, {})).toMatchObject(before);
  expect(await updateProfile(ctx, { country: 'BR' })).toMatchObject({ ...before, country: 'BR' });
  const changed = { displayName: 'Ada L.', isSeller: false, isBuyer: false, country: 'BR' };
  expect(await updateProfile(ctx, { displayName: ' Ada L. ', isSeller: false, isBuyer: false })).toMatchObject(changed);
  expect(await updateProfile(ctx, { displayName: null, country: null })).toMatchObject({ ...changed, country: null });
});

test('twice is once', async () => {
  const { ctx } = await t.user('twice');
  const once = await updateProfile(ctx, { displayName: 'Twice' });
  expect(await updateProfile(ctx, { displayName: 'Twice' })).toEqual(once);
});

test('changes nobody else and nothing else', async () => {
  const [mine, other] = [await t.user('mine'), await t.user('other')];
  await updateProfile(mine.ctx, {
    displayName: 'Mine',
    id: other.id,
    userId: other.id,
    username: 'x',
    email: 'x@example.org',
  });
  const rows = await t.db.sql`
    select u.username, u.email, p.display_name from users u join profiles p on p.user_id = u.id
    where u.id in (${mine.id}, ${other.id}) order by u.id`;
  expect(rows).toEqual([
    { username: 'mine', email: 'mine@example.org', displayName: 'Mine' },
    { username: 'other', email: 'other@example.org', displayName: 'other' },
  ]);
});

test('refuses what is no name, no country and nobody', async () => {
  const { ctx } = await t.user('refused');
  for (const input of [
    { displayName: ' ' },
    { displayName: 'x'.repeat(81) },
    { displayName: 'a\u0000' },
    { country: 'XX' },
  ]) {
    await expect(updateProfile(ctx, input)).rejects.toThrow(InputInvalid);
  }
  await expect(updateProfile(t.nobody, {})).rejects.toThrow(Unauthenticated);
});
