import { join } from 'node:path';
import type { Config } from '../config.ts';
import {
  type AboutInvoice,
  claimMail,
  type DueMail,
  giveUpMails,
  updateMailFailed,
  updateMailGivenUp,
  updateMailSent,
} from '../db/mails.ts';
import { updateInvitationToken } from '../db/organization-invitations.ts';
import { insertOneTimeToken } from '../db/sessions.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import type { Context } from '../resolvers/context.ts';
import { encodeId } from '../resolvers/ids.ts';
import { reportLink } from '../resolvers/reports/read.ts';
import { newSecret } from '../resolvers/sessions/secrets.ts';
import { composeMail, type InvoiceFacts, type MailText } from './mail-texts.ts';
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
    const objection = objectionTo(mail);
    if (objection !== undefined) {
      await updateMailGivenUp(db, mail.id, objection);
    } else if (await sendMail(ctx, send, mail)) {
      sent += 1;
    } else {
      break;
    }
  }
  return sent;
}

/** Why a mail need not be sent any more. */
function objectionTo({ about }: DueMail): string | undefined {
  if (about.kind === 'ORGANIZATION_INVITATION') return about.open ? undefined : 'the invitation has ended';
  if (about.kind === 'INVOICE_REMINDER' && !about.open) return 'nothing of the invoice is open any more';
  const proven = about.kind === 'EMAIL_VERIFICATION' && about.emailVerified;
  return proven ? 'the address is verified already' : undefined;
}

async function sendMail(ctx: Context, send: MailSender, mail: DueMail): Promise<boolean> {
  const { config, db, log } = ctx.app;
  const { id, attempts, about } = mail;
  const { kind } = about;
  const words = await writeMail(ctx, about);
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

async function writeMail(ctx: Context, about: DueMail['about']): Promise<MailText> {
  const { config, db } = ctx.app;
  const publicUrl = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
  if (about.kind === 'PASSWORD_CHANGED') return composeMail(about.kind, { username: about.username, publicUrl });
  if (about.kind === 'ADDRESS_LINKED' || about.kind === 'ADDRESS_UNLINKED') {
    return composeMail(about.kind, { username: about.username, publicUrl, address: about.address ?? undefined });
  }
  if (about.kind === 'REPORT_READY') {
    const ttlS = config.REPORT_LINK_TTL_S;
    const reportUrl = await reportLink(ctx, about.address, about.userId);
    return composeMail(about.kind, { username: about.username, publicUrl, ttlS, reportUrl });
  }
  if ('invoiceId' in about) {
    return composeMail(about.kind, { username: '', publicUrl, invoice: invoiceFacts(config, about) });
  }
  const { secret: token, hash: tokenHash } = newSecret();
  if (about.kind === 'ORGANIZATION_INVITATION') {
    const ttlS = config.INVITATION_TTL_S;
    // Should the invitation have ended just now, the token is of nothing.
    await updateInvitationToken(db, { id: about.invitationId, tokenHash, ttlS });
    const organizationId = encodeId('Organization', about.organizationId);
    return composeMail(about.kind, { username: about.inviter, publicUrl, token, ttlS, organizationId });
  }
  const ttlS = about.kind === 'PASSWORD_RESET' ? config.PASSWORD_RESET_TTL_S : config.EMAIL_VERIFICATION_TTL_S;
  await insertOneTimeToken(db, { tokenHash, userId: about.userId, purpose: about.kind, ttlS });
  return composeMail(about.kind, { username: about.username, publicUrl, token, ttlS });
}

const invoiceFacts = (config: Config, about: AboutInvoice): InvoiceFacts => ({
  id: encodeId('Invoice', about.invoiceId),
  paper: about.paper,
  number: about.number,
  amount: `${formatAmount(about.gross < 0n ? -about.gross : about.gross, about.currency)} ${about.currency}`,
  dueOn: about.dueAt?.toISOString().slice(0, 10),
  level: about.level,
  isLast: about.level >= config.DUNNING_DAYS.length,
});

const senderOf = (config: Config): MailSender =>
  createMailSender({
    smtpUrl: config.SMTP_URL,
    from: config.MAIL_FROM,
    timeoutMs: config.MAIL_TIMEOUT_MS,
    folder: join(config.dataDir, 'mail'),
    print: config.NODE_ENV === 'development' ? (text) => void process.stdout.write(text) : undefined,
  });
