import { Webhook } from 'standardwebhooks';
import type { EndpointRow } from '../src/db/webhooks.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { createWebhook } from '../src/resolvers/webhooks/create-webhook.ts';
import type { TestApp, TestUser } from './harness.ts';
import type { Received } from './receiver.ts';

/** A webhook of this user at this address, and how its receiver checks and reads what comes. */
export async function webhookOf(
  user: TestUser,
  url: string,
  more: object = {},
): Promise<{ readonly webhook: EndpointRow; readonly secret: string }> {
  return createWebhook(user.ctx, { url, ...more });
}

export const webhookIdOf = ({ id }: Pick<EndpointRow, 'id'>) => ({ webhookId: encodeId('Webhook', id) });

/** What a receiver takes it for, by the reference implementation of Standard Webhooks. Throws if the signature is wrong. */
export const verified = (secret: string, { body, headers }: Received): Record<string, unknown> =>
  new Webhook(secret).verify(body.toString('utf8'), headers as Record<string, string>) as Record<string, unknown>;

/** Lets the pauses after failures be over. */
export async function skipWebhookPauses(t: TestApp): Promise<void> {
  await t.db.sql`update webhook_endpoints set next_attempt_at = now()`;
}
