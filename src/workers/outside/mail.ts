import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';

export interface OutgoingMail {
  /** The same for every attempt to send the same mail, so that a reader's program can tell a repetition. */
  readonly id: string;
  /** An e-mail address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where one POST ends such mails (RFC 8058), for whoever can do without them. */
  readonly unsubscribeUrl?: string | undefined;
}

/** The server will never take this mail, whoever asks again (RFC 5321: 5yz). */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
}

/** Sends a mail, or throws an Error that says why it could not; MailRefusedError where trying again is of no use. */
export type MailSender = (mail: OutgoingMail) => Promise<void>;

export interface MailSenderOptions {
  readonly smtpUrl: string | undefined;
  readonly from: string;
  /** All of one mail, from the connection to the server's last word, ends within this time. */
  readonly timeoutMs: number;
  /** Where mails are kept when there is no server to send them. */
  readonly folder: string;
  /** Shows the text of a mail that is kept, to whoever sits before a developer's machine. */
  readonly print?: ((text: string) => void) | undefined;
}

/** Mails go to the SMTP server, or without one into a folder, as files that a mail program opens. */
export const createMailSender = (options: MailSenderOptions): MailSender =>
  options.smtpUrl === undefined ? toFolder(options) : toServer(options, options.smtpUrl);

function toServer({ from, timeoutMs }: MailSenderOptions, url: string): MailSender {
  const limits = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
  const transport = createTransport({ url, ...limits });
  return async (mail) => {
    // The limits above are for each step; a server that answers every step slowly is bound by the signal.
    try {
      await transport.sendMail({ ...message(mail, from), signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      throw isRefusal(error) ? new MailRefusedError(error.message, { cause: error }) : error;
    }
  };
}

function toFolder({ from, folder, print }: MailSenderOptions): MailSender {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return async (mail) => {
    const { message: raw } = await transport.sendMail(message(mail, from));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}-${mail.id}.eml`);
    // It may hold a token: for the owner's eyes only.
    await writeFile(file, raw as Buffer, { mode: 0o600 });
    print?.(`\nMail to ${mail.to}: ${mail.subject}\n(${file})\n\n${mail.text}\n`);
  };
}

/** Of the mailbox or the mail itself; what is wrong with our sign-in or our sender may be put right. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof Error &&
  'responseCode' in error &&
  Number(error.responseCode) >= 500 &&
  'command' in error &&
  (error.command === 'RCPT TO' || error.command === 'DATA');

const message = ({ id, to, subject, text, html, unsubscribeUrl }: OutgoingMail, from: string) => ({
  from,
  // As an object it is one address, whatever commas or brackets are in it.
  to: { name: '', address: to },
  subject,
  text,
  html,
  messageId: `<${id}@${/@([\w.-]+)/.exec(from)?.[1] ?? 'localhost'}>`,
  // RFC 3834: no answer of an absence to a mail that nobody has written.
  headers: {
    'Auto-Submitted': 'auto-generated',
    ...(unsubscribeUrl !== undefined && {
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
  },
  disableFileAccess: true,
  disableUrlAccess: true,
});
