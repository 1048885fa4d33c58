import { isIP } from 'node:net';
import { z } from 'zod';
import { notificationTrigger, type NotificationTrigger } from '../../db/notifications.ts';
import type { WebhookMessageState } from '../../db/webhook-messages.ts';
import type { WebhookStatus } from '../../db/webhooks.ts';
import { actingFor, nodeId, optional, text } from '../input.ts';
import { stepsOf } from '../machine.ts';
import { type NotificationKind, kinds } from '../notifications/kinds.ts';

type WebhookStep = 'PAUSE' | 'RESUME' | 'DISABLE' | 'DELETE';

/** DISABLE is the platform's own step, after a long time of failures. */
export const webhookMachine = {
  ACTIVE: { PAUSE: 'PAUSED', DISABLE: 'DISABLED', DELETE: 'DELETED' },
  PAUSED: { RESUME: 'ACTIVE', DISABLE: 'DISABLED', DELETE: 'DELETED' },
  DISABLED: { RESUME: 'ACTIVE', DELETE: 'DELETED' },
  DELETED: {},
} as const satisfies Record<WebhookStatus, Partial<Record<WebhookStep, WebhookStatus>>>;

export const nextWebhookStatus = stepsOf<WebhookStatus, WebhookStep>('webhook', webhookMachine, {
  PAUSE: 'paused',
  RESUME: 'resumed',
  DISABLE: 'disabled',
  DELETE: 'deleted',
});

type MessageStep = 'DELIVER' | 'GIVE_UP' | 'RETRY';

export const messageMachine = {
  WAITING: { DELIVER: 'DELIVERED', GIVE_UP: 'DEAD' },
  DELIVERED: { RETRY: 'WAITING' },
  DEAD: { RETRY: 'WAITING' },
} as const satisfies Record<WebhookMessageState, Partial<Record<MessageStep, WebhookMessageState>>>;

export const nextMessageState = stepsOf<WebhookMessageState, MessageStep>('webhook message', messageMachine, {
  DELIVER: 'delivered',
  GIVE_UP: 'given up',
  RETRY: 'sent again',
});

const LONGEST_URL = 2_000;

/**
 * An address outside that a user names. What can be told from the text is refused here; where the name leads to is looked
 * at as it is called, since it may lead elsewhere then.
 */
export const outsideUrl = (privateHosts: readonly string[]) =>
  z
    .string()
    .max(LONGEST_URL, `is longer than ${LONGEST_URL} characters`)
    .transform((value, ctx) => {
      const refuse = (why: string) => {
        ctx.addIssue(why);
        return z.NEVER;
      };
      const url = URL.parse(value.trim());
      if (!url) return refuse('is no address such as "https://example.org/hook"');
      if (url.username !== '' || url.password !== '') return refuse('holds a user name or a password');
      if (privateHosts.includes(url.hostname) && /^https?:$/.test(url.protocol)) return url.href;
      if (url.protocol !== 'https:') return refuse('must begin with https:');
      const bare = url.hostname.replace(/^\[|\]$/g, '');
      if (isIP(bare) !== 0 || !/\.[a-z\d-]*[a-z]/i.test(bare)) return refuse('must name a public host');
      url.hash = '';
      return url.href;
    });

const triggers = z
  .array(z.enum(notificationTrigger.enumValues))
  .min(1, 'names no trigger')
  .max(50)
  .transform((given) => [...new Set(given)]);

export const createWebhookInput = (privateHosts: readonly string[]) =>
  z.object({
    url: outsideUrl(privateHosts),
    description: optional(text(0, 200)),
    triggers: optional(triggers),
    organizationId: actingFor,
  });

export const updateWebhookInput = (privateHosts: readonly string[]) =>
  z.object({
    webhookId: nodeId('Webhook'),
    url: optional(outsideUrl(privateHosts)),
    description: optional(text(0, 200)),
    /** Null: everything. Left out: as it is. */
    triggers: triggers.nullish(),
    paused: optional(z.boolean()),
  });

export const webhookInput = z.object({ webhookId: nodeId('Webhook') });

const MOST_OVERLAP_HOURS = 168;

export const rotateWebhookSecretInput = z.object({
  webhookId: nodeId('Webhook'),
  overlapHours: optional(z.int().min(0, 'is less than 0').max(MOST_OVERLAP_HOURS, 'is more than a week')),
});

/** Whether an endpoint hears of a trigger. */
export const hears = (wanted: readonly NotificationTrigger[] | null, trigger: NotificationTrigger): boolean =>
  wanted === null || wanted.includes(trigger);

/** What a message is called, such as `trade.bought`: the trigger, and what of the kind is not said by it. */
export function typeOf(kind: NotificationKind): string {
  const trigger = kinds[kind].toLowerCase();
  const rest = kind.toLowerCase();
  return `${trigger}.${rest.startsWith(`${trigger}_`) ? rest.slice(trigger.length + 1) : rest}`;
}

export const TEST_TYPE = 'webhook.test';

const GROWTH = 4;
const DAY_S = 86_400;

/** The pause after so many failed attempts, in seconds: each four times longer, up to a day; longer if the endpoint asks. */
export function pauseAfter(attempts: number, firstS: number, askedMs = 0): number {
  const grown = Math.min(DAY_S, firstS * GROWTH ** Math.min(attempts - 1, 20));
  return Math.max(grown, Math.min(askedMs / 1_000, DAY_S));
}
