import { type EndpointRow, type EndpointChange, updateEndpoint } from '../../db/webhooks.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { callerOf } from '../permissions.ts';
import { lockOwnEndpoint, shownUrl } from './own.ts';
import { nextWebhookStatus, updateWebhookInput } from './rules.ts';

/**
 * Changes where a webhook leads to and what it hears of; pauses it, which keeps what happens meanwhile, or resumes it, also
 * one that was disabled. Throws InputInvalid, NotFound, IllegalTransition.
 */
export async function updateWebhook(ctx: Context, input: unknown): Promise<EndpointRow> {
  const { userId } = callerOf(ctx);
  const wish = readInput(updateWebhookInput(ctx.app.config.OUTSIDE_PRIVATE_HOSTS), input);
  const { webhookId: id, url, description, triggers, paused } = wish;
  return transact(ctx, async (tx) => {
    const before = await lockOwnEndpoint(ctx, id, tx);
    const change: EndpointChange = {
      ...(url !== undefined && { url }),
      ...(description !== undefined && { description }),
      ...(triggers !== undefined && { triggers }),
      ...(paused !== undefined && standing(before, paused)),
    };
    const after = await updateEndpoint(tx, id, change);
    await writeAudit(tx, {
      actorId: userId,
      action: 'WEBHOOK_UPDATED',
      subjectType: 'Webhook',
      subjectId: id,
      detail: { origin: shownUrl(after.url), status: after.status, triggers: after.triggers },
    });
    return after;
  });
}

/** Saying again what is so already changes nothing. */
function standing({ status }: EndpointRow, paused: boolean): EndpointChange {
  if (status === (paused ? 'PAUSED' : 'ACTIVE')) return {};
  if (paused) return { status: nextWebhookStatus(status, 'PAUSE') };
  return {
    status: nextWebhookStatus(status, 'RESUME'),
    statusReason: null,
    failingSince: null,
    nextAttemptAt: new Date(),
  };
}
