import { Stripe } from 'stripe';
import {
  type CardCharge,
  type CardDispute,
  type CardNotice,
  type CardProcessor,
  type CardRefund,
  type CardState,
  type CardStatus,
  NoticeForged,
  ProcessorError,
} from '../resolvers/payments/processor.ts';

export interface StripeOptions {
  readonly secretKey: string;
  /** Where its API is: the real one, or a server that speaks it. */
  readonly url: string;
  readonly webhookSecrets: readonly string[];
  readonly webhookToleranceS: number;
  readonly timeoutMs: number;
  /** Times that a call is repeated at once, with the same idempotency key. */
  readonly attempts: number;
}

const EXPANDED = { expand: ['latest_charge.balance_transaction'] };
const MOST_REFUNDS = 100;

/**
 * Cards through Stripe: a PaymentIntent for each payment, captured by hand. Every write goes out under an idempotency key
 * that is made of our own id, so a call that was cut off can be made again.
 */
export function openStripe(options: StripeOptions): CardProcessor {
  const { protocol, hostname, port } = new URL(options.url);
  const stripe = new Stripe(options.secretKey, {
    protocol: protocol === 'http:' ? 'http' : 'https',
    host: hostname,
    port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
    timeout: options.timeoutMs,
    maxNetworkRetries: options.attempts,
    telemetry: false,
  });
  const read = async (id: string): Promise<CardState> =>
    asked(async () => stateOf(stripe, await stripe.paymentIntents.retrieve(id, EXPANDED)));
  /** Whatever it comes to, what counts is how the intent stands after it. */
  async function readAfter(id: string, ask: () => Promise<unknown>): Promise<CardState> {
    try {
      await asked(ask);
    } catch (error) {
      if (!(error instanceof ProcessorError) || error.kind !== 'REFUSED') throw error;
    }
    return read(id);
  }
  return {
    gateway: 'STRIPE',
    open: (charge) =>
      asked(async () => {
        const opened = await stripe.paymentIntents.create(intentOf(charge), { idempotencyKey: `payment-${charge.id}` });
        // The answer to a repeated call is the first one, as it was then.
        return stateOf(stripe, await stripe.paymentIntents.retrieve(opened.id, EXPANDED));
      }),
    read,
    clientSecret: (id) =>
      asked(async () => {
        const { client_secret: secret } = await stripe.paymentIntents.retrieve(id);
        if (secret === null) throw new ProcessorError('REFUSED', `${id} has no client secret`);
        return secret;
      }),
    // Captured twice it is captured once. Under a key of ours a failure of Stripe's would be the answer for a whole day.
    capture: (id) => readAfter(id, () => stripe.paymentIntents.capture(id)),
    cancel: (id) => readAfter(id, () => stripe.paymentIntents.cancel(id)),
    refund: async (id, refund) => {
      const wish = { payment_intent: id, amount: toCents(refund.amount), metadata: { refund: refund.id } };
      await asked(() => stripe.refunds.create(wish, { idempotencyKey: `refund-${refund.id}` }));
      return read(id);
    },
    noticesSince: (at, signal) => noticesSince(stripe, at, signal),
    readNotice: (body, signature) => readNotice(stripe, options, body, signature),
  };
}

function intentOf({ id, orderId, reference, currency, amount }: CardCharge): Stripe.PaymentIntentCreateParams {
  return {
    amount: toCents(amount),
    currency: currency.toLowerCase(),
    capture_method: 'manual',
    allowed_payment_method_types: ['card'],
    description: `EcoCoin ${reference}`,
    metadata: { payment: id, order: orderId, reference },
  };
}

/** Stripe's amounts are numbers; ours are far below where those are not exact. */
function toCents(amount: bigint): number {
  if (amount > 99_999_999n) throw new ProcessorError('REFUSED', 'it is more than Stripe takes at once');
  return Number(amount);
}

async function stateOf(stripe: Stripe, intent: Stripe.PaymentIntent): Promise<CardState> {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const moved = charge?.captured === true;
  const [refunds, disputes] = moved
    ? await Promise.all([
        stripe.refunds.list({ payment_intent: intent.id, limit: MOST_REFUNDS }),
        stripe.disputes.list({ payment_intent: intent.id, limit: MOST_REFUNDS }),
      ])
    : [undefined, undefined];
  return {
    externalId: intent.id,
    paymentId: intent.metadata['payment'] ?? null,
    currency: intent.currency.toUpperCase(),
    amount: BigInt(intent.amount),
    status: statusOf(intent),
    decline: intent.last_payment_error?.message ?? null,
    fee: feeOf(intent, charge),
    refunds: (refunds?.data ?? []).map(refundOf),
    disputes: (disputes?.data ?? []).map(disputeOf),
  };
}

