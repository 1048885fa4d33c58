import { randomBytes } from 'node:crypto';

// What Stripe keeps, and what its API does with it, as far as it is used here.

/** A form of nested names, as Stripe's clients send it: `metadata[payment]=x` is `{ metadata: { payment: 'x' } }`. */
export type Form = { [name: string]: string | Form };

export interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly currency: string;
  readonly payment_intent: string;
  status: 'pending' | 'succeeded' | 'failed' | 'canceled';
  failure_reason?: string;
  readonly metadata: Record<string, string>;
}

export interface Dispute {
  readonly id: string;
  readonly object: 'dispute';
  readonly amount: number;
  readonly currency: string;
  readonly payment_intent: string;
  readonly reason: string;
  status: 'needs_response' | 'won' | 'lost';
  readonly balance_transactions: { amount: number; fee: number; currency: string }[];
  readonly evidence_details: { due_by: number | null };
}

export interface Intent {
  readonly id: string;
  readonly object: 'payment_intent';
  amount: number;
  readonly currency: string;
  status: 'requires_payment_method' | 'requires_capture' | 'succeeded' | 'canceled';
  readonly client_secret: string;
  readonly metadata: Record<string, string>;
  last_payment_error: { message: string } | null;
  latest_charge: string | null;
}

export interface StripeEvent {
  readonly id: string;
  readonly object: 'event';
  readonly type: string;
  readonly created: number;
  readonly data: { readonly object: object };
}

export interface StripeState {
  readonly intents: Map<string, Intent>;
  readonly refunds: Refund[];
  readonly disputes: Dispute[];
  /** What has happened, oldest first. It is not posted anywhere by itself. */
  readonly events: StripeEvent[];
  /** Refunds stay pending from now on, until `endRefund`. */
  refundsWait: boolean;
  /** Why no charge can be refunded; null: it can. */
  refundsRefused: string | null;
  /** Stripe's own fee in cents, or null while it is not known. */
  feeOf: (amount: number) => number | null;
}

export const emptyState = (): StripeState => ({
  intents: new Map(),
  refunds: [],
  disputes: [],
  events: [],
  refundsWait: false,
  refundsRefused: null,
  feeOf: (amount) => Math.round(amount * 0.029) + 30,
});

export class StripeRefusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const DISPUTE_FEE = 2_000;
const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;
export const nowS = (): number => Math.floor(Date.now() / 1_000);
const textOf = (form: Form, name: string): string => (typeof form[name] === 'string' ? form[name] : '');
const metadataOf = (form: Form): Record<string, string> => (form['metadata'] ?? {}) as Record<string, string>;

function tell(state: StripeState, type: string, object: object): void {
  const event = { id: newId('evt'), object: 'event', type, created: nowS() } as const;
  state.events.push({ ...event, data: { object: structuredClone(object) } });
}

function intentOf(state: StripeState, id: string): Intent {
  const intent = state.intents.get(id);
  if (!intent) throw new StripeRefusal(404, 'resource_missing', `No such payment_intent: '${id}'`);
  return intent;
}

function mustBe(intent: Intent, status: Intent['status'], what: string): void {
  if (intent.status === status) return;
  const message = `This PaymentIntent could not be ${what} because it has a status of ${intent.status}.`;
  throw new StripeRefusal(400, 'payment_intent_unexpected_state', message);
}

export function createIntent(state: StripeState, form: Form): Intent {
  const id = newId('pi');
  const amount = Number(textOf(form, 'amount'));
  if (!(amount >= 50)) throw new StripeRefusal(400, 'amount_too_small', 'Amount must be at least 50 cents');
  if (form['capture_method'] !== 'manual') throw new StripeRefusal(400, 'parameter_invalid', 'capture_method');
  const intent: Intent = {
    id,
    object: 'payment_intent',
    amount,
    currency: textOf(form, 'currency'),
    status: 'requires_payment_method',
    client_secret: `${id}_secret_${randomBytes(8).toString('hex')}`,
    metadata: metadataOf(form),
    last_payment_error: null,
    latest_charge: null,
  };
  state.intents.set(id, intent);
  tell(state, 'payment_intent.created', intent);
  return intent;
}

/** The payer's bank answers by the test cards of Stripe's own. */
export function confirmIntent(state: StripeState, id: string, form: Form): Intent {
  const intent = intentOf(state, id);
  if (form['client_secret'] !== intent.client_secret) throw new StripeRefusal(401, 'secret_invalid', 'no such secret');
  mustBe(intent, 'requires_payment_method', 'confirmed');
  if (form['payment_method'] === 'pm_card_chargeDeclined') {
    intent.last_payment_error = { message: 'Your card was declined.' };
    tell(state, 'payment_intent.payment_failed', intent);
    throw new StripeRefusal(402, 'card_declined', 'Your card was declined.');
  }
  intent.last_payment_error = null;
  intent.status = 'requires_capture';
  intent.latest_charge = newId('ch');
  tell(state, 'payment_intent.amount_capturable_updated', intent);
  return intent;
}

