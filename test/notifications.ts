import { randomUUID } from 'node:crypto';
import type { TestApp, TestUser } from './harness.ts';
import { passUpToNow } from './outbox.ts';
import type { DeliveryRow } from '../src/db/notification-deliveries.ts';
import type { NotificationRow } from '../src/db/notifications.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { notify } from '../src/resolvers/notifications/notify.ts';
import { passConsumer } from '../src/workers/consume.ts';
import { createNotifier } from '../src/workers/notifier.ts';

/** Has the notifier begin: it tells of what happens from here on. */
export const startNotifier = (t: TestApp): Promise<boolean> =>
  passConsumer(platformContext(t.app, 'test'), createNotifier(t.app.config));

/** Has the notifier read every event that there is. */
export const passNotifier = (t: TestApp): Promise<void> => passUpToNow(t, createNotifier(t.app.config));

/** What a user was told, oldest first. */
export const toldTo = (t: TestApp, { id }: Pick<TestUser, 'id'>): Promise<NotificationRow[]> =>
  t.db.sql<NotificationRow[]>`select * from notifications where user_id = ${id} order by id`;

/** Mail goes only where the address was proven. */
export async function proveEmail(t: TestApp, ...users: readonly Pick<TestUser, 'id'>[]): Promise<void> {
  await t.db.sql`update users set email_verified_at = now() where id = any(${users.map(({ id }) => id)}::uuid[])`;
}

/** Tells somebody that they received money, as the notifier would; gives the key. */
export async function notice(t: TestApp, { id: ownerId }: Pick<TestUser, 'id'>, amount = '5'): Promise<string> {
  const key = randomUUID();
  const facts = { amount, currency: 'EUR', from: 'somebody' };
  await t.db.transact((tx) => notify(tx, t.app.config, [{ kind: 'TRANSFER_RECEIVED', ownerId, key, facts }]));
  return key;
}

/** What becomes of the messages to a user, oldest first. */
export const deliveriesTo = (t: TestApp, { id }: Pick<TestUser, 'id'>): Promise<DeliveryRow[]> =>
  t.db.sql<DeliveryRow[]>`select * from notification_deliveries where user_id = ${id} order by id`;

/** Lets the pause after a failure be over. */
export async function skipPauses(t: TestApp): Promise<void> {
  await t.db.sql`update notification_deliveries set next_attempt_at = now() where state = 'WAITING'`;
}
