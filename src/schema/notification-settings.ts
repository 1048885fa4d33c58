import type {
  NotificationChannel as ChannelCode,
  NotificationFrequency as FrequencyCode,
  NotificationLanguage as LanguageCode,
} from '../db/notification-settings.ts';
import type { PhoneRow } from '../db/phones.ts';
import type { PushSubscriptionRow } from '../db/push-subscriptions.ts';
import { InputInvalid, NotFound } from '../resolvers/errors.ts';
import { encodeId } from '../resolvers/ids.ts';
import { writeMinute } from '../resolvers/notifications/rules.ts';
import {
  mySettings,
  phoneOf,
  type PreferenceView,
  pushSubscriptionsOf,
  type SettingsView,
  visiblePushSubscriptions,
} from '../resolvers/notifications/settings.ts';
import { updateNotificationSettings } from '../resolvers/notifications/update-notification-settings.ts';
import { PhoneCodeWrong, PhoneNotServed } from '../resolvers/phones/errors.ts';
import { removePhone } from '../resolvers/phones/remove-phone.ts';
import { requestPhoneCode } from '../resolvers/phones/request-phone-code.ts';
import { maskNumber } from '../resolvers/phones/rules.ts';
import { verifyPhone } from '../resolvers/phones/verify-phone.ts';
import { addPushSubscription } from '../resolvers/push-subscriptions/add-push-subscription.ts';
import { PushUnavailable } from '../resolvers/push-subscriptions/errors.ts';
import { removePushSubscription } from '../resolvers/push-subscriptions/remove-push-subscription.ts';
import { builder, enumOf } from './builder.ts';
import { RefusalInterface } from './errors.ts';
import { NotificationTrigger } from './notifications.ts';

const NotificationChannel = enumOf('NotificationChannel', 'How somebody is told.', {
  IN_APP: 'In the list of the dashboard, live.',
  EMAIL: 'By e-mail, to an address that is verified.',
  SMS: 'By text message, to a number that is verified.',
  PUSH: 'In the browsers that subscribed.',
} satisfies Record<ChannelCode, string>);

const NotificationFrequency = enumOf('NotificationFrequency', 'How often somebody is told.', {
  OFF: 'Not at all.',
  AT_ONCE: 'As it happens, or when the quiet hours end.',
  DAILY: 'Once a day, all together.',
  WEEKLY: 'Once a week, all together.',
} satisfies Record<FrequencyCode, string>);

const Language = enumOf('NotificationLanguage', 'In which language somebody is told.', {
  EN: 'English.',
  DE: 'German.',
  FR: 'French.',
} satisfies Record<LanguageCode, string>);

builder.objectType(PhoneNotServed, {
  name: 'PhoneNotServed',
  description: 'Text messages do not go to numbers of this country.',
  interfaces: [RefusalInterface],
});
builder.objectType(PhoneCodeWrong, {
  name: 'PhoneCodeWrong',
  description: 'It is not the code that was sent last, or it does not count any more.',
  interfaces: [RefusalInterface],
});
builder.objectType(PushUnavailable, {
  name: 'PushUnavailable',
  description: 'The platform does not push to browsers.',
  interfaces: [RefusalInterface],
});

const Phone = builder.objectRef<PhoneRow>('Phone').implement({
  description: 'Where your text messages go.',
  fields: (t) => ({
    number: t.string({
      description: 'As much of the number as you need to know it again.',
      resolve: ({ number }) => maskNumber(number),
    }),
    verifiedAt: t.expose('verifiedAt', { type: 'DateTime', description: 'When you proved to hold it.' }),
  }),
});

const PushSubscription = builder.objectRef<PushSubscriptionRow>('PushSubscription');
builder.node(PushSubscription, {
  id: { resolve: ({ id }) => id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visiblePushSubscriptions(ctx, ids),
  description: 'A browser of yours that shows your notifications.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What you call it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it subscribed.' }),
    lastSentAt: t.expose('lastSentAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its push service last took a message.',
    }),
  }),
});