export function captureIntent(state: StripeState, id: string): Intent {
  const intent = intentOf(state, id);
  mustBe(intent, 'requires_capture', 'captured');
  intent.status = 'succeeded';
  tell(state, 'charge.captured', chargeOf(state, intent));
  tell(state, 'payment_intent.succeeded', intent);
  return intent;
}

export function cancelIntent(state: StripeState, id: string): Intent {
  const intent = intentOf(state, id);
  if (intent.status === 'succeeded' || intent.status === 'canceled') mustBe(intent, 'requires_capture', 'canceled');
  intent.status = 'canceled';
  tell(state, 'payment_intent.canceled', intent);
  return intent;
}

export function createRefund(state: StripeState, form: Form): Refund {
  const intent = intentOf(state, textOf(form, 'payment_intent'));
  mustBe(intent, 'succeeded', 'refunded');
  const of = ({ payment_intent: id }: Refund | Dispute): boolean => id === intent.id;
  if (state.disputes.some((dispute) => of(dispute) && dispute.status !== 'won')) {
    throw new StripeRefusal(400, 'charge_disputed', 'The charge has been charged back.');
  }
  if (state.refundsRefused !== null) throw new StripeRefusal(400, 'charge_expired_for_refund', state.refundsRefused);
  const amount = Number(textOf(form, 'amount'));
  const gone = state.refunds.filter((refund) => of(refund) && refund.status !== 'failed');
  const left = gone.reduce((rest, refund) => rest - refund.amount, intent.amount);
  if (amount > left) throw new StripeRefusal(400, 'charge_already_refunded', `Refund amount is greater than ${left}.`);
  const refund: Refund = {
    id: newId('re'),
    object: 'refund',
    amount,
    currency: intent.currency,
    payment_intent: intent.id,
    status: state.refundsWait ? 'pending' : 'succeeded',
    metadata: metadataOf(form),
  };
  state.refunds.push(refund);
  tell(state, 'charge.refunded', chargeOf(state, intent));
  tell(state, 'refund.created', refund);
  return refund;
}

export function endRefund(state: StripeState, id: string, status: 'succeeded' | 'failed'): void {
  const refund = state.refunds.find((each) => each.id === id);
  if (!refund) throw new Error(`no refund ${id}`);
  Object.assign(refund, { status, ...(status === 'failed' && { failure_reason: 'expired_or_canceled_card' }) });
  tell(state, status === 'failed' ? 'refund.failed' : 'refund.updated', refund);
}

export function openDispute(state: StripeState, intentId: string): Dispute {
  const { amount, currency } = intentOf(state, intentId);
  const dispute: Dispute = {
    id: newId('dp'),
    object: 'dispute',
    amount,
    currency,
    payment_intent: intentId,
    reason: 'fraudulent',
    status: 'needs_response',
    balance_transactions: [{ amount: -amount, fee: DISPUTE_FEE, currency }],
    evidence_details: { due_by: nowS() + 604_800 },
  };
  state.disputes.push(dispute);
  tell(state, 'charge.dispute.created', dispute);
  return dispute;
}

export function endDispute(state: StripeState, dispute: Dispute, status: 'won' | 'lost'): void {
  dispute.status = status;
  const { amount, currency } = dispute;
  if (status === 'won') dispute.balance_transactions.push({ amount, fee: 0, currency });
  tell(state, 'charge.dispute.closed', dispute);
}

function chargeOf(state: StripeState, intent: Intent): object {
  const fee = state.feeOf(intent.amount);
  const { amount, currency } = intent;
  const captured = intent.status === 'succeeded';
  const settled = captured && fee !== null ? { object: 'balance_transaction', fee, currency } : null;
  const about = { id: intent.latest_charge, object: 'charge', payment_intent: intent.id };
  return { ...about, amount, currency, captured, balance_transaction: settled };
}

/** An intent, with its charge in full where that is asked for. */
export function showIntent(state: StripeState, id: string, isExpanded: boolean): object {
  const intent = intentOf(state, id);
  if (!isExpanded || intent.latest_charge === null) return intent;
  return { ...intent, latest_charge: chargeOf(state, intent) };
}

/** Those of an intent, the newest first. */
export const listOf = (all: readonly (Refund | Dispute)[], query: URLSearchParams): object => ({
  object: 'list',
  data: all.filter((each) => each.payment_intent === query.get('payment_intent')).toReversed(),
  has_more: false,
});

export function eventsPage({ events }: StripeState, query: URLSearchParams): object {
  const since = Number(query.get('created[gte]') ?? 0);
  const newestFirst = events.filter(({ created }) => created >= since).toReversed();
  const start = newestFirst.findIndex(({ id }) => id === query.get('starting_after')) + 1;
  const size = Math.min(Number(query.get('limit') ?? 10), 100);
  return {
    object: 'list',
    data: newestFirst.slice(start, start + size),
    has_more: start + size < newestFirst.length,
  };
}
