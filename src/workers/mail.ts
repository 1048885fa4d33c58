import { join } from 'node:path';
import type { Config } from '../config.ts';
import {
  claimMail,
  type DueMail,
  giveUpMails,
  updateMailFailed,
  updateMailGivenUp,
  updateMailSent,
} from '../db/mails.ts';
import { insertOneTimeToken, type TokenPurpose } from '../db/sessions.ts';
import type { Context } from '../resolvers/context.ts';
import { newSecret } from '../resolvers/sessions/secrets.ts';
import { composeMail, type MailText } from './mail-texts.ts';
import { createMailSender, type MailSender } from './outside/mail.ts';

const LONGEST_PAUSE_S = 3_600;
const ERROR_CHARACTERS = 300;

/**
 * Sends the mails that are due, those that have waited longest first; gives how many. No transaction is open while a
 * server is spoken to. A process that dies after sending and before noting it sends the mail twice; none is lost. A
 * failure ends the pass, so that a server that is down costs one time-out a pass; the next pass begins with another mail.
 */
export async function passMail(ctx: Context): Promise<number> {
  const { config, db, log } = ctx.app;
  for (const mailId of await giveUpMails(db, config.MAIL_ATTEMPTS)) log.error({ mailId }, 'mail given up');
  const send = senderOf(config);
  // Longer than an attempt may take: while one is under way, nobody else may claim the mail.
  const firstPauseS = Math.max(config.MAIL_BACKOFF_S, (2 * config.MAIL_TIMEOUT_MS) / 1000);
  const longestPauseS = Math.max(LONGEST_PAUSE_S, firstPauseS);
  let sent = 0;
  for (let taken = 0; taken < config.MAIL_BATCH; taken += 1) {
    const mail = await claimMail(db, { attempts: config.MAIL_ATTEMPTS, firstPauseS, longestPauseS });
    if (!mail) break;
    if (mail.kind === 'EMAIL_VERIFICATION' && mail.emailVerified) {
      await updateMailGivenUp(db, mail.id, 'the address is verified already');
    } else if (await sendMail(ctx, send, mail)) {
      sent += 1;
    } else {
      break;
    }
  }
  return sent;
}

async function sendMail({ app: { config, db, log } }: Context, send: MailSender, mail: DueMail): Promise<boolean> {
  const { id, kind, attempts } = mail;
  const words = await writeMail(config, mail, async (purpose, ttlS) => {
    const { secret, hash } = newSecret();
    await insertOneTimeToken(db, { tokenHash: hash, userId: mail.userId, purpose, ttlS });
    return secret;
  });
  try {
    await send({ id, to: mail.email, ...words });
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, ERROR_CHARACTERS);
    await updateMailFailed(db, id, reason);
    if (attempts >= config.MAIL_ATTEMPTS) await updateMailGivenUp(db, id, reason);
    log.warn({ mailId: id, kind, attempts, reason }, 'mail not sent');
    return false;
  }
  await updateMailSent(db, id);
  log.info({ mailId: id, kind, attempts }, 'mail sent');
  return true;
}

async function writeMail(
  config: Config,
  { kind, username, about }: DueMail,
  makeToken: (purpose: TokenPurpose, ttlS: number) => Promise<string>,
): Promise<MailText> {
  const facts = { username, publicUrl: config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}` };
  if (kind === 'PASSWORD_CHANGED') return composeMail(kind, facts);
  if (kind === 'ADDRESS_LINKED' || kind === 'ADDRESS_UNLINKED') {
    return composeMail(kind, { ...facts, address: about ?? undefined });
  }
  const ttlS = kind === 'PASSWORD_RESET' ? config.PASSWORD_RESET_TTL_S : config.EMAIL_VERIFICATION_TTL_S;
  return composeMail(kind, { ...facts, token: await makeToken(kind, ttlS), ttlS });
}

const senderOf = (config: Config): MailSender =>
  createMailSender({
    smtpUrl: config.SMTP_URL,
    from: config.MAIL_FROM,
    timeoutMs: config.MAIL_TIMEOUT_MS,
    folder: join(config.dataDir, 'mail'),
    print: config.NODE_ENV === 'development' ? (text) => void process.stdout.write(text) : undefined,
  });
