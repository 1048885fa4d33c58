import { z } from 'zod';
import { type MessageRow, retryMessage, selectMessagesById } from '../../db/webhook-messages.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { nodeId, readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { lockEndpointToRetry } from './own.ts';
import { nextMessageState } from './rules.ts';

const retryWebhookMessageInput = z.object({ webhookMessageId: nodeId('WebhookMessage') });

/**
 * Sends a message again, under the same id, before what waits: one that was given up, or one that the receiver has lost.
 * Its owner may, and an administrator.
 * Throws InputInvalid, NotFound, IllegalTransition.
 */
export async function retryWebhookMessage(ctx: Context, input: unknown): Promise<MessageRow> {
  await permitCaller(ctx, 'webhook.manage');
  const { webhookMessageId: id } = readInput(retryWebhookMessageInput, input);
  return transact(ctx, async (tx) => {
    const [found] = await selectMessagesById(tx, [id]);
    if (!found) throw new NotFound('webhook message');
    await lockEndpointToRetry(ctx, found.endpointId, tx);
    nextMessageState(found.state, 'RETRY');
    await retryMessage(tx, id);
    return (await selectMessagesById(tx, [id]))[0] as MessageRow;
  });
}