const Preference = builder.objectRef<PreferenceView>('NotificationPreference').implement({
  description: 'How you are told of something over a channel.',
  fields: (t) => ({
    trigger: t.expose('trigger', { type: NotificationTrigger, description: 'Of what.' }),
    channel: t.expose('channel', { type: NotificationChannel, description: 'Over which channel.' }),
    frequency: t.expose('frequency', { type: NotificationFrequency, description: 'How often.' }),
    chosen: t.exposeBoolean('chosen', { description: 'Whether you chose it; else it is so by default.' }),
  }),
});

const Settings = builder.objectRef<SettingsView>('NotificationSettings').implement({
  description: 'How you are told of what concerns you.',
  fields: (t) => ({
    language: t.expose('language', { type: Language, description: 'In which language.' }),
    timeZone: t.exposeString('timeZone', { description: 'Of the IANA database, such as "Europe/Zurich".' }),
    quietFrom: t.string({
      nullable: true,
      description: 'From when on only what concerns your safety is sent, such as "22:00"; null without quiet hours.',
      resolve: ({ quietFrom }) => (quietFrom === null ? null : writeMinute(quietFrom)),
    }),
    quietTo: t.string({
      nullable: true,
      description: 'Until when; before quietFrom, it is of the next day.',
      resolve: ({ quietTo }) => (quietTo === null ? null : writeMinute(quietTo)),
    }),
    digestAt: t.string({
      description: 'When digests are sent.',
      resolve: ({ digestAt }) => writeMinute(digestAt),
    }),
    digestDay: t.exposeInt('digestDay', { description: 'On which day weekly ones are sent; 1 is Monday.' }),
    preferences: t.field({
      type: [Preference],
      description: 'Every trigger and channel, with what counts of it.',
      resolve: ({ preferences }) => preferences,
    }),
    phone: t.field({
      type: Phone,
      nullable: true,
      description: 'Your number, once it is verified.',
      resolve: ({ userId }, _, ctx) => phoneOf(ctx, userId),
    }),
    textMessages: t.boolean({
      description: 'Whether text messages go to phones; without a provider of them they stay in files of the platform.',
      resolve: (_, __, ctx) => ctx.app.config.SMS_URL !== undefined,
    }),
    pushSubscriptions: t.field({
      type: [PushSubscription],
      description: 'Your browsers that subscribed, newest first.',
      resolve: ({ userId }, _, ctx) => pushSubscriptionsOf(ctx, userId),
    }),
  }),
});

builder.queryFields((t) => ({
  notificationSettings: t.field({
    type: Settings,
    description: 'How you are told of what concerns you.',
    resolve: (_, __, ctx) => mySettings(ctx),
  }),
  pushKey: t.string({
    nullable: true,
    description: 'With this key (`applicationServerKey`) browsers subscribe to pushes; null if nothing is pushed.',
    resolve: (_, __, ctx) => ctx.app.pushKeys?.publicKey ?? null,
  }),
}));

const QuietHours = builder.inputType('QuietHoursInput', {
  description: 'Hours in which only what concerns your safety is sent.',
  fields: (t) => ({
    from: t.string({ description: 'From when on, such as "22:00" in your time zone.' }),
    to: t.string({ description: 'Until when; before `from`, it is of the next day.' }),
  }),
});
const PreferenceInput = builder.inputType('NotificationPreferenceInput', {
  description: 'How to be told of something over a channel.',
  fields: (t) => ({
    trigger: t.field({ type: NotificationTrigger, description: 'Of what.' }),
    channel: t.field({ type: NotificationChannel, description: 'Over which channel.' }),
    frequency: t.field({ type: NotificationFrequency, description: 'How often; for IN_APP only OFF or AT_ONCE.' }),
  }),
});

