import { countSentToday, type DueDelivery } from '../db/notification-deliveries.ts';
import {
  deletePushSubscription,
  type PushSubscriptionRow,
  selectPushSubscriptionsById,
  touchPushSubscription,
} from '../db/push-subscriptions.ts';
import type { Context } from '../resolvers/context.ts';
import { encodeId } from '../resolvers/ids.ts';
import { triggers } from '../resolvers/notifications/triggers.ts';
import { passDeliveries, type Sending, type Written } from './notification-delivery.ts';
import type { OutsideAnswer } from './outside/post-outside.ts';
import { createPushSender } from './outside/web-push.ts';

/** What push services take at least is 4096 octets, encryption included (RFC 8030, RFC 8291). */
const LONGEST_BODY = 600;
const MOST_A_DAY = 500;
/** No such subscription, or not any more (RFC 8030, 7.3). */
const GONE: ReadonlySet<number> = new Set([404, 410]);

/** Pushes what is due to browsers; true if there may be more. */
export function passNotificationPush(ctx: Context): Promise<boolean> {
  const { config, db, pushKeys } = ctx.app;
  if (!pushKeys) return Promise.resolve(false);
  const send = createPushSender({
    keys: pushKeys,
    subject: config.VAPID_SUBJECT,
    ttlS: config.PUSH_TTL_S,
    timeoutMs: config.PUSH_TIMEOUT_MS,
    privateHosts: config.OUTSIDE_PRIVATE_HOSTS,
  });
  return passDeliveries(ctx, {
    channel: 'PUSH',
    timeoutMs: config.PUSH_TIMEOUT_MS,
    async send({ id, userId, targetId }: DueDelivery, written: Written): Promise<Sending> {
      const [target] = targetId === null ? [] : await selectPushSubscriptionsById(db, [targetId]);
      if (target?.userId !== userId) return { state: 'SKIPPED', reason: 'the browser is not subscribed any more' };
      if ((await countSentToday(db, userId, 'PUSH')) >= MOST_A_DAY) {
        return { state: 'SKIPPED', reason: 'the user got as many pushes today as one gets' };
      }
      // The id of the message without hyphens: 32 characters, and the same at each attempt.
      const topic = id.replaceAll('-', '');
      const urgent = written.items.some(({ row }) => triggers[row.trigger].urgent === true);
      const answer = await send(target, { topic, payload: payloadOf(id, written), urgent });
      return settle(ctx, target, answer);
    },
  });
}

/** What the service worker of the dashboard shows; `tag` lets one that comes twice take the place of itself. */
function payloadOf(id: string, { items }: Written): string {
  const [first] = items;
  const rest = items.length - 1;
  return JSON.stringify({
    tag: id,
    title: first?.title ?? 'EcoCoin',
    body: (rest > 0 ? items.map(({ title }) => title).join('\n') : (first?.body ?? '')).slice(0, LONGEST_BODY),
    notificationIds: items.slice(0, 20).map(({ row }) => encodeId('Notification', row.id)),
  });
}

async function settle(
  { app: { db } }: Context,
  { id, userId }: PushSubscriptionRow,
  answer: OutsideAnswer,
): Promise<Sending> {
  if (answer.state !== 'ANSWERED') {
    return { state: answer.state === 'REFUSED' ? 'REFUSED' : 'FAILED', reason: answer.reason };
  }
  const { status } = answer;
  if (status >= 200 && status < 300) {
    await touchPushSubscription(db, id);
    return { state: 'SENT' };
  }
  if (GONE.has(status)) {
    await deletePushSubscription(db, id, userId);
    return { state: 'SKIPPED', reason: 'the browser has ended its subscription' };
  }
  const again = status === 429 || status >= 500 || status < 400;
  return { state: again ? 'FAILED' : 'REFUSED', reason: `the push service answered ${status}` };
}
