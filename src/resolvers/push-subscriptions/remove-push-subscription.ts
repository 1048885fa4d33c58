import { z } from 'zod';
import { deletePushSubscription } from '../../db/push-subscriptions.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { nodeId, readInput } from '../input.ts';
import { permit } from '../permissions.ts';

const removePushSubscriptionInput = z.object({ pushSubscriptionId: nodeId('PushSubscription') });

/** Pushes nothing more to a browser of the caller's; gives its id. Throws InputInvalid, NotFound. */
export async function removePushSubscription(ctx: Context, input: unknown): Promise<{ readonly id: string }> {
  const { userId } = await permit(ctx, 'notification.channels');
  const { pushSubscriptionId: id } = readInput(removePushSubscriptionInput, input);
  if (!(await transact(ctx, (tx) => deletePushSubscription(tx, id, userId)))) throw new NotFound('push subscription');
  return { id };
}
