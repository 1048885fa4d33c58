import { z } from 'zod';
import { count, list, url } from './config-kinds.ts';

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
  NOTIFICATION_AUDIENCE: count(1, 1_000_000)
    .default(20_000)
    .describe('owners that are told of one thing at most, such as all who hold credits of a project'),
  NOTIFICATION_DAYS: count(1, 3_650)
    .default(180)
    .describe('days that notifications are kept, and in which the same thing is told once'),
  RETIREMENT_REMINDER_S: count()
    .default(86_400)
    .describe('time before a scheduled retirement at which one is reminded'),
  PRICE_ALERTS_PER_USER: count(1, 10_000).default(50).describe('price alerts in force that a user may have'),
  SMS_URL: url.optional().describe('HTTP interface of a provider of text messages; without it they are kept in files'),
  SMS_TOKEN: z.string().optional().describe('bearer token for SMS_URL'),
  SMS_FROM: z.string().max(20).default('EcoCoin').describe('sender of text messages'),
  SMS_PREFIXES: list.default([]).describe('prefixes of numbers that text messages go to, such as +41,+49 (empty: all)'),
  SMS_TIMEOUT_MS: count().default(15_000).describe('time that the provider of text messages has for one'),
  SMS_PER_DAY: count().default(20).describe('text messages that a user gets in a day at most'),
  PHONE_CODE_TTL_S: count(60).default(600).describe('life of a code that verifies a phone'),
  PHONE_CODE_TRIES: count(1, 20).default(5).describe('wrong codes before another must be asked for'),
  PHONE_CODES_PER_HOUR: count()
    .default(5)
    .describe('codes that a user can ask for, and that one number gets, in an hour'),
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[\w-]{43}$/, 'is not a P-256 private key as 43 characters of base64url')
    .optional()
    .describe('key that signs web pushes (RFC 8292); in development kept in DATA_DIR, without it nothing is pushed'),
  VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:|https:)/, 'is neither mailto: nor https:')
    .default('mailto:no-reply@ecocoin.example')
    .describe('whom push services can write to'),
  PUSH_TIMEOUT_MS: count().default(15_000).describe('time that a push service has for one message'),
  PUSH_TTL_S: count(0).default(86_400).describe('time for which a push service keeps what it cannot show yet'),
  PUSH_SUBSCRIPTIONS_PER_USER: count(1, 100).default(10).describe('browsers of a user that are pushed to'),
  WEBHOOKS_PER_OWNER: count(1, 1_000).default(10).describe('webhooks that a user or organization may have'),
  WEBHOOK_TIMEOUT_MS: count().default(15_000).describe('time that a webhook has to answer'),
  WEBHOOK_AT_ONCE: count(1, 1_000).default(20).describe('webhooks that one pass sends to at the same time'),
  WEBHOOK_BURST: count(1, 1_000).default(20).describe('messages that one pass sends to one webhook, one after another'),
  WEBHOOK_ATTEMPTS: count(1, 100).default(10).describe('attempts to deliver a message before the next one is tried'),
  WEBHOOK_BACKOFF_S: count()
    .default(5)
    .describe('first pause after a webhook failed; four times longer each, up to a day'),
  WEBHOOK_DISABLE_S: count()
    .default(432_000)
    .describe('time of nothing but failures after which a webhook is disabled'),
  WEBHOOK_QUEUE: count().default(10_000).describe('messages that may wait for a webhook before it is disabled'),
  WEBHOOK_DAYS: count(1, 3_650).default(30).describe('days that messages to webhooks and their log are kept'),
  OUTSIDE_PRIVATE_HOSTS: list
    .default([])
    .describe('hosts that webhooks and pushes may reach although they are private, also by http (not in production)'),
};

interface Given {
  readonly NODE_ENV: string;
  readonly OUTSIDE_PRIVATE_HOSTS: readonly string[];
}

/** In production nobody's webhook reaches what is inside. Throws an Error. */
export function refuseNotificationsWithout({ NODE_ENV, OUTSIDE_PRIVATE_HOSTS: hosts }: Given): void {
  if (NODE_ENV === 'production' && hosts.length > 0) {
    throw new Error('OUTSIDE_PRIVATE_HOSTS must be empty in production: users choose where webhooks lead to');
  }
}
