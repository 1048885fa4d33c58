import { insertReminder, selectDueReminders } from '../../db/invoices.ts';
import { insertInvoiceMail } from '../../db/mails.ts';
import { lockPayment } from '../../db/payments.ts';
import { type Context, transact } from '../context.ts';
import { noteOnPayment } from '../payments/record.ts';
import { tryEach } from '../try-each.ts';

/**
 * Reminds of invoices that are overdue, DUNNING_DAYS after their due date and each level once; gives how many reminders. What
 * became due while nothing ran is sent now.
 */
export async function remindOfInvoices(ctx: Context): Promise<number> {
  const { db, config } = ctx.app;
  const due = await selectDueReminders(db, config.DUNNING_DAYS.map(Number), config.INVOICE_BATCH);
  return tryEach(ctx, due, 'invoice', ({ id, paymentId, level }) =>
    transact(ctx, async (tx) => {
      const payment = await lockPayment(tx, paymentId);
      if (payment?.status !== 'AUTHORIZED' || !(await insertReminder(tx, id, level))) return;
      await insertInvoiceMail(tx, id, 'INVOICE_REMINDER', level);
      await noteOnPayment(tx, payment, { note: `Reminder ${level} was sent.` });
    }),
  );
}
