import { v7 as newId } from 'uuid';
import { insertMessages, type MessageRow, selectMessagesById } from '../../db/webhook-messages.ts';
import { type Context, transact } from '../context.ts';
import { IllegalTransition } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { readInput } from '../input.ts';
import { callerOf } from '../permissions.ts';
import { lockOwnEndpoint } from './own.ts';
import { TEST_TYPE, webhookInput } from './rules.ts';

/** Sends a webhook a message that tells of nothing, in its turn. Throws InputInvalid, NotFound, IllegalTransition. */
export async function testWebhook(ctx: Context, input: unknown): Promise<MessageRow> {
  callerOf(ctx);
  const { webhookId } = readInput(webhookInput, input);
  const id = newId();
  return transact(ctx, async (tx) => {
    const { status, ownerId } = await lockOwnEndpoint(ctx, webhookId, tx);
    if (status !== 'ACTIVE') throw new IllegalTransition('webhook', status, 'tested');
    const data = { webhookId: encodeId('Webhook', webhookId), ownerId };
    await insertMessages(tx, [{ id, endpointId: webhookId, type: TEST_TYPE, data, dedupeKey: `test ${id}` }]);
    return (await selectMessagesById(tx, [id]))[0] as MessageRow;
  });
}
