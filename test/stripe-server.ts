import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  cancelIntent,
  captureIntent,
  confirmIntent,
  createIntent,
  createRefund,
  type Dispute,
  emptyState,
  endDispute,
  endRefund,
  eventsPage,
  type Form,
  listOf,
  nowS,
  openDispute,
  showIntent,
  type StripeEvent,
  StripeRefusal,
  type StripeState,
} from './stripe-objects.ts';

/** How the bank of a card answers, by the test cards of Stripe's own. */
export type TestCard = 'pm_card_visa' | 'pm_card_chargeDeclined';

interface SignOptions {
  readonly secret?: string;
  readonly atS?: number;
}

export interface StripeServer extends AsyncDisposable {
  readonly url: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly state: StripeState;
  /** The payer pays with a card in the browser, knowing the client secret. */
  pay(clientSecret: string, card?: TestCard): Promise<Response>;
  endRefund(id: string, status: 'succeeded' | 'failed'): void;
  dispute(intentId: string): Dispute;
  endDispute(dispute: Dispute, status: 'won' | 'lost'): void;
  /** The header that signs a body at a moment. */
  sign(body: string, options?: SignOptions): string;
  /** Posts an event to a webhook as Stripe does; gives the status of the answer. */
  post(to: string, event: StripeEvent, options?: SignOptions): Promise<number>;
  /** The next requests are carried out, and their connections cut before the answer. */
  cutAnswers(count: number): void;
  /** The next requests are answered with this status and nothing is done. */
  failNext(count: number, status: number, type?: string): void;
}

interface Trouble {
  cut: number;
  fail: number;
  status: number;
  type: string;
}

/** A server that speaks as much of Stripe's API as we do: payment intents, refunds, disputes, events, signed webhooks. */
export async function openStripeServer(): Promise<StripeServer> {
  const [secretKey, webhookSecret] = ['sk_test', 'whsec'].map(
    (prefix) => `${prefix}_${randomBytes(12).toString('hex')}`,
  );
  if (secretKey === undefined || webhookSecret === undefined) throw new Error('no keys');
  const state = emptyState();
  const trouble: Trouble = { cut: 0, fail: 0, status: 500, type: 'api_error' };
  const server = createServer(handlerOf(state, secretKey, trouble));
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sign = (body: string, { secret = webhookSecret, atS = nowS() }: SignOptions = {}): string =>
    `t=${atS},v1=${createHmac('sha256', secret).update(`${atS}.${body}`).digest('hex')}`;
  return {
    url,
    secretKey,
    webhookSecret,
    state,
    sign,
    pay: (clientSecret, card = 'pm_card_visa') =>
      fetch(`${url}/v1/payment_intents/${clientSecret.split('_secret_')[0]}/confirm`, {
        method: 'POST',
        body: new URLSearchParams({ client_secret: clientSecret, payment_method: card }),
      }),
    endRefund(id, status) {
      endRefund(state, id, status);
    },
    dispute: (intentId) => openDispute(state, intentId),
    endDispute(dispute, status) {
      endDispute(state, dispute, status);
    },
    async post(to, event, options) {
      const body = JSON.stringify(event);
      const headers = { 'content-type': 'application/json', 'stripe-signature': sign(body, options) };
      return (await fetch(to, { method: 'POST', headers, body })).status;
    },
    cutAnswers: (count) => void Object.assign(trouble, { cut: count }),
    failNext: (count, status, type = 'api_error') => void Object.assign(trouble, { fail: count, status, type }),
    [Symbol.asyncDispose]: () => closed(server),
  };
}

function handlerOf(state: StripeState, secretKey: string, trouble: Trouble) {
  const answered = new Map<string, { form: string; answer: object }>();

  /** A key that comes again is answered as the first time; with another input it is refused. */
  function answerOnce(req: IncomingMessage, url: URL, text: string): object {
    // The payer's browser has no key: it knows the client secret.
    const isAllowed = url.pathname.endsWith('/confirm') || req.headers.authorization === `Bearer ${secretKey}`;
    if (!isAllowed) throw new StripeRefusal(401, 'api_key_invalid', 'Invalid API Key provided');
    const key = req.headers['idempotency-key'];
    const known = typeof key === 'string' ? answered.get(key) : undefined;
    if (known && known.form !== text) throw new StripeRefusal(400, 'idempotency_error', 'Keys for idempotent requests');
    if (known) return known.answer;
    const made = structuredClone(answerTo(state, req.method ?? '', url, readForm(text)));
    if (typeof key === 'string') answered.set(key, { form: text, answer: made });
    return made;
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const say = (status: number, body: object): void => {
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (trouble.fail > 0) {
      trouble.fail -= 1;
      say(trouble.status, { error: { type: trouble.type, message: 'An unknown error occurred' } });
      return;
    }
    let [status, body]: [number, object] = [200, {}];
    try {
      body = answerOnce(req, new URL(req.url ?? '/', 'http://stripe'), Buffer.concat(chunks).toString('utf8'));
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error;
      const type = error.status === 402 ? 'card_error' : 'invalid_request_error';
      [status, body] = [error.status, { error: { type, code: error.code, message: error.message } }];
    }
    if (trouble.cut > 0) {
      trouble.cut -= 1;
      req.socket.destroy();
    } else say(status, body);
  }

  return (req: IncomingMessage, res: ServerResponse): void => {
    handle(req, res).catch((error: unknown) => {
      res.destroy(error as Error);
    });
  };
}

function answerTo(state: StripeState, method: string, url: URL, form: Form): object {
  const [, , noun, id = '', verb = ''] = url.pathname.split('/');
  const query = url.searchParams;
  switch (`${method} ${noun}/${verb}`) {
    case 'POST payment_intents/':
      return createIntent(state, form);
    case 'GET payment_intents/':
      return showIntent(state, id, query.has('expand[0]'));
    case 'POST payment_intents/confirm':
      return confirmIntent(state, id, form);
    case 'POST payment_intents/capture':
      return captureIntent(state, id);
    case 'POST payment_intents/cancel':
      return cancelIntent(state, id);
    case 'POST refunds/':
      return createRefund(state, form);
    case 'GET refunds/':
      return listOf(state.refunds, query);
    case 'GET disputes/':
      return listOf(state.disputes, query);
    case 'GET events/':
      return eventsPage(state, query);
    default:
      throw new StripeRefusal(404, 'unknown_url', `Unrecognized request URL (${method}: ${url.pathname})`);
  }
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
