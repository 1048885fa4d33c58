import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { deliveriesTo, notice, proveEmail } from '../../../test/notifications.ts';
import { openSmtp, type Smtp } from '../../../test/smtp.ts';
import { passNotificationMail } from '../../workers/notification-mail.ts';
import { platformContext } from '../context.ts';
import { Forbidden, IllegalTransition, NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { notificationDeliveries, visibleDeliveries } from './read-deliveries.ts';
import { retryNotificationDelivery } from './retry-notification-delivery.ts';

let t: TestApp;
let smtp: Smtp;
let [ann, admin] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  smtp = await openSmtp();
  t = await openTestApp({ SMTP_URL: smtp.url, LOG_LEVEL: 'silent' });
  [ann, admin] = [await t.user('ann'), await t.user('admin', { roles: ['PLATFORM_ADMIN'] })];
  await proveEmail(t, ann);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});

test('what was given up is seen by an administrator, who has it sent again', async () => {
  smtp.refuseWith = 550;
  await notice(t, ann);
  await passNotificationMail(platformContext(t.app, 'test'));
  const { items } = await notificationDeliveries(admin.ctx, {});
  expect(items).toMatchObject([{ userId: ann.id, state: 'DEAD', attempts: 1 }]);
  expect(items[0]?.lastError).toContain('no such mailbox');
  const [dead] = items;
  const wish = { notificationDeliveryId: encodeId('NotificationDelivery', dead?.id ?? '') };

  smtp.refuseWith = undefined;
  expect(await retryNotificationDelivery(admin.ctx, wish)).toMatchObject({ state: 'WAITING', attempts: 0 });
  await passNotificationMail(platformContext(t.app, 'test'));
  expect(await deliveriesTo(t, ann)).toMatchObject([{ state: 'SENT' }]);
  expect(smtp.received).toHaveLength(1);
  await expect(retryNotificationDelivery(admin.ctx, wish)).rejects.toThrow(IllegalTransition);
  const [audit] = await t.db.sql<{ action: string }[]>`select action from audit_log order by seq desc limit 1`;
  expect(audit?.action).toBe('NOTIFICATION_DELIVERY_RETRIED');
});

test('others neither see nor retry', async () => {
  const [delivery] = await deliveriesTo(t, ann);
  const wish = { notificationDeliveryId: encodeId('NotificationDelivery', delivery?.id ?? '') };
  await expect(notificationDeliveries(ann.ctx, {})).rejects.toThrow(Forbidden);
  await expect(retryNotificationDelivery(ann.ctx, wish)).rejects.toThrow(Forbidden);
  expect(await visibleDeliveries(ann.ctx, [delivery?.id ?? ''])).toEqual([null]);
  const missing = { notificationDeliveryId: encodeId('NotificationDelivery', ann.id) };
  await expect(retryNotificationDelivery(admin.ctx, missing)).rejects.toThrow(NotFound);
});
