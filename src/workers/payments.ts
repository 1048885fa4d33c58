import { claimLook, insertNotices, putOffLook, saveNoticeCursor, selectNoticeCursor } from '../db/payment-looks.ts';
import type { Context } from '../resolvers/context.ts';
import { ChargeMismatchError } from '../resolvers/payments/apply-card.ts';
import { convergeCard } from '../resolvers/payments/converge-card.ts';
import { expirePayments } from '../resolvers/payments/expire-payments.ts';
import { remindOfInvoices } from '../resolvers/invoices/remind.ts';
import { writePapers } from '../resolvers/invoices/write-papers.ts';
import { bookSurpluses, takeReceipts } from '../resolvers/payments/take-receipts.ts';
import type { CardProcessor } from '../resolvers/payments/processor.ts';
import { matchWaitingLines } from '../resolvers/statements/import-statement.ts';
import type { Pass } from './keep.ts';

const LONGEST_PAUSE_S = 3_600;
/** A notice may be in the list only a while after its moment. */
const OVERLAP_MS = 600_000;
const FIRST_READ_MS = 86_400_000;
const NOTICE_BATCH = 100;
/** Whoever imports a statement looks at its lines at once: this is for what was cut off. */
const BANK_LINES_EVERY_MS = 30_000;
const REMINDERS_EVERY_MS = 60_000;

/**
 * Asks the processor about the payments that are due for it; true if more may be. No transaction is open meanwhile. What
 * fails is tried again later, each time after a longer pause, and does not keep the others waiting.
 */
export async function passPayments(ctx: Context): Promise<boolean> {
  const { config, cards, db, log } = ctx.app;
  if (!cards) return false;
  for (let looks = 0; looks < config.PAYMENT_LOOK_BATCH; looks += 1) {
    const payment = await claimLook(db, cards.gateway, leaseS(ctx));
    if (!payment) return false;
    try {
      await convergeCard(ctx, cards, payment);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await putOffLook(db, payment, Math.min(LONGEST_PAUSE_S, config.PAYMENT_BACKOFF_S * 2 ** (payment.looks - 1)));
      // Somebody must look at it: the payment is left as it is, and is looked at less and less often.
      if (error instanceof ChargeMismatchError)
        log.error({ paymentId: payment.id, reason }, 'a charge is not its payment’s');
      else log.warn({ paymentId: payment.id, reason }, 'a payment could not be looked at');
    }
  }
  return true;
}

/** While a look is under way, nobody else may take the payment: longer than the calls of one turn may take. */
const leaseS = ({ app: { config } }: Context): number =>
  (2 * (config.STRIPE_ATTEMPTS + 1) * config.STRIPE_TIMEOUT_MS) / 1_000;

/** Reads what the processor has told, should some of it have been lost on its way to us. */
export async function passNotices(ctx: Context, signal: AbortSignal): Promise<void> {
  const { cards, db } = ctx.app;
  if (!cards) return;
  const { gateway } = cards;
  const until = await selectNoticeCursor(db, gateway);
  const since = new Date(until ? until.getTime() - OVERLAP_MS : Date.now() - FIRST_READ_MS);
  for await (const notices of batchesOf(cards, since, signal)) {
    await insertNotices(
      db,
      notices.map(({ id, kind, externalId }) => ({ id, gateway, kind, externalId })),
    );
    const newest = notices.at(-1);
    if (newest) await saveNoticeCursor(db, gateway, newest.at);
  }
}

async function* batchesOf(cards: CardProcessor, since: Date, signal: AbortSignal) {
  let batch = [];
  for await (const notice of cards.noticesSince(since, signal)) {
    batch.push(notice);
    if (batch.length < NOTICE_BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

/** The passes of payments. */
export function paymentPasses(ctx: Context): readonly Pass[] {
  const { config } = ctx.app;
  const everyMs = config.CLOCK_PASS_MS;
  return [
    { name: 'payments', everyMs, run: () => passPayments(ctx) },
    {
      name: 'payment-expiry',
      everyMs,
      run: async () => (await expirePayments(ctx)) === config.PAYMENT_EXPIRY_BATCH,
    },
    {
      name: 'payment-receipts',
      everyMs,
      run: async () => (await takeReceipts(ctx)) === config.PAYMENT_EXPIRY_BATCH,
    },
    {
      name: 'payment-surpluses',
      everyMs,
      run: async () => (await bookSurpluses(ctx)) === config.PAYMENT_EXPIRY_BATCH,
    },
    { name: 'invoices', everyMs, run: async () => (await writePapers(ctx)) === config.INVOICE_BATCH },
    {
      name: 'invoice-reminders',
      everyMs: REMINDERS_EVERY_MS,
      run: async () => (await remindOfInvoices(ctx)) === config.INVOICE_BATCH,
    },
    { name: 'bank-lines', everyMs: BANK_LINES_EVERY_MS, run: async () => void (await matchWaitingLines(ctx)) },
    {
      name: 'payment-notices',
      everyMs: config.PAYMENT_NOTICE_POLL_S * 1_000,
      run: (signal) => passNotices(ctx, signal),
    },
  ];
}
