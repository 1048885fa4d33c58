import { count } from './config-kinds.ts';

/** The variables of notifications: how they are sent, and for how long they are kept. */
export const notificationVariables = {
  NOTIFICATION_BATCH: count(1, 5_000).default(50).describe('messages of a channel that one pass sends'),
  NOTIFICATION_AT_ONCE: count(1, 100).default(5).describe('messages of a channel that are sent at the same time'),
  NOTIFICATION_ATTEMPTS: count(1, 100).default(8).describe('attempts to send a message before it is given up'),
  NOTIFICATION_BACKOFF_S: count()
    .default(30)
    .describe('first pause after a message could not be sent; doubles up to six hours'),
  NOTIFICATION_UNREAD_COUNTED: count(1, 100_000)
    .default(1_000)
    .describe('unread notifications that are counted at most'),
};
