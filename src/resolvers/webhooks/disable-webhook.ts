import type { Config } from '../../config.ts';
import type { Db } from '../../db/client.ts';
import { lockEndpoint, updateEndpoint } from '../../db/webhooks.ts';
import { notify } from '../notifications/notify.ts';
import { shownUrl } from './own.ts';
import { nextWebhookStatus } from './rules.ts';

/** Sends a webhook nothing more until its owner resumes it, and tells the owner why; nothing where it is not in use. */
export async function disableWebhook(tx: Db, config: Config, id: string, reason: string): Promise<void> {
  const endpoint = await lockEndpoint(tx, id);
  if (!endpoint || endpoint.status === 'DISABLED') return;
  await updateEndpoint(tx, id, { status: nextWebhookStatus(endpoint.status, 'DISABLE'), statusReason: reason });
  await notify(tx, config, [
    {
      kind: 'WEBHOOK_DISABLED',
      ownerId: endpoint.ownerId,
      key: `${id} ${new Date().toISOString()}`,
      facts: { host: shownUrl(endpoint.url), reason },
      subject: { type: 'Webhook', id },
    },
  ]);
}
