import type { Context } from '../resolvers/context.ts';
import { notify } from '../resolvers/notifications/notify.ts';
import { occurrencesOf, toldTopics } from '../resolvers/notifications/sources.ts';
import { type Consumer, consumer } from './consume.ts';
import type { Pass } from './keep.ts';
import { passNotificationMail } from './notification-mail.ts';

/** Writes what people are to be told of events, each once. It begins with what happens from its first start on. */
export const notifier: Consumer = {
  name: 'notifier',
  topics: toldTopics,
  start: 'newest',
  handle: async (tx, events) => notify(tx, await occurrencesOf(tx, events)),
};

/** The passes that write notifications and send them. */
export const notificationPasses = (ctx: Context): readonly Pass[] => {
  const { CLOCK_PASS_MS: everyMs } = ctx.app.config;
  return [
    consumer(ctx, notifier),
    { name: 'notification-mail', everyMs, onEvents: true, run: () => passNotificationMail(ctx) },
  ];
};
