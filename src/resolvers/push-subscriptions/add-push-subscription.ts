import { type PushSubscriptionRow, upsertPushSubscription } from '../../db/push-subscriptions.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { PushUnavailable } from './errors.ts';
import { pushSubscriptionInput } from './rules.ts';

/**
 * Pushes the caller's notifications to a browser from now on; of the same browser the last word counts, and beyond
 * PUSH_SUBSCRIPTIONS_PER_USER the oldest is forgotten. Throws InputInvalid, PushUnavailable.
 */
export async function addPushSubscription(ctx: Context, input: unknown): Promise<PushSubscriptionRow> {
  const { userId } = await permit(ctx, 'notification.channels');
  const { config, pushKeys } = ctx.app;
  if (!pushKeys) throw new PushUnavailable();
  const wish = readInput(pushSubscriptionInput(config.OUTSIDE_PRIVATE_HOSTS), input);
  return transact(ctx, (tx) => upsertPushSubscription(tx, { userId, ...wish }, config.PUSH_SUBSCRIPTIONS_PER_USER));
}