builder.relayMutationField(
  'notificationSettingsUpdate',
  {
    description: 'What to change; the rest stays as it is.',
    inputFields: (t) => ({
      language: t.field({ type: Language, required: false, description: 'In which language.' }),
      timeZone: t.string({ required: false, description: 'Of the IANA database, such as "Europe/Zurich".' }),
      quietHours: t.field({ type: QuietHours, required: false, description: 'Quiet hours; null ends them.' }),
      digestAt: t.string({ required: false, description: 'When digests are sent, such as "08:00".' }),
      digestDay: t.int({ required: false, description: 'On which day weekly ones are sent; 1 is Monday.' }),
      preferences: t.field({
        type: [PreferenceInput],
        required: false,
        description: 'What to be told differently, up to 100. Mails about your safety stay.',
      }),
    }),
  },
  {
    description: 'Changes how you are told of what concerns you.',
    errors: { types: [InputInvalid] },
    resolve: (_, { input }, ctx) => updateNotificationSettings(ctx, input),
  },
  {
    description: 'How you are told from now on.',
    outputFields: (t) => ({
      settings: t.field({ type: Settings, description: 'All of it.', resolve: (settings) => settings }),
    }),
  },
);

builder.relayMutationField(
  'phoneCodeRequest',
  {
    description: 'Which number.',
    inputFields: (t) => ({ number: t.string({ description: 'With its country, such as "+41 44 668 18 00".' }) }),
  },
  {
    description: 'Sends a code to a number, by which you prove to hold it.',
    errors: { types: [InputInvalid, PhoneNotServed] },
    resolve: (_, { input }, ctx) => requestPhoneCode(ctx, input),
  },
  {
    description: 'A code is on its way.',
    outputFields: (t) => ({
      number: t.exposeString('number', { description: 'Where to, as much as you need to know it again.' }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when the code counts.' }),
    }),
  },
);

builder.relayMutationField(
  'phoneVerify',
  {
    description: 'The code.',
    inputFields: (t) => ({ code: t.string({ description: 'The six digits of the message.' }) }),
  },
  {
    description: 'Proves that you hold the number that the last code went to; text messages go there from now on.',
    errors: { types: [InputInvalid, PhoneCodeWrong] },
    resolve: (_, { input }, ctx) => verifyPhone(ctx, input),
  },
  {
    description: 'Where your text messages go.',
    outputFields: (t) => ({ phone: t.field({ type: Phone, description: 'The number.', resolve: (phone) => phone }) }),
  },
);

builder.relayMutationField(
  'phoneRemove',
  null,
  { description: 'Sends you no more text messages.', resolve: (_, __, ctx) => removePhone(ctx) },
  {
    description: 'What was removed.',
    outputFields: (t) => ({ removed: t.exposeBoolean('removed', { description: 'Whether there was a number.' }) }),
  },
);

builder.relayMutationField(
  'pushSubscriptionAdd',
  {
    description: 'What the browser says of its subscription (`PushSubscription.toJSON()`).',
    inputFields: (t) => ({
      endpoint: t.string({ description: 'Where its push service takes messages.' }),
      p256dh: t.string({ description: '`keys.p256dh`.' }),
      auth: t.string({ description: '`keys.auth`.' }),
      name: t.string({ description: 'What you call the browser, up to 80 characters.' }),
    }),
  },
  {
    description: 'Pushes your notifications to a browser that subscribed with `pushKey`.',
    errors: { types: [InputInvalid, PushUnavailable] },
    resolve: (_, { input }, ctx) => addPushSubscription(ctx, input),
  },
  {
    description: 'The browser.',
    outputFields: (t) => ({
      pushSubscription: t.field({ type: PushSubscription, description: 'The browser.', resolve: (row) => row }),
    }),
  },
);

builder.relayMutationField(
  'pushSubscriptionRemove',
  {
    description: 'Which browser.',
    inputFields: (t) => ({ pushSubscriptionId: t.id({ description: 'Id of a subscription of yours.' }) }),
  },
  {
    description: 'Pushes nothing more to a browser.',
    errors: { types: [InputInvalid, NotFound] },
    resolve: (_, { input }, ctx) => removePushSubscription(ctx, input),
  },
  {
    description: 'What was removed.',
    outputFields: (t) => ({
      pushSubscriptionId: t.id({
        description: 'Its id.',
        resolve: ({ id }) => encodeId('PushSubscription', id),
      }),
    }),
  },
);
