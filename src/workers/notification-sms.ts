import { join } from 'node:path';
import { countSentToday, type DueDelivery } from '../db/notification-deliveries.ts';
import { claimPhoneCode, updatePhoneCodeHash, updatePhoneCodeSent } from '../db/phones.ts';
import { selectReached, type NotificationLanguage } from '../db/notification-settings.ts';
import type { Context } from '../resolvers/context.ts';
import { hashCode, newCode } from '../resolvers/phones/rules.ts';
import { passDeliveries, type Sending, type Written } from './notification-delivery.ts';
import { createTextSender, type TextSender } from './outside/text-messages.ts';

/** What fits into three parts of a message that holds more than the GSM alphabet (3 x 67 characters). */
const LONGEST = 201;
const CODE_ATTEMPTS = 5;

const senderOf = ({ app: { config } }: Context): TextSender =>
  createTextSender({
    url: config.SMS_URL,
    token: config.SMS_TOKEN,
    from: config.SMS_FROM,
    timeoutMs: config.SMS_TIMEOUT_MS,
    folder: join(config.dataDir, 'text-messages'),
    print: config.NODE_ENV === 'development' ? (text) => void process.stdout.write(text) : undefined,
  });

/** Sends the text messages that are due; true if there may be more. */
export function passNotificationSms(ctx: Context): Promise<boolean> {
  const { config, db } = ctx.app;
  const send = senderOf(ctx);
  return passDeliveries(ctx, {
    channel: 'SMS',
    timeoutMs: config.SMS_TIMEOUT_MS,
    async send({ id, userId }: DueDelivery, written: Written): Promise<Sending> {
      if (written.phone === null) return { state: 'SKIPPED', reason: 'there is no number any more' };
      // What an account that runs wild would cost.
      if ((await countSentToday(db, userId, 'SMS')) >= config.SMS_PER_DAY) {
        return { state: 'SKIPPED', reason: 'the user got as many text messages today as one gets' };
      }
      return send({ id, to: written.phone, text: textOf(written) });
    },
  });
}

/** As much of what is told as goes into a text message. */
function textOf({ items }: Written): string {
  const lines = items.map(({ title, body }) => (items.length === 1 ? `${title}. ${body}` : title));
  const text = `EcoCoin: ${lines.join(' · ')}`;
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

const CODE_WORDS: Readonly<Record<NotificationLanguage, (code: string) => string>> = {
  EN: (code) => `${code} is your EcoCoin code. Nobody at EcoCoin will ever ask you for it.`,
  DE: (code) => `${code} ist Ihr EcoCoin-Code. Niemand bei EcoCoin wird Sie je danach fragen.`,
  FR: (code) => `${code} est votre code EcoCoin. Personne chez EcoCoin ne vous le demandera.`,
};

/** Sends codes that prove numbers, a few; true if there may be more. Each attempt is of a code of its own. */
export async function passPhoneCodes(ctx: Context): Promise<boolean> {
  const { config, db, vault, log } = ctx.app;
  const send = senderOf(ctx);
  const pauseS = Math.max(config.NOTIFICATION_BACKOFF_S, (2 * config.SMS_TIMEOUT_MS) / 1_000);
  for (let taken = 0; taken < config.NOTIFICATION_BATCH; taken += 1) {
    const wanted = await claimPhoneCode(db, { attempts: CODE_ATTEMPTS, pauseS });
    if (!wanted) return false;
    const [reader] = await selectReached(db, [wanted.userId]);
    const code = newCode();
    await updatePhoneCodeHash(db, wanted.id, hashCode(vault.linkKey, wanted, code));
    const id = `${wanted.id}-${wanted.attempts}`;
    const sent = await send({ id, to: wanted.number, text: CODE_WORDS[reader?.language ?? 'EN'](code) });
    await updatePhoneCodeSent(db, wanted.id, sent.state === 'SENT' ? null : sent.reason);
    if (sent.state !== 'SENT') log.warn({ phoneCodeId: wanted.id, reason: sent.reason }, 'phone code not sent');
    // A provider that is down costs one time-out a pass.
    if (sent.state === 'FAILED') return false;
  }
  return true;
}
