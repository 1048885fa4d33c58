import type { AttemptRow, MessageRow, WebhookMessageState as StateCode } from '../db/webhook-messages.ts';
import type { EndpointRow, WebhookStatus as StatusCode } from '../db/webhooks.ts';
import { IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { encodeId } from '../resolvers/ids.ts';
import { createWebhook } from '../resolvers/webhooks/create-webhook.ts';
import { deleteWebhook } from '../resolvers/webhooks/delete-webhook.ts';
import { TooManyWebhooks } from '../resolvers/webhooks/errors.ts';
import {
  attemptsOf,
  dataOf,
  deadWebhookMessages,
  messagesOf,
  myWebhooks,
  visibleMessages,
  visibleWebhooks,
} from '../resolvers/webhooks/read.ts';
import { retryWebhookMessage } from '../resolvers/webhooks/retry-webhook-message.ts';
import { rotateWebhookSecret } from '../resolvers/webhooks/rotate-webhook-secret.ts';
import { testWebhook } from '../resolvers/webhooks/test-webhook.ts';
import { updateWebhook } from '../resolvers/webhooks/update-webhook.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { RefusalInterface } from './errors.ts';
import { NotificationTrigger } from './notifications.ts';

const WebhookStatus = enumOf('WebhookStatus', 'Whether a webhook is called.', {
  ACTIVE: 'It is.',
  PAUSED: 'Its owner paused it; what happens meanwhile waits.',
  DISABLED: 'The platform gave it up, see statusReason; what happens meanwhile is not kept for it.',
  DELETED: 'It is no more.',
} satisfies Record<StatusCode, string>);

const MessageStatus = enumOf('WebhookMessageStatus', 'What became of a message to a webhook.', {
  WAITING: 'It is to be sent, in its turn.',
  DELIVERED: 'The webhook took it (answered 2xx).',
  DEAD: 'It was given up after the last attempt.',
} satisfies Record<StateCode, string>);

builder.objectType(TooManyWebhooks, {
  name: 'TooManyWebhooks',
  description: 'There are as many webhooks as one may have. None was made.',
  interfaces: [RefusalInterface],
});

const Attempt = builder.objectRef<AttemptRow>('WebhookAttempt').implement({
  description: 'An attempt to deliver a message.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it ended.' }),
    status: t.exposeInt('status', { nullable: true, description: 'HTTP status of the answer; null without one.' }),
    durationMs: t.exposeInt('durationMs', { description: 'How long it took, in milliseconds.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why it failed; null if it did not.' }),
  }),
});

const Message = builder.objectRef<MessageRow>('WebhookMessage');
builder.node(Message, {
  id: { resolve: ({ id }) => id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleMessages(ctx, ids),
  description: 'Something that a webhook is told.',
  fields: (t) => ({
    webhookMessageId: t.string({
      description: 'The header `webhook-id` of every attempt.',
      resolve: ({ id }) => `msg_${id}`,
    }),
    type: t.exposeString('type', { description: 'What it is called, such as "trade.bought".' }),
    data: t.string({
      nullable: true,
      description: 'What it says, as JSON; null to whoever does not see the webhook.',
      resolve: (message, _, ctx) => dataOf(ctx, message),
    }),
    status: t.expose('state', { type: MessageStatus, description: 'What became of it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it was taken or given up.' }),
    attempts: t.field({
      type: [Attempt],
      description: 'Each attempt to deliver it, oldest first.',
      resolve: (message, _, ctx) => attemptsOf(ctx, message),
    }),
  }),
});

const MessageConnection = builder.connectionObject(
  { type: Message, name: 'WebhookMessageConnection', description: 'A page of messages to a webhook.' },
  { name: 'WebhookMessageEdge', description: 'A message and its cursor.' },
);

const Webhook = builder.objectRef<EndpointRow>('Webhook');
builder.node(Webhook, {
  id: { resolve: ({ id }) => id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleWebhooks(ctx, ids),
  description: 'An address of yours that is told of what concerns you, by signed POSTs (Standard Webhooks).',
  fields: (t) => ({
    url: t.exposeString('url', { description: 'Where it is.' }),
    description: t.exposeString('description', { description: 'What you call it.' }),
    triggers: t.field({
      type: [NotificationTrigger],
      nullable: true,
      description: 'What it hears of; null: everything.',
      resolve: ({ triggers }) => triggers,
    }),
    status: t.expose('status', { type: WebhookStatus, description: 'Whether it is called.' }),
    statusReason: t.exposeString('statusReason', { nullable: true, description: 'Why it was disabled.' }),
    failingSince: t.expose('failingSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it has taken nothing; null while all is well.',
    }),
    lastDeliveredAt: t.expose('lastDeliveredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it last took something.',
    }),
    nextAttemptAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When what waits is sent next; null while nothing waits, or it is not called.',
      resolve: ({ waiting, status, nextAttemptAt }) => (waiting && status === 'ACTIVE' ? nextAttemptAt : null),
    }),
    previousSecretUntil: t.expose('previousUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the secret before signs too; null if none does.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    messages: t.field({
      type: MessageConnection,
      description: 'What it was told, newest first, for as long as it is kept.',
      args: {
        status: t.arg({ type: MessageStatus, required: false, description: 'Only those with this status.' }),
        ...pageArgs,
      },
      resolve: async (webhook, args, ctx) => toConnection(await messagesOf(ctx, webhook, args)),
    }),
  }),
});

