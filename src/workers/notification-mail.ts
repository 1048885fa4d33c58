import { join } from 'node:path';
import type { DueDelivery } from '../db/notification-deliveries.ts';
import type { Context } from '../resolvers/context.ts';
import { publicUrl } from '../resolvers/documents/links.ts';
import { triggers } from '../resolvers/notifications/triggers.ts';
import { unsubscribeUrl } from '../resolvers/notifications/unsubscribe-links.ts';
import { composeNotificationMail } from './notification-mail-text.ts';
import { passDeliveries, type Sending, type Written } from './notification-delivery.ts';
import { createMailSender, MailRefusedError } from './outside/mail.ts';

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
    async send({ id }: DueDelivery, written: Written): Promise<Sending> {
      if (!written.emailVerified) return { state: 'SKIPPED', reason: 'the address is not proven' };
      const ending = endingOf(ctx, written);
      const mail = composeNotificationMail(written, { publicUrl: publicUrl(ctx.app), unsubscribeUrl: ending });
      try {
        await send({ id, to: written.email, ...mail, unsubscribeUrl: ending });
        return { state: 'SENT' };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { state: error instanceof MailRefusedError ? 'REFUSED' : 'FAILED', reason };
      }
    },
  });
}

/** A link that ends what is in the mail; none where all of it is sent in any case. */
function endingOf({ app }: Context, { userId, items }: Written): string | undefined {
  const told = new Set(items.map(({ row }) => row.trigger));
  const ended = [...told].filter((trigger) => triggers[trigger].urgent !== true);
  return ended.length === 0 ? undefined : unsubscribeUrl(app, { userId, triggers: ended });
}
