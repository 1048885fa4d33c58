import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { webhookIdOf, webhookOf } from '../../../test/webhooks.ts';
import { type Context, platformContext } from '../context.ts';
import { heldMasterKeys } from '../documents/master-keys.ts';
import { myWebhooks } from './read.ts';
import { rewrapWebhookSecrets } from './rewrap-webhook-secrets.ts';
import { rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { openSecrets } from './secrets.ts';
import { writeSecret } from './signing.ts';

const [old, next] = [randomBytes(32), randomBytes(32)];

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ DOCUMENT_MASTER_KEYS: `2025:${old.toString('base64')}`, DOCUMENT_BATCH: '2' });
});
afterAll(() => t[Symbol.asyncDispose]());

function withKeys(keys: readonly (readonly [string, Buffer])[], current: string): Context {
  const vault = { ...t.app.vault, masterKeys: heldMasterKeys(new Map(keys), current) };
  return platformContext({ ...t.app, vault }, 'test');
}

test('every secret is wrapped anew and stays the same, the one before too; what does not open is named', async () => {
  const ann = await t.user('ann');
  const made = [];
  for (const name of ['a', 'b', 'c']) made.push(await webhookOf(ann, `https://hooks.example.org/${name}`));
  const [first, , last] = made;
  if (!first || !last) throw new Error('too few');
  const rotated = await rotateWebhookSecret(ann.ctx, webhookIdOf(first.webhook));
  await t.db
    .sql`update webhook_endpoints set secret = set_byte(secret, 20, get_byte(secret, 20) # 1) where id = ${last.webhook.id}`;
  const both = withKeys(
    [
      ['2025', old],
      ['2026', next],
    ],
    '2026',
  );
  const { rewrapped, failed } = await rewrapWebhookSecrets(both);
  expect(rewrapped).toBe(2);
  expect(failed).toMatchObject([{ webhookId: last.webhook.id }]);
  expect(await rewrapWebhookSecrets(both)).toMatchObject({ rewrapped: 0 });

  const { masterKeys } = withKeys([['2026', next]], '2026').app.vault;
  const now = (await myWebhooks(ann.ctx, {})).find(({ id }) => id === first.webhook.id);
  if (!now) throw new Error('it is gone');
  expect((await openSecrets(masterKeys, now)).map(writeSecret)).toEqual([rotated.secret, first.secret]);
});
