import { v7 as newId } from 'uuid';
import { lockReference } from '../../db/chain-position-reads.ts';
import { countEndpoints, type EndpointRow, insertEndpoint } from '../../db/webhooks.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { TooManyWebhooks } from './errors.ts';
import { shownUrl } from './own.ts';
import { createWebhookInput } from './rules.ts';
import { sealSecret } from './secrets.ts';
import { newSecretBytes, writeSecret } from './signing.ts';

/**
 * Tells an address of what concerns the caller, or an organization whose ADMIN they are. Its secret is given once and never
 * again. Throws InputInvalid, TooManyWebhooks.
 */
export async function createWebhook(
  ctx: Context,
  input: unknown,
): Promise<{ readonly webhook: EndpointRow; readonly secret: string }> {
  await permitCaller(ctx, 'webhook.manage');
  const { config, vault } = ctx.app;
  const wish = readInput(createWebhookInput(config.OUTSIDE_PRIVATE_HOSTS), input);
  const { organizationId, url, description = '', triggers = null } = wish;
  const { userId, ownerId } = await permitFor(ctx, 'webhook.manage', organizationId);
  const [id, secret] = [newId(), newSecretBytes()];
  const sealed = await sealSecret(vault.masterKeys, { endpointId: id, number: 1 }, secret);
  const webhook = await transact(ctx, async (tx) => {
    await permitFor(ctx, 'webhook.manage', organizationId, tx);
    await lockReference(tx, `webhooks of ${ownerId}`);
    const most = config.WEBHOOKS_PER_OWNER;
    if ((await countEndpoints(tx, ownerId)) >= most) throw new TooManyWebhooks(most);
    const row = await insertEndpoint(tx, { id, ownerId, createdBy: userId, url, description, triggers, ...sealed });
    await writeAudit(tx, {
      actorId: userId,
      action: 'WEBHOOK_CREATED',
      subjectType: 'Webhook',
      subjectId: id,
      detail: { origin: shownUrl(url), organizationId: organizationId ?? null, triggers },
    });
    return row;
  });
  return { webhook, secret: writeSecret(secret) };
}
