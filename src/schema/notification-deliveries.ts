import type {
  DeliveryRow,
  DeliveryState as StateCode,
  SentChannel as ChannelCode,
} from '../db/notification-deliveries.ts';
import { IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { notificationDeliveries, visibleDeliveries } from '../resolvers/notifications/read-deliveries.ts';
import { retryNotificationDelivery } from '../resolvers/notifications/retry-notification-delivery.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { User } from './users.ts';

const DeliveryStatus = enumOf('NotificationDeliveryStatus', 'What became of a message.', {
  WAITING: 'It is to be sent, for the first time or again.',
  SENT: 'It was taken by who carries it.',
  DEAD: 'It was given up.',
  SKIPPED: 'It was not sent: nobody wants or may get it any more.',
} satisfies Record<StateCode, string>);

const DeliveryChannel = enumOf('NotificationDeliveryChannel', 'How a message is sent.', {
  EMAIL: 'By e-mail.',
  SMS: 'By text message.',
  PUSH: 'To a browser.',
} satisfies Record<ChannelCode, string>);

const Delivery = builder.objectRef<DeliveryRow>('NotificationDelivery');
builder.node(Delivery, {
  id: { resolve: ({ id }) => id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleDeliveries(ctx, ids),
  description: 'A message that tells somebody of a notification, or of several. What it says stays theirs.',
  fields: (t) => ({
    user: t.field({ type: User, description: 'Whom it is to.', resolve: ({ userId }, _, ctx) => userOf(ctx, userId) }),
    channel: t.field({
      type: DeliveryChannel,
      description: 'How it is sent.',
      resolve: ({ channel }) => channel as ChannelCode,
    }),
    status: t.expose('state', {
      type: DeliveryStatus,
      description: 'What became of it; what is DEAD can be sent again.',
    }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried.' }),
    lastError: t.exposeString('lastError', { nullable: true, description: 'Why it failed the last time.' }),
    dueAt: t.expose('dueAt', { type: 'DateTime', description: 'When it was to be sent.' }),
    nextAttemptAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it is tried next; null if it is not.',
      resolve: ({ state, nextAttemptAt }) => (state === 'WAITING' ? nextAttemptAt : null),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it was sent or given up.' }),
  }),
});

const DeliveryConnection = builder.connectionObject(
  { type: Delivery, name: 'NotificationDeliveryConnection', description: 'A page of messages.' },
  { name: 'NotificationDeliveryEdge', description: 'A message and its cursor.' },
);

const DeliveryFilter = builder.inputType('NotificationDeliveryFilter', {
  description: 'Which messages.',
  fields: (t) => ({
    statuses: t.field({ type: [DeliveryStatus], required: false, description: 'Only these; DEAD if none is given.' }),
    channel: t.field({ type: DeliveryChannel, required: false, description: 'Only those of this channel.' }),
  }),
});

builder.queryField('notificationDeliveries', (t) =>
  t.field({
    type: DeliveryConnection,
    description: 'Messages of everybody that were given up, or that have another status; newest first.',
    args: {
      filterBy: t.arg({ type: DeliveryFilter, required: false, description: 'Only some of them.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await notificationDeliveries(ctx, args)),
  }),
);

builder.relayMutationField(
  'notificationDeliveryRetry',
  {
    description: 'Which message.',
    inputFields: (t) => ({ notificationDeliveryId: t.id({ description: 'Id of a message that was given up.' }) }),
  },
  {
    description: 'Sends a message that was given up again.',
    errors: { types: [InputInvalid, NotFound, IllegalTransition] },
    resolve: (_, { input }, ctx) => retryNotificationDelivery(ctx, input),
  },
  {
    description: 'The message.',
    outputFields: (t) => ({
      notificationDelivery: t.field({ type: Delivery, description: 'As it is now.', resolve: (row) => row }),
    }),
  },
);
