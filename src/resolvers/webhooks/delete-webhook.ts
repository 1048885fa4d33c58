import { deleteEndpoint } from '../../db/webhooks.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { callerOf } from '../permissions.ts';
import { lockOwnEndpoint, shownUrl } from './own.ts';
import { nextWebhookStatus, webhookInput } from './rules.ts';

/** Ends a webhook for good; what waits for it is not sent any more. Throws InputInvalid, NotFound. */
export async function deleteWebhook(ctx: Context, input: unknown): Promise<{ readonly id: string }> {
  const { userId } = callerOf(ctx);
  const { webhookId: id } = readInput(webhookInput, input);
  await transact(ctx, async (tx) => {
    const { status, url } = await lockOwnEndpoint(ctx, id, tx);
    nextWebhookStatus(status, 'DELETE');
    await deleteEndpoint(tx, id);
    await writeAudit(tx, {
      actorId: userId,
      action: 'WEBHOOK_DELETED',
      subjectType: 'Webhook',
      subjectId: id,
      detail: { origin: shownUrl(url) },
    });
  });
  return { id };
}
