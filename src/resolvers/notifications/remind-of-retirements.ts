import { insertReminders } from '../../db/notification-reminders.ts';
import { formatAmount } from '../amounts.ts';
import { type Context, transact } from '../context.ts';
import { notify } from './notify.ts';

/** Reminds owners of retirements that are due soon, each once; gives of how many. */
export async function remindOfRetirements(ctx: Context): Promise<number> {
  const { config } = ctx.app;
  return transact(ctx, async (tx) => {
    const due = await insertReminders(tx, { aheadS: config.RETIREMENT_REMINDER_S, limit: config.NOTIFICATION_BATCH });
    await notify(
      tx,
      config,
      due.map(({ scheduleId: id, ownerId, quantity, dueAt }) => ({
        kind: 'SCHEDULED_RETIREMENT_AHEAD',
        ownerId,
        key: `${id} ${dueAt.toISOString()}`,
        // Of credits and CARBON alike it is kept in 10^-18 of a tonne.
        facts: { quantity: formatAmount(quantity, 'CARBON'), dueAt: dueAt.toISOString() },
        subject: { type: 'RetirementSchedule', id },
      })),
    );
    return due.length;
  });
}
