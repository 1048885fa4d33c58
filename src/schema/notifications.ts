import { type NotificationRow, type NotificationTrigger as TriggerCode } from '../db/notifications.ts';
import { InputInvalid } from '../resolvers/errors.ts';
import type { FeedEvent } from '../resolvers/feed.ts';
import { encodeId } from '../resolvers/ids.ts';
import { myNotifications, unreadCount, visibleNotifications, wordingOf } from '../resolvers/notifications/read.ts';
import { readNotifications } from '../resolvers/notifications/read-notifications.ts';
import { notificationOf, watchNotifications } from '../resolvers/notifications/watch.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { afterArg } from './inputs.ts';

export const NotificationTrigger = enumOf('NotificationTrigger', 'What people are told of.', {
  PROJECT_STATUS: 'The status of a project of yours, or of one whose credits you hold.',
  POAI_CASE: 'A case of Proof of Asset Integrity of yours, or one that you review.',
  PURCHASE: 'An order of yours was settled, failed or was refunded.',
  TRADE: 'You bought or sold on the market.',
  TRANSFER: 'You sent or received something.',
  RETIREMENT: 'A retirement of yours is final, or came to nothing.',
  CERTIFICATE: 'A certificate of yours was issued or revoked.',
  GOVERNANCE_PROPOSAL: 'A proposal can be voted on, or was decided.',
  SCHEDULED_RETIREMENT: 'A retirement of yours is due soon.',
  PRICE_ALERT: 'A price passed a threshold that you have set.',
  DEPOSIT: 'Something arrived in a wallet of yours.',
  WITHDRAWAL: 'A withdrawal of yours was decided, arrived or failed.',
  CHAIN_EVENT: 'The chain knows something of an address of yours.',
  WEBHOOK: 'A webhook of yours was switched off.',
  SECURITY: 'Somebody signed in as you, or changed what protects your account.',
} satisfies Record<TriggerCode, string>);

const Notification = builder.objectRef<NotificationRow>('Notification');
builder.node(Notification, {
  id: { resolve: ({ id }) => id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleNotifications(ctx, ids),
  description: 'Something that you were told.',
  fields: (t) => ({
    trigger: t.expose('trigger', { type: NotificationTrigger, description: 'What it is of.' }),
    kind: t.exposeString('kind', { description: 'What exactly happened, for programs.' }),
    title: t.string({
      description: 'In a few words, in your language.',
      resolve: async (row, _, ctx) => (await wordingOf(ctx, row)).title,
    }),
    body: t.string({
      description: 'In a sentence or two, in your language.',
      resolve: async (row, _, ctx) => (await wordingOf(ctx, row)).body,
    }),
    subjectId: t.id({
      nullable: true,
      description: 'What it is about, if that has an id: ask for it by `node`.',
      resolve: ({ subjectType, subjectId }) =>
        subjectType === null || subjectId === null ? null : encodeId(subjectType, subjectId),
    }),
    organizationId: t.id({
      nullable: true,
      description: 'The organization whose matter it is, if it is not yours alone.',
      resolve: ({ organizationId }) => organizationId && encodeId('Organization', organizationId),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    readAt: t.expose('readAt', { type: 'DateTime', nullable: true, description: 'When you read it.' }),
  }),
});

const NotificationConnection = builder.connectionObject(
  { type: Notification, name: 'NotificationConnection', description: 'A page of notifications.' },
  { name: 'NotificationEdge', description: 'A notification and its cursor.' },
);

const NotificationFilter = builder.inputType('NotificationFilter', {
  description: 'Which notifications.',
  fields: (t) => ({
    unread: t.boolean({ required: false, description: 'Only what you have not read.' }),
    triggers: t.field({ type: [NotificationTrigger], required: false, description: 'Only of these.' }),
  }),
});

builder.queryFields((t) => ({
  myNotifications: t.field({
    type: NotificationConnection,
    description: 'What you were told, newest first.',
    args: {
      filterBy: t.arg({ type: NotificationFilter, required: false, description: 'Only some of it.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await myNotifications(ctx, args)),
  }),
  notificationUnreadCount: t.int({
    description: 'How many notifications you have not read; more than can be counted quickly count as that many.',
    resolve: (_, __, ctx) => unreadCount(ctx),
  }),
}));

builder.relayMutationField(
  'notificationsRead',
  {
    description: 'What you have read.',
    inputFields: (t) => ({
      notificationIds: t.idList({ required: false, description: 'These, at most 100.' }),
      untilId: t.id({ required: false, description: 'Or all up to this one: what came after stays unread.' }),
    }),
  },
  {
    description: 'Marks notifications as read.',
    errors: { types: [InputInvalid] },
    resolve: (_, { input }, ctx) => readNotifications(ctx, input),
  },
  {
    description: 'What is left.',
    outputFields: (t) => ({
      unread: t.exposeInt('unread', { description: 'How many notifications you have not read.' }),
    }),
  },
);

const NotificationReceivedEvent = builder.objectRef<FeedEvent<'notification'>>('NotificationReceivedEvent').implement({
  description: 'You were told something.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it back as `after` and you miss nothing.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was written.' }),
    trigger: t.field({
      type: NotificationTrigger,
      description: 'What it is of.',
      resolve: ({ payload }) => payload.trigger as TriggerCode,
    }),
    notification: t.field({
      type: Notification,
      nullable: true,
      description: 'The notification; null if you may not read it any more.',
      resolve: ({ payload }, _, ctx) => notificationOf(ctx, payload.id),
    }),
  }),
});

builder.subscriptionField('notificationReceived', (t) =>
  t.field({
    type: NotificationReceivedEvent,
    description: 'Your notifications, as they are written.',
    args: afterArg,
    subscribe: (_, args, ctx) => watchNotifications(ctx, args),
    resolve: (event) => event,
  }),
);