function statusOf(intent: Stripe.PaymentIntent): CardStatus {
  if (intent.status === 'succeeded') return 'CAPTURED';
  if (intent.status === 'canceled') return 'CANCELLED';
  return intent.status === 'requires_capture' ? 'AUTHORIZED' : 'OPEN';
}

/** What Stripe keeps, where it settles in the currency of the charge; it may say so only a while after the capture. */
function feeOf(intent: Stripe.PaymentIntent, charge: Stripe.Charge | null): bigint | null {
  const settled = charge?.balance_transaction;
  if (typeof settled !== 'object' || settled === null || settled.currency !== intent.currency) return null;
  return BigInt(settled.fee);
}

function refundOf(refund: Stripe.Refund): CardRefund {
  const status = refund.status === 'succeeded' ? 'SUCCEEDED' : null;
  const failed = refund.status === 'failed' || refund.status === 'canceled';
  return {
    externalId: refund.id,
    refundId: refund.metadata?.['refund'] ?? null,
    amount: BigInt(refund.amount),
    status: status ?? (failed ? 'FAILED' : 'PENDING'),
    failure: failed ? (refund.failure_reason ?? refund.status) : null,
  };
}

function disputeOf(dispute: Stripe.Dispute): CardDispute {
  const due = dispute.evidence_details.due_by;
  const sum = (amounts: readonly number[]): bigint => amounts.reduce((total, each) => total + BigInt(each), 0n);
  const moves = dispute.balance_transactions.filter(({ currency }) => currency === dispute.currency);
  return {
    externalId: dispute.id,
    amount: BigInt(dispute.amount),
    reason: dispute.reason,
    status: dispute.status === 'lost' ? 'LOST' : isOver(dispute.status) ? 'WON' : 'OPEN',
    takenAmount: -sum(moves.map(({ amount }) => amount)),
    takenFee: sum(moves.map(({ fee }) => fee)),
    evidenceDueAt: due === null ? null : new Date(due * 1_000),
  };
}

/** An inquiry that was closed, and a dispute that was prevented, took nothing: as good as won. */
const isOver = (status: string): boolean => status === 'won' || status === 'warning_closed' || status === 'prevented';

async function* noticesSince(stripe: Stripe, at: Date, signal: AbortSignal): AsyncGenerator<CardNotice, void, void> {
  const created = { gte: Math.floor(at.getTime() / 1_000) };
  // Stripe gives the newest first; whoever notes how far it was read needs the oldest first.
  const events: Stripe.Event[] = [];
  let after: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    const wish = { created, limit: 100, ...(after !== undefined && { starting_after: after }) };
    const page = await asked(() => stripe.events.list(wish));
    events.push(...page.data);
    after = page.data.at(-1)?.id;
    if (!page.has_more || after === undefined) break;
  }
  for (const event of events.toReversed()) yield noticeOf(event);
}

function readNotice(
  stripe: Stripe,
  { webhookSecrets, webhookToleranceS }: StripeOptions,
  body: Buffer,
  signature: string | undefined,
): CardNotice {
  for (const secret of signature === undefined ? [] : webhookSecrets) {
    try {
      return noticeOf(stripe.webhooks.constructEvent(body, signature as string, secret, webhookToleranceS));
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
    }
  }
  throw new NoticeForged('the signature is none of ours, or too old');
}

/** Of all objects that events tell of, those that are about a payment name its intent, or are it. */
function noticeOf(event: Stripe.Event): CardNotice {
  const object = event.data.object as { object?: string; id?: string; payment_intent?: unknown };
  const intent = object.object === 'payment_intent' ? object.id : object.payment_intent;
  const externalId = typeof intent === 'string' ? intent : ((intent as { id?: string } | null | undefined)?.id ?? null);
  return { id: event.id, kind: event.type, externalId, at: new Date(event.created * 1_000) };
}

/** Says of what went wrong whether it may work later. Stripe's words may hold what the client sent, and no secrets. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const refused =
      !isForNow(error.statusCode) &&
      (error instanceof Stripe.errors.StripeInvalidRequestError ||
        error instanceof Stripe.errors.StripeCardError ||
        error instanceof Stripe.errors.StripeIdempotencyError);
    throw new ProcessorError(refused ? 'REFUSED' : 'UNREACHABLE', `${error.type}: ${error.message}`, { cause: error });
  }
}

/** Another call with the same key or about the same object is under way (409), or there are too many of them (429). */
const isForNow = (status: number | undefined): boolean => status === 409 || status === 429;