builder.queryField('myWebhooks', (t) =>
  t.field({
    type: [Webhook],
    description: 'Your webhooks, or those of an organization whose ADMIN you are, newest first.',
    args: { organizationId: t.arg.id({ required: false, description: 'Those of this organization.' }) },
    resolve: (_, args, ctx) => myWebhooks(ctx, args),
  }),
);

builder.queryField('deadWebhookMessages', (t) =>
  t.field({
    type: MessageConnection,
    description: 'Messages to the webhooks of everybody that were given up, newest first.',
    args: pageArgs,
    resolve: async (_, args, ctx) => toConnection(await deadWebhookMessages(ctx, args)),
  }),
);

const triggersField = { required: false, description: 'What it is to hear of; null: everything.' } as const;

builder.relayMutationField(
  'webhookCreate',
  {
    description: 'Where it is, and what it is to hear of.',
    inputFields: (t) => ({
      url: t.string({ description: 'An https address on a public host.' }),
      description: t.string({ required: false, description: 'What you call it, up to 200 characters.' }),
      triggers: t.field({ type: [NotificationTrigger], ...triggersField }),
      organizationId: t.id({
        required: false,
        description: 'The organization whose matters it is to hear of, as its ADMIN (default: yours).',
      }),
    }),
  },
  {
    description: 'Tells an address of what concerns you, by signed POSTs (Standard Webhooks). Needs a session.',
    errors: { types: [InputInvalid, TooManyWebhooks] },
    resolve: (_, { input }, ctx) => createWebhook(ctx, input),
  },
  {
    description: 'The webhook that was made.',
    outputFields: (t) => ({
      webhook: t.field({ type: Webhook, description: 'The webhook.', resolve: ({ webhook }) => webhook }),
      secret: t.exposeString('secret', {
        description: 'With what its messages are signed, "whsec_…". It is shown this once: keep it secret.',
      }),
    }),
  },
);

builder.relayMutationField(
  'webhookUpdate',
  {
    description: 'What to change; the rest stays as it is.',
    inputFields: (t) => ({
      webhookId: t.id({ description: 'Id of the webhook.' }),
      url: t.string({ required: false, description: 'Another address.' }),
      description: t.string({ required: false, description: 'What you call it.' }),
      triggers: t.field({ type: [NotificationTrigger], ...triggersField }),
      paused: t.boolean({
        required: false,
        description: 'Whether it is paused; false resumes it, also where the platform had disabled it.',
      }),
    }),
  },
  {
    description: 'Changes a webhook, pauses it or resumes it.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition] },
    resolve: (_, { input }, ctx) => updateWebhook(ctx, input),
  },
  {
    description: 'The webhook.',
    outputFields: (t) => ({
      webhook: t.field({ type: Webhook, description: 'As it is now.', resolve: (webhook) => webhook }),
    }),
  },
);

const whichWebhook = { webhookId: 'Id of the webhook.' };

builder.relayMutationField(
  'webhookSecretRotate',
  {
    description: 'Which webhook, and for how long both secrets sign.',
    inputFields: (t) => ({
      webhookId: t.id({ description: whichWebhook.webhookId }),
      overlapHours: t.int({
        required: false,
        description: 'For how many hours messages are signed with the old secret too (default: 24; 0: not at all).',
      }),
    }),
  },
  {
    description: 'Gives a webhook another secret.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition] },
    resolve: (_, { input }, ctx) => rotateWebhookSecret(ctx, input),
  },
  {
    description: 'The webhook and its new secret.',
    outputFields: (t) => ({
      webhook: t.field({ type: Webhook, description: 'As it is now.', resolve: ({ webhook }) => webhook }),
      secret: t.exposeString('secret', { description: 'The new secret. It is shown this once: keep it secret.' }),
    }),
  },
);

builder.relayMutationField(
  'webhookTest',
  { description: 'Which webhook.', inputFields: (t) => ({ webhookId: t.id({ description: whichWebhook.webhookId }) }) },
  {
    description: 'Sends a webhook a message of the type "webhook.test", after what waits.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition] },
    resolve: (_, { input }, ctx) => testWebhook(ctx, input),
  },
  {
    description: 'The message; its attempts say what became of it.',
    outputFields: (t) => ({
      webhookMessage: t.field({ type: Message, description: 'The message.', resolve: (message) => message }),
    }),
  },
);

builder.relayMutationField(
  'webhookMessageRetry',
  {
    description: 'Which message.',
    inputFields: (t) => ({
      webhookMessageId: t.id({ description: 'Id of a message that was delivered or given up.' }),
    }),
  },
  {
    description: 'Sends a message again under the same `webhook-id`, before what waits.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition] },
    resolve: (_, { input }, ctx) => retryWebhookMessage(ctx, input),
  },
  {
    description: 'The message.',
    outputFields: (t) => ({
      webhookMessage: t.field({ type: Message, description: 'As it is now.', resolve: (message) => message }),
    }),
  },
);

builder.relayMutationField(
  'webhookDelete',
  { description: 'Which webhook.', inputFields: (t) => ({ webhookId: t.id({ description: whichWebhook.webhookId }) }) },
  {
    description: 'Ends a webhook for good; what waits for it is not sent any more.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition] },
    resolve: (_, { input }, ctx) => deleteWebhook(ctx, input),
  },
  {
    description: 'What was deleted.',
    outputFields: (t) => ({
      webhookId: t.id({ description: 'Its id.', resolve: ({ id }) => encodeId('Webhook', id) }),
    }),
  },
);
