import type { NotificationLanguage } from '../db/notification-settings.ts';
import { localeOf } from '../resolvers/notifications/words.ts';
import { escapeHtml } from './mail-texts.ts';
import type { Written } from './notification-delivery.ts';

export interface MailWords {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Frame {
  readonly greeting: (name: string) => string;
  readonly digest: (count: number) => string;
  readonly open: string;
  readonly why: string;
  readonly urgent: string;
  readonly unsubscribe: string;
}

const frames: Readonly<Record<NotificationLanguage, Frame>> = {
  EN: {
    greeting: (name) => `Hello ${name},`,
    digest: (count) => `${count} news for you`,
    open: 'Open EcoCoin',
    why: 'You get this mail because you have an account at EcoCoin. What you are told, how and how often, you choose under Notifications.',
    urgent: 'Mails about the safety of your account are always sent.',
    unsubscribe: 'No more mails of this kind',
  },
  DE: {
    greeting: (name) => `Guten Tag ${name},`,
    digest: (count) => `${count} Neuigkeiten für Sie`,
    open: 'EcoCoin öffnen',
    why: 'Sie erhalten diese Nachricht, weil Sie ein Konto bei EcoCoin haben. Was Sie wie und wie oft erfahren, wählen Sie unter Benachrichtigungen.',
    urgent: 'Nachrichten zur Sicherheit Ihres Kontos werden immer gesendet.',
    unsubscribe: 'Keine solchen Nachrichten mehr',
  },
  FR: {
    greeting: (name) => `Bonjour ${name},`,
    digest: (count) => `${count} nouvelles pour vous`,
    open: 'Ouvrir EcoCoin',
    why: 'Vous recevez ce message parce que vous avez un compte chez EcoCoin. Vous choisissez de quoi, comment et quand vous êtes informé sous Notifications.',
    urgent: 'Les messages sur la sécurité de votre compte sont toujours envoyés.',
    unsubscribe: 'Ne plus recevoir de tels messages',
  },
};

const STYLE = 'font:16px/1.5 system-ui,sans-serif;color:#14251c;background:#f5f7f5;margin:0;padding:24px';
const CARD = 'max-width:36rem;margin:0 auto;background:#ffffff;padding:24px;border-radius:8px';
const SMALL = 'font-size:13px;color:#4a5a51';

export interface MailAround {
  readonly publicUrl: string;
  /** Absent where there is nothing to be ended. */
  readonly unsubscribeUrl: string | undefined;
}

/** The mail of one notification, or a digest of several, in its reader's language. */
export function composeNotificationMail(
  { items, username, language, timeZone }: Written,
  { publicUrl, unsubscribeUrl }: MailAround,
): MailWords {
  const frame = frames[language];
  const [first] = items;
  const isDigest = items.length > 1;
  const subject = `EcoCoin: ${isDigest || !first ? frame.digest(items.length) : first.title}`;
  const when = new Intl.DateTimeFormat(localeOf[language], { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const moments = items.map(({ row }) => (isDigest ? when.format(row.createdAt) : ''));
  const ending = unsubscribeUrl === undefined ? frame.urgent : `${frame.unsubscribe}: ${unsubscribeUrl}`;
  const text = [
    frame.greeting(username),
    ...items.map(({ title, body }, index) => [moments[index], title, body].filter(Boolean).join('\n')),
    `${frame.open}: ${publicUrl}`,
    `-- \n${frame.why}\n${ending}`,
  ].join('\n\n');
  const sections = items.map(
    ({ title, body }, index) =>
      `${moments[index] ? `<p style="${SMALL}">${escapeHtml(moments[index])}</p>\n` : ''}<h2 style="font-size:18px;margin:0 0 4px">${escapeHtml(title)}</h2>\n<p style="margin:0 0 20px">${escapeHtml(body)}</p>`,
  );
  const end =
    unsubscribeUrl === undefined
      ? escapeHtml(frame.urgent)
      : `<a href="${escapeHtml(unsubscribeUrl)}">${escapeHtml(frame.unsubscribe)}</a>`;
  const html = `<!doctype html>
<html lang="${language.toLowerCase()}">
<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="${STYLE}">
<div style="${CARD}">
<p>${escapeHtml(frame.greeting(username))}</p>
${sections.join('\n')}
<p><a href="${escapeHtml(publicUrl)}">${escapeHtml(frame.open)}</a></p>
<p style="${SMALL}">${escapeHtml(frame.why)}<br>${end}</p>
</div>
</body>
</html>
`;
  return { subject, text: `${text}\n`, html };
}
