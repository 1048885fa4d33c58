import { join } from 'node:path';
import type { DueDelivery } from '../db/notification-deliveries.ts';
import type { Context } from '../resolvers/context.ts';
import { publicUrl } from '../resolvers/documents/links.ts';
import { composeNotificationMail } from './notification-mail-text.ts';
import { passDeliveries, type Written } from './notification-delivery.ts';
import { createMailSender } from './outside/mail.ts';

/** Sends the mails that are due; true if there may be more. */
export function passNotificationMail(ctx: Context): Promise<boolean> {
  const { config } = ctx.app;
  const send = createMailSender({
    smtpUrl: config.SMTP_URL,
    from: config.MAIL_FROM,
    timeoutMs: config.MAIL_TIMEOUT_MS,
    folder: join(config.dataDir, 'mail'),
  });
  return passDeliveries(ctx, {
    channel: 'EMAIL',
    timeoutMs: config.MAIL_TIMEOUT_MS,
    async send(delivery: DueDelivery, written: Written) {
      const mail = composeNotificationMail(written, publicUrl(ctx.app));
      try {
        await send({ id: delivery.id, to: written.email, ...mail });
        return { state: 'SENT' };
      } catch (error) {
        return { state: 'FAILED', reason: error instanceof Error ? error.message : String(error) };
      }
    },
  });
}
