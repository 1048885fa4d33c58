import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A form of nested names, as Stripe's clients send it: `metadata[payment]=x` is `{ metadata: { payment: 'x' } }`. */
type Form = { [name: string]: string | Form };

interface Refund {
  id: string;
  object: 'refund';
  amount: number;
  currency: string;
  payment_intent: string;
  status: 'pending' | 'succeeded' | 'failed' | 'canceled';
  failure_reason?: string;
  metadata: Record<string, string>;
}

interface Dispute {
  id: string;
  object: 'dispute';
  amount: number;
  currency: string;
  payment_intent: string;
  reason: string;
  status: 'needs_response' | 'under_review' | 'won' | 'lost';
  balance_transactions: { amount: number; fee: number; currency: string }[];
  evidence_details: { due_by: number | null };
}

interface Intent {
  id: string;
  object: 'payment_intent';
  amount: number;
  currency: string;
  status: 'requires_payment_method' | 'requires_capture' | 'succeeded' | 'canceled';
  client_secret: string;
  metadata: Record<string, string>;
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

/** How the bank of a card answers, by the test cards of Stripe's own. */
export type TestCard = 'pm_card_visa' | 'pm_card_chargeDeclined';

export interface StripeServer extends AsyncDisposable {
  readonly url: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Every request so far, as `METHOD path`. */
  readonly seen: string[];
  readonly intents: ReadonlyMap<string, Intent>;
  readonly refunds: readonly Refund[];
  /** What has happened, oldest first. It is not posted anywhere by itself. */
  readonly events: readonly StripeEvent[];
  /** Refunds stay pending from now on, until `endRefund`. */
  refundsWait: boolean;
  /** Stripe's own fee in cents, or null while it is not known. */
  feeOf: (amount: number) => number | null;
  /** The payer pays with a card in the browser, knowing the client secret. */
  pay(clientSecret: string, card?: TestCard): Promise<Response>;
  endRefund(id: string, status: 'succeeded' | 'failed'): void;
  dispute(intentId: string): Dispute;
  endDispute(dispute: Dispute, status: 'won' | 'lost'): void;
  /** The header that signs a body at a moment. */
  sign(body: string, options?: { secret?: string; atS?: number }): string;
  /** Posts an event to a webhook as Stripe does. */
  post(to: string, event: StripeEvent, options?: { secret?: string; atS?: number }): Promise<number>;
  /** The next requests are carried out, and their connections cut before the answer. */
  cutAnswers(count: number): void;
  /** The next requests are answered with this status and nothing is done. */
  failNext(count: number, status: number): void;
}

const DISPUTE_FEE = 2_000;
const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;
const nowS = (): number => Math.floor(Date.now() / 1_000);

class Refused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A server that speaks as much of Stripe's API as we do: payment intents, refunds, disputes, events, signed webhooks. */
export async function openStripeServer(): Promise<StripeServer> {
  const [secretKey, webhookSecret] = [newId('sk_test'), newId('whsec')];
  const intents = new Map<string, Intent>();
  const refunds: Refund[] = [];
  const disputes: Dispute[] = [];
  const events: StripeEvent[] = [];
  const seen: string[] = [];
  const answered = new Map<string, { form: string; answer: object }>();
  let [toCut, toFail, failStatus] = [0, 0, 500];
  const state = { refundsWait: false, feeOf: (amount: number): number | null => Math.round(amount * 0.029) + 30 };

  const tell = (type: string, object: object): void => {
    events.push({ id: newId('evt'), object: 'event', type, created: nowS(), data: { object: structuredClone(object) } });
  };
  const intentOf = (id: string): Intent => {
    const intent = intents.get(id);
    if (!intent) throw new Refused(404, 'resource_missing', `No such payment_intent: '${id}'`);
    return intent;
  };
  function mustBe(intent: Intent, status: Intent['status'], what: string): void {
    if (intent.status === status) return;
    const message = `This PaymentIntent could not be ${what} because it has a status of ${intent.status}.`;
    throw new Refused(400, 'payment_intent_unexpected_state', message);
  }

  function create(form: Form): Intent {
    const id = newId('pi');
    const intent: Intent = {
      id,
      object: 'payment_intent',
      amount: Number(form['amount']),
      currency: String(form['currency']),
      status: 'requires_payment_method',
      client_secret: `${id}_secret_${randomBytes(8).toString('hex')}`,
      metadata: (form['metadata'] ?? {}) as Record<string, string>,
      last_payment_error: null,
      latest_charge: null,
    };
    if (!(intent.amount >= 50)) throw new Refused(400, 'amount_too_small', 'Amount must be at least 50 cents');
    if (form['capture_method'] !== 'manual') throw new Refused(400, 'parameter_invalid', 'capture_method');
    intents.set(id, intent);
    tell('payment_intent.created', intent);
    return intent;
  }

  function confirm(intent: Intent, form: Form): Intent {
    if (form['client_secret'] !== intent.client_secret) throw new Refused(401, 'secret_invalid', 'no such secret');
    mustBe(intent, 'requires_payment_method', 'confirmed');
    if (form['payment_method'] === 'pm_card_chargeDeclined') {
      intent.last_payment_error = { message: 'Your card was declined.' };
      tell('payment_intent.payment_failed', intent);
      throw new Refused(402, 'card_declined', 'Your card was declined.');
    }
    intent.last_payment_error = null;
    intent.status = 'requires_capture';
    intent.latest_charge = newId('ch');
    tell('payment_intent.amount_capturable_updated', intent);
    return intent;
  }

  function capture(intent: Intent): Intent {
    mustBe(intent, 'requires_capture', 'captured');
    intent.status = 'succeeded';
    tell('charge.captured', chargeOf(intent));
    tell('payment_intent.succeeded', intent);
    return intent;
  }

  function cancel(intent: Intent): Intent {
    if (intent.status === 'succeeded' || intent.status === 'canceled') mustBe(intent, 'requires_capture', 'canceled');
    intent.status = 'canceled';
    tell('payment_intent.canceled', intent);
    return intent;
  }

  function refund(form: Form): Refund {
    const intent = intentOf(String(form['payment_intent']));
    mustBe(intent, 'succeeded', 'refunded');
    const amount = Number(form['amount']);
    const left = refunds
      .filter((each) => each.payment_intent === intent.id && each.status !== 'failed')
      .reduce((rest, each) => rest - each.amount, intent.amount);
    if (disputes.some((each) => each.payment_intent === intent.id && each.status !== 'won')) {
      throw new Refused(400, 'charge_disputed', 'The charge has been charged back.');
    }
    if (amount > left) throw new Refused(400, 'charge_already_refunded', `Refund amount is greater than ${left}.`);
    const made: Refund = {
      id: newId('re'),
      object: 'refund',
      amount,
      currency: intent.currency,
      payment_intent: intent.id,
      status: state.refundsWait ? 'pending' : 'succeeded',
      metadata: (form['metadata'] ?? {}) as Record<string, string>,
    };
    refunds.push(made);
    tell('charge.refunded', chargeOf(intent));
    tell('refund.created', made);
    return made;
  }

  function chargeOf(intent: Intent): object {
    const fee = state.feeOf(intent.amount);
    const captured = intent.status === 'succeeded';
    return {
      id: intent.latest_charge,
      object: 'charge',
      amount: intent.amount,
      currency: intent.currency,
      captured,
      payment_intent: intent.id,
      balance_transaction:
        captured && fee !== null ? { object: 'balance_transaction', fee, currency: intent.currency } : null,
    };
  }

  const expanded = (intent: Intent): object => ({
    ...intent,
    latest_charge: intent.latest_charge === null ? null : chargeOf(intent),
  });
  const listOf = (data: readonly object[]): object => ({ object: 'list', data, has_more: false });
  const about = <T extends { payment_intent: string }>(all: readonly T[], query: URLSearchParams): T[] =>
    all.filter((each) => each.payment_intent === query.get('payment_intent')).toReversed();

  function eventsPage(query: URLSearchParams): object {
    const since = Number(query.get('created[gte]') ?? 0);
    const newestFirst = events.filter(({ created }) => created >= since).toReversed();
    const start = newestFirst.findIndex(({ id }) => id === query.get('starting_after')) + 1;
    const size = Math.min(Number(query.get('limit') ?? 10), 100);
    const data = newestFirst.slice(start, start + size);
    return { object: 'list', data, has_more: start + size < newestFirst.length };
  }

  function answer(method: string, url: URL, form: Form): object {
    const [, , noun, id, verb] = url.pathname.split('/');
    const key = `${method} ${noun}${id === undefined ? '' : '/'}${verb ?? ''}`;
    switch (key) {
      case 'POST payment_intents':
        return create(form);
      case 'GET payment_intents/':
        return url.searchParams.has('expand[0]') ? expanded(intentOf(id as string)) : intentOf(id as string);
      case 'POST payment_intents/confirm':
        return confirm(intentOf(id as string), form);
      case 'POST payment_intents/capture':
        return capture(intentOf(id as string));
      case 'POST payment_intents/cancel':
        return cancel(intentOf(id as string));
      case 'POST refunds':
        return refund(form);
      case 'GET refunds':
        return listOf(about(refunds, url.searchParams));
      case 'GET disputes':
        return listOf(about(disputes, url.searchParams));
      case 'GET events':
        return eventsPage(url.searchParams);
      default:
        throw new Refused(404, 'unknown_url', `Unrecognized request URL (${method}: ${url.pathname})`);
    }
  }

  /** A key that comes again is answered as the first time; with another input it is refused. */
  function answerOnce(req: IncomingMessage, url: URL, text: string): object {
    if (!isAllowed(req, url)) throw new Refused(401, 'api_key_invalid', 'Invalid API Key provided');
    const key = req.headers['idempotency-key'];
    const known = typeof key === 'string' ? answered.get(key) : undefined;
    if (known && known.form !== text) throw new Refused(400, 'idempotency_error', 'Keys for idempotent requests');
    if (known) return known.answer;
    const made = structuredClone(answer(req.method ?? '', url, readForm(text)));
    if (typeof key === 'string') answered.set(key, { form: text, answer: made });
    return made;
  }

  /** The payer's browser has no key: it knows the client secret. */
  const isAllowed = (req: IncomingMessage, url: URL): boolean =>
    url.pathname.endsWith('/confirm') || req.headers.authorization === `Bearer ${secretKey}`;

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', 'http://stripe');
    seen.push(`${req.method} ${url.pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    let [status, body]: [number, object] = [200, {}];
    if (toFail > 0) {
      toFail -= 1;
      [status, body] = [failStatus, { error: { type: 'api_error', message: 'An unknown error occurred' } }];
    } else {
      try {
        body = answerOnce(req, url, Buffer.concat(chunks).toString('utf8'));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const type = error.status === 402 ? 'card_error' : 'invalid_request_error';
        [status, body] = [error.status, { error: { type, code: error.code, message: error.message } }];
      }
      if (toCut > 0) {
        toCut -= 1;
        req.socket.destroy();
        return;
      }
    }
    res.writeHead(status, { 'content-type': 'application/json', 'request-id': newId('req') }).end(JSON.stringify(body));
  }

  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => {
      res.destroy(error as Error);
    });
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const sign: StripeServer['sign'] = (body, { secret = webhookSecret, atS = nowS() } = {}) =>
    `t=${atS},v1=${createHmac('sha256', secret).update(`${atS}.${body}`).digest('hex')}`;
  return Object.assign(state, {
    url,
    secretKey,
    webhookSecret,
    seen,
    intents,
    refunds,
    events,
    sign,
    pay: (clientSecret: string, card: TestCard = 'pm_card_visa') =>
      fetch(`${url}/v1/payment_intents/${clientSecret.split('_secret_')[0]}/confirm`, {
        method: 'POST',
        body: new URLSearchParams({ client_secret: clientSecret, payment_method: card }),
      }),
    endRefund(id: string, status: 'succeeded' | 'failed') {
      const found = refunds.find((each) => each.id === id);
      if (!found) throw new Error(`no refund ${id}`);
      Object.assign(found, { status, ...(status === 'failed' && { failure_reason: 'expired_or_canceled_card' }) });
      tell(status === 'failed' ? 'refund.failed' : 'refund.updated', found);
    },
    dispute(intentId: string) {
      const { amount, currency } = intentOf(intentId);
      const made: Dispute = {
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
      disputes.push(made);
      tell('charge.dispute.created', made);
      return made;
    },
    endDispute(dispute: Dispute, status: 'won' | 'lost') {
      dispute.status = status;
      if (status === 'won') {
        dispute.balance_transactions.push({ amount: dispute.amount, fee: 0, currency: dispute.currency });
      }
      tell('charge.dispute.closed', dispute);
    },
    async post(to: string, event: StripeEvent, options: { secret?: string; atS?: number } = {}) {
      const body = JSON.stringify(event);
      const headers = { 'content-type': 'application/json', 'stripe-signature': sign(body, options) };
      return (await fetch(to, { method: 'POST', headers, body })).status;
    },
    cutAnswers(count: number) {
      toCut = count;
    },
    failNext(count: number, status: number) {
      [toFail, failStatus] = [count, status];
    },
    [Symbol.asyncDispose]: () => closed(server),
  });
}

const closed = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => {
      done();
    });
    server.closeAllConnections();
  });

function readForm(text: string): Form {
  const form: Form = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.replaceAll(']', '').split('[');
    let at = form;
    for (const part of path.slice(0, -1)) at = (at[part] ??= {}) as Form;
    at[path.at(-1) as string] = value;
  }
  return form;
}
