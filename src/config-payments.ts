import { z } from 'zod';
import { count, flag, list, url } from './config-kinds.ts';

/** An IBAN whose check digits are right (ISO 13616: modulus 97 over the letters as numbers). */
function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  const digits = [...(text.slice(4) + text.slice(0, 4))].map((sign) => Number.parseInt(sign, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}

/** The IBAN of every German example: no money can be sent to it. */
export const SAMPLE_IBAN = 'DE89370400440532013000';

const iban = z
  .string()
  .transform((text) => text.replaceAll(' ', '').toUpperCase())
  .refine(isIban, 'is no IBAN: its check digits are wrong');

/** The variables of payments: by which ways orders can be paid, through whom, and what invoices say. */
export const paymentVariables = {
  STRIPE_SECRET_KEY: z.string().optional().describe('key of the Stripe account that takes cards'),
  STRIPE_URL: url.default('https://api.stripe.com').describe("base URL of Stripe's API"),
  STRIPE_WEBHOOK_SECRETS: list
    .default([])
    .describe('secrets that sign what Stripe posts to /webhooks/stripe, comma separated while one replaces another'),
  STRIPE_WEBHOOK_TOLERANCE_S: count(1, 3_600).default(300).describe('age at which a signature of it is too old'),
  STRIPE_TIMEOUT_MS: count().default(20_000).describe('time that Stripe has to answer'),
  STRIPE_ATTEMPTS: count(0, 10).default(2).describe('times that a call of Stripe is repeated at once'),
  PAYMENT_DEVELOPMENT: flag
    .optional()
    .describe('cards that are none and move no money (default: outside production, without STRIPE_SECRET_KEY)'),
  PAYMENT_CARD_MOST: count().default(2_500_000).describe('most cents that are taken from a card at once'),
  PAYMENT_CARD_TTL_S: count(60).default(1_800).describe('time in which a card must have paid'),
  PAYMENT_OPEN_LOOK_S: count().default(600).describe('an open card payment is looked at at least this often'),
  PAYMENT_LOOK_BATCH: count(1, 1_000).default(20).describe('payments that one pass asks the processor about'),
  PAYMENT_BACKOFF_S: count().default(5).describe('first pause after the processor failed; doubles up to an hour'),
  PAYMENT_NOTICE_POLL_S: count()
    .default(300)
    .describe('pause between readings of what Stripe has told, should some be lost'),
  PAYMENT_NOTICE_DAYS: count(1, 365).default(45).describe('days for which notices of a processor are kept'),
  PAYMENT_EXPIRY_BATCH: count(1, 5_000)
    .default(100)
    .describe('open payments that one pass ends as their time runs out'),

  BANK_HOLDER: z.string().max(70).default('EcoCoin').describe('whose account bank transfers go to'),
  BANK_IBAN: iban
    .optional()
    .describe('its IBAN (default: one of a sample outside production); without it no transfers'),
  BANK_BIC: z
    .string()
    .regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/)
    .optional()
    .describe('its BIC'),
  PAYMENT_BANK_DAYS: count(1, 60).default(10).describe('days in which a bank transfer must have come'),
  STATEMENT_BYTES: count().default(16_777_216).describe('bytes of a bank statement'),
  STATEMENT_LINES: count().default(20_000).describe('entries of a bank statement'),

  PAYMENT_CRYPTO_TTL_S: count(60).default(1_800).describe('time in which ether must have come at the agreed rate'),

  INVOICE_DAYS: count(0, 180).default(30).describe('days in which an invoice is to be paid'),
  INVOICE_CREDIT: count(0)
    .default(5_000_000)
    .describe('cents that organizations of one founder may owe on invoices at once, in each currency'),
  INVOICE_BATCH: count(1, 1_000).default(50).describe('invoices, receipts and credit notes that one pass writes'),
  INVOICE_PREFIX: z
    .string()
    .regex(/^[A-Z0-9]{1,8}$/)
    .default('EC')
    .describe('what the numbers of invoices begin with'),
  INVOICE_SELLER_NAME: z.string().min(1).default('EcoCoin').describe('legal name of the platform on invoices'),
  INVOICE_SELLER_ADDRESS: list.default([]).describe('its address, lines separated by commas'),
  INVOICE_SELLER_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('DE')
    .describe('country in which it pays VAT (ISO 3166-1 alpha-2)'),
  INVOICE_SELLER_VAT_ID: z.string().optional().describe('its VAT identification number'),
  INVOICE_VAT_BPS: count(0, 5_000)
    .default(0)
    .describe('VAT that is contained in prices for buyers of that country, in basis points'),
  DUNNING_DAYS: list
    .default(['3', '14', '28'])
    .refine((days) => days.every((text, i) => /^\d{1,3}$/.test(text) && Number(text) > Number(days[i - 1] ?? -1)), {
      error: 'is not a rising list of days',
    })
    .describe('days after the due date of an invoice at which its reminders go out, rising'),
};

/** Says what of it cannot work. Throws an Error that names the variable. */
export function refusePaymentsWithout(given: {
  readonly NODE_ENV: string;
  readonly PAYMENT_DEVELOPMENT?: boolean | undefined;
  readonly STRIPE_SECRET_KEY?: string | undefined;
  readonly STRIPE_WEBHOOK_SECRETS: readonly string[];
}): void {
  const production = given.NODE_ENV === 'production';
  if (production && given.PAYMENT_DEVELOPMENT) throw new Error('PAYMENT_DEVELOPMENT must not be true in production');
  if (given.PAYMENT_DEVELOPMENT && given.STRIPE_SECRET_KEY) {
    throw new Error('PAYMENT_DEVELOPMENT and STRIPE_SECRET_KEY cannot go together');
  }
  if (given.STRIPE_SECRET_KEY && production && given.STRIPE_WEBHOOK_SECRETS.length === 0) {
    throw new Error('STRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRETS');
  }
}
