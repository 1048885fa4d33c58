import { afterAll, beforeAll, expect, test } from 'vitest';
import { callByKey, inDays, keyOf } from '../../../test/api-keys.ts';
import { offerIn } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { myAnnouncements } from '../announcements/read.ts';
import { Forbidden, InputInvalid, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { grantRole } from '../users/grant-role.ts';
import { seesPrivate } from '../users/read.ts';
import { myTrades } from '../trades/read.ts';
import { sendTransfer } from '../transfers/send-transfer.ts';
import { myTransfers, visibleTransfers } from '../transfers/read.ts';
import { myWallets, visibleWallets } from '../wallets/read.ts';
import { createApiKey } from './create-api-key.ts';
import { TooManyApiKeys } from './errors.ts';
import { myApiKeys } from './read.ts';

let t: TestApp;
let [ann, bob] = [] as unknown as [TestUser, TestUser];
let moss: TestOrganization;
beforeAll(async () => {
  t = await openTestApp({ API_KEYS_PER_USER: '12' });
  ann = await t.user('ann', { funds: { EUR: '10.00', CARBON: '5' }, roles: ['PLATFORM_ADMIN'] });
  bob = await t.user('bob');
  moss = await foundedBy(t, ann, [bob, 'FINANCE']);
});
afterAll(() => t[Symbol.asyncDispose]());

test('shows the key once and keeps its hash; the audit log and the list know nothing of the secret', async () => {
  const { apiKey, token } = await keyOf(ann, ['wallet.read', 'READ']);
  const secret = token.slice(-43);
  const [row] = await t.db.sql`select secret_hash, expires_at - created_at < interval '31 days' as short from api_keys`;
  expect(row?.['secretHash']).toHaveLength(32);
  expect(row?.['short']).toBe(true);
  const kept = JSON.stringify(
    [
      apiKey,
      await myApiKeys(ann.ctx, {}),
      await t.db.sql`select * from audit_log where subject_id = ${apiKey.id}`,
      await t.db.sql`select payload from outbox`,
    ],
    (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  );
  expect(kept).toContain(apiKey.prefix);
  expect(kept).not.toContain(secret);
});

test('acts in its user’s name, in its scopes alone, which the refusal names', async () => {
  const { token } = await keyOf(ann, ['wallet.read']);
  const ctx = await callByKey(t, token);
  expect((await myWallets(ctx)).map(({ ownerId }) => ownerId)).toContain(ann.id);
  const wish = { recipientId: encodeId('User', bob.id), asset: 'EUR', amount: '1.00', idempotencyKey: 'by-a-key' };
  await expect(sendTransfer(ctx, wish)).rejects.toThrow('does not have the scope "transfer.send"');
  await expect(sendTransfer(ctx, wish)).rejects.toThrow(Forbidden);
  await expect(myTransfers(ctx, {})).rejects.toThrow('"transfer.read-own"');
  expect((await sendTransfer(await callByKey(t, (await keyOf(ann, ['transfer.send'])).token), wish)).senderId).toBe(
    ann.id,
  );
});

test('shows no more of what its user sees than its scopes, also behind other doors', async () => {
  const [transfer] = await t.db.sql<{ id: string }[]>`select id from transfers limit 1`;
  const [wallet] = await myWallets(ann.ctx);
  const draft = await offerIn(t, ann, 'DRAFT');
  const ctx = await callByKey(t, (await keyOf(ann, ['trade.read-own'])).token);
  expect(await visibleTransfers(ctx, [transfer?.id ?? ''])).toEqual([null]);
  expect(await visibleWallets(ctx, [wallet?.id ?? ''])).toEqual([null]);
  expect(await seesPrivate(ctx, ann)).toBe(false);
  await expect(myAnnouncements(ctx, {}, {})).rejects.toThrow(Forbidden);
  expect(draft).toBeDefined();
  expect((await myTrades(ctx, {}, {})).items).toEqual([]);
});

test('never uses a role of the platform beyond its scopes', async () => {
  const ctx = await callByKey(t, (await keyOf(ann, ['READ'])).token);
  await expect(grantRole(ctx, { userId: encodeId('User', bob.id), role: 'FINANCE' })).rejects.toThrow(Forbidden);
});

test('of an organization, it acts for that alone; of a user, for the user alone', async () => {
  const other = await foundedBy(t, ann);
  const { organizationId } = moss;
  const forMoss = await callByKey(t, (await keyOf(ann, ['wallet.read'], organizationId)).token);
  expect((await myWallets(forMoss, { organizationId })).every(({ ownerId }) => ownerId === moss.row.id)).toBe(true);
  await expect(myWallets(forMoss)).rejects.toThrow('acts for one owner alone');
  await expect(myWallets(forMoss, other)).rejects.toThrow('acts for one owner alone');
  const forAnn = await callByKey(t, (await keyOf(ann, ['wallet.read'])).token);
  await expect(myWallets(forAnn, { organizationId })).rejects.toThrow('acts for one owner alone');
  const [wallet] = await myWallets(ann.ctx, { organizationId });
  expect((await visibleWallets(forMoss, [wallet?.id ?? '']))[0]?.id).toBe(wallet?.id);
  expect(await visibleWallets(forAnn, [wallet?.id ?? ''])).toEqual([null]);
});

test('no key makes keys, and only an ADMIN makes those of an organization', async () => {
  const wish = { name: 'x', scopes: ['READ'], expiresAt: inDays(1) };
  const ctx = await callByKey(t, (await keyOf(ann, ['READ'])).token);
  await expect(createApiKey(ctx, wish)).rejects.toThrow('"api-key.manage"');
  await expect(createApiKey(t.nobody, wish)).rejects.toThrow(Unauthenticated);
  const { organizationId } = moss;
  await expect(createApiKey(bob.ctx, { ...wish, organizationId })).rejects.toThrow(Forbidden);
  for (const given of [
    { expiresAt: inDays(366) },
    { expiresAt: inDays(-1) },
    { expiresAt: undefined },
    { scopes: [] },
    { name: '' },
  ]) {
    await expect(createApiKey(ann.ctx, { ...wish, ...given })).rejects.toThrow(InputInvalid);
  }
});

test('a user has no more keys than one may, also when they come at once', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 15 }, () => keyOf(bob, ['READ'])));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(12);
  await expect(keyOf(bob, ['READ'])).rejects.toThrow(TooManyApiKeys);
});
