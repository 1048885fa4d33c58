import { afterAll, beforeAll, expect, test } from 'vitest';
import { callByKey, keyOf } from '../../../test/api-keys.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { webhookOf } from '../../../test/webhooks.ts';
import { Forbidden, InputInvalid, Unauthenticated } from '../errors.ts';
import { createWebhook } from './create-webhook.ts';
import { TooManyWebhooks } from './errors.ts';
import { myWebhooks, visibleWebhooks } from './read.ts';
import { openSecrets } from './secrets.ts';
import { writeSecret } from './signing.ts';

let t: TestApp;
let [ann, bob] = [] as unknown as [TestUser, TestUser];
let moss: TestOrganization;
beforeAll(async () => {
  t = await openTestApp({ WEBHOOKS_PER_OWNER: '2' });
  [ann, bob] = [await t.user('ann'), await t.user('bob')];
  moss = await foundedBy(t, ann, [bob, 'FINANCE']);
});
afterAll(() => t[Symbol.asyncDispose]());

const URL_OUTSIDE = 'https://hooks.example.org/a';

test('shows the secret once, keeps it sealed for this webhook alone, and writes the audit log', async () => {
  const { webhook, secret } = await webhookOf(ann, URL_OUTSIDE, { triggers: ['TRADE', 'TRADE'], description: 'books' });
  expect(webhook).toMatchObject({ url: URL_OUTSIDE, status: 'ACTIVE', ownerId: ann.id, triggers: ['TRADE'] });
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
  const [opened] = await openSecrets(t.app.vault.masterKeys, webhook);
  expect(writeSecret(opened as Buffer)).toBe(secret);
  const { webhook: other } = await webhookOf(ann, URL_OUTSIDE);
  await expect(openSecrets(t.app.vault.masterKeys, { ...webhook, id: other.id })).rejects.toThrow('altered');
  const [row] = await t.db.sql<{ kept: string }[]>`select webhook_endpoints::text as kept from webhook_endpoints`;
  expect(row?.kept).not.toContain(Buffer.from(secret.slice(6), 'base64').toString('hex'));
  const audit = await t.db.sql<{ action: string; detail: string }[]>`
    select action, detail::text as detail from audit_log where subject_id = ${webhook.id}`;
  expect(audit).toMatchObject([{ action: 'WEBHOOK_CREATED' }]);
  expect(audit[0]?.detail).not.toContain(secret);
  await expect(webhookOf(ann, URL_OUTSIDE)).rejects.toThrow(TooManyWebhooks);
});

test('of an organization, its ADMIN makes and sees it, and nobody else', async () => {
  const { organizationId } = moss;
  const { webhook } = await webhookOf(ann, URL_OUTSIDE, { organizationId });
  expect(webhook.ownerId).toBe(moss.row.id);
  expect((await myWebhooks(ann.ctx, { organizationId })).map(({ id }) => id)).toEqual([webhook.id]);
  await expect(webhookOf(bob, URL_OUTSIDE, { organizationId })).rejects.toThrow(Forbidden);
  await expect(myWebhooks(bob.ctx, { organizationId })).rejects.toThrow(Forbidden);
  expect(await visibleWebhooks(bob.ctx, [webhook.id])).toEqual([null]);
});

test('no key makes one, and it leads nowhere inside', async () => {
  const key = await callByKey(t, (await keyOf(bob, ['webhook.*'])).token);
  expect(await myWebhooks(key, {})).toEqual([]);
  await expect(createWebhook(key, { url: URL_OUTSIDE })).rejects.toThrow(Forbidden);
  await expect(createWebhook(t.nobody, { url: URL_OUTSIDE })).rejects.toThrow(Unauthenticated);
  for (const url of ['http://hooks.example.org/', 'https://127.0.0.1/', 'https://localhost/', 'x']) {
    await expect(createWebhook(bob.ctx, { url })).rejects.toThrow(InputInvalid);
  }
  await expect(createWebhook(bob.ctx, { url: URL_OUTSIDE, triggers: [] })).rejects.toThrow(InputInvalid);
});
