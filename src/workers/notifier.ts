import type { Config } from '../config.ts';
import { deleteOldDeliveries } from '../db/notification-deliveries.ts';
import { deleteOldReminders } from '../db/notification-reminders.ts';
import { deleteOldNotifications } from '../db/notifications.ts';
import { deleteOldPhoneCodes } from '../db/phones.ts';
import { deleteOldMessages } from '../db/webhook-messages.ts';
import type { Context } from '../resolvers/context.ts';
import { notify } from '../resolvers/notifications/notify.ts';
import { remindOfRetirements } from '../resolvers/notifications/remind-of-retirements.ts';
import { occurrencesOf, toldTopics } from '../resolvers/notifications/sources.ts';
import { type Consumer, consumer } from './consume.ts';
import type { Pass } from './keep.ts';
import { passNotificationMail } from './notification-mail.ts';
import { passNotificationPush } from './notification-push.ts';
import { passNotificationSms, passPhoneCodes } from './notification-sms.ts';
import { passWebhooks } from './webhooks.ts';

const DAY_MS = 86_400_000;
const SWEEP_EVERY_MS = 60_000;

/** Writes what people are to be told of events, each once. It begins with what happens from its first start on. */
export const createNotifier = (config: Config): Consumer => ({
  name: 'notifier',
  topics: toldTopics,
  start: 'newest',
  handle: async (tx, events) => notify(tx, config, await occurrencesOf(tx, events)),
});

/** Forgets what was told long ago; true if there may be more. */
export async function passNotificationSweep({ app: { config, db } }: Context): Promise<boolean> {
  const limit = config.SWEEP_BATCH;
  const before = (days: number) => new Date(Date.now() - days * DAY_MS);
  const gone = [
    await deleteOldDeliveries(db, before(config.NOTIFICATION_DAYS), limit),
    await deleteOldNotifications(db, before(config.NOTIFICATION_DAYS), limit),
    await deleteOldReminders(db, before(config.NOTIFICATION_DAYS), limit),
    await deleteOldPhoneCodes(db, limit),
    await deleteOldMessages(db, before(config.WEBHOOK_DAYS), limit),
  ];
  return gone.some((count) => count >= limit);
}

/** The passes that write notifications and send them. */
export const notificationPasses = (ctx: Context): readonly Pass[] => {
  const { CLOCK_PASS_MS: everyMs, NOTIFICATION_BATCH: batch } = ctx.app.config;
  return [
    consumer(ctx, createNotifier(ctx.app.config)),
    { name: 'notification-mail', everyMs, onEvents: true, run: () => passNotificationMail(ctx) },
    { name: 'notification-sms', everyMs, onEvents: true, run: () => passNotificationSms(ctx) },
    { name: 'notification-push', everyMs, onEvents: true, run: () => passNotificationPush(ctx) },
    { name: 'notification-phone-codes', everyMs, onEvents: true, run: () => passPhoneCodes(ctx) },
    { name: 'notification-reminders', everyMs, run: async () => (await remindOfRetirements(ctx)) >= batch },
    { name: 'notification-sweep', everyMs: SWEEP_EVERY_MS, run: () => passNotificationSweep(ctx) },
    { name: 'webhook-messages', everyMs, onEvents: true, run: () => passWebhooks(ctx) },
  ];
};
