import { escapeHtml } from './mail-texts.ts';
import type { Written } from './notification-delivery.ts';

export interface MailWords {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The mail of one notification, or a digest of several. */
export function composeNotificationMail({ items, username }: Written, publicUrl: string): MailWords {
  const subject = `EcoCoin: ${items.length === 1 ? items[0]?.title : `${items.length} news`}`;
  const text = `${username}\n\n${items.map(({ title, body }) => `${title}\n${body}`).join('\n\n')}\n\n${publicUrl}\n`;
  const html = items.map(({ title, body }) => `<h2>${escapeHtml(title)}</h2><p>${escapeHtml(body)}</p>`).join('\n');
  return { subject, text, html };
}
