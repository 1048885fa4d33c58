import { v7 as newId } from 'uuid';
import type { OrderRow } from '../src/db/orders.ts';
import { type PaymentMethodCode, type PaymentRow, selectPaymentsById } from '../src/db/payments.ts';
import { createOrder } from '../src/resolvers/orders/create-order.ts';
import { type Context, platformContext } from '../src/resolvers/context.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { createPayment } from '../src/resolvers/payments/create-payment.ts';
import { passPayments } from '../src/workers/payments.ts';
import { openTestApp, type TestApp, type TestUser } from './harness.ts';
import { openOffer } from './offers.ts';
import { openStripeServer, type StripeServer, type TestCard } from './stripe-server.ts';

/** An app whose cards go through a server that speaks Stripe's API. */
export interface PaymentLab extends AsyncDisposable {
  readonly t: TestApp;
  readonly stripe: StripeServer;
  readonly ctx: Context;
  /** An order of CARBON by a new buyer, or by the one given; 120 t at 8.35 EUR unless told otherwise. */
  order(given?: { buyer?: TestUser; quantity?: string; organizationId?: string }): Promise<Ordered>;
  /** Has an order's owner say how it is to be paid. */
  begin(ordered: Ordered, method?: PaymentMethodCode): Promise<PaymentRow>;
  /** The payer pays by card in the browser. */
  payCard(payment: PaymentRow, card?: TestCard): Promise<void>;
  /** Has everything that is due looked at, and then the payment. */
  look(payment: { readonly id: string }): Promise<PaymentRow>;
  /** Has a payment looked at that is not due. */
  lookAgain(payment: { readonly id: string }): Promise<PaymentRow>;
  read(payment: { readonly id: string }): Promise<PaymentRow>;
  orderOf(order: { readonly id: string }): Promise<OrderRow>;
  /** The sum of a platform's account. */
  platform(kind: string, asset?: string): Promise<bigint>;
}

export interface Ordered {
  readonly order: OrderRow;
  readonly buyer: TestUser;
}

let users = 0;

export async function openPaymentLab(
  env: Record<string, string> = {},
  chain?: Parameters<typeof openTestApp>[1],
): Promise<PaymentLab> {
  const stripe = await openStripeServer();
  const t = await openTestApp(
    {
      STRIPE_URL: stripe.url,
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_WEBHOOK_SECRETS: stripe.webhookSecret,
      STRIPE_TIMEOUT_MS: '5000',
      ...env,
    },
    chain,
  );
  const ctx = platformContext(t.app, 'payment-lab');
  const seller = await t.user('seller', { funds: { CARBON: '100000' } });
  const read = async ({ id }: { readonly id: string }): Promise<PaymentRow> => {
    const [row] = await selectPaymentsById(t.db, [id]);
    if (!row) throw new Error('no payment');
    return row;
  };
  const look = async (payment: { readonly id: string }): Promise<PaymentRow> => {
    while (await passPayments(ctx));
    return read(payment);
  };
  return {
    t,
    stripe,
    ctx,
    async order({ buyer, quantity = '120', organizationId } = {}) {
      const by = buyer ?? (await t.user(`payer${(users += 1)}`));
      const offer = await openOffer(seller, { quantity });
      const order = await createOrder(by.ctx, {
        announcementId: encodeId('Announcement', offer.id),
        quantity,
        idempotencyKey: newId(),
        ...(organizationId !== undefined && { organizationId }),
      });
      return { order, buyer: by };
    },
    begin: ({ order, buyer }, method = 'CARD') =>
      createPayment(buyer.ctx, { orderId: encodeId('Order', order.id), method, idempotencyKey: newId() }),
    async payCard(payment, card) {
      const intent = stripe.state.intents.get(payment.externalId ?? '');
      if (!intent) throw new Error('there is no such intent');
      const answer = await stripe.pay(intent.client_secret, card);
      if (answer.ok !== (card !== 'pm_card_chargeDeclined')) throw new Error(`the card: ${await answer.text()}`);
    },
    look,
    async lookAgain(payment) {
      await t.db.sql`update payments set look_at = now(), looks = 0 where id = ${payment.id}`;
      return look(payment);
    },
    read,
    orderOf: (order) => readOrder(t, order),
    platform: (kind, asset = 'EUR') => sumOf(t, kind, asset),
    async [Symbol.asyncDispose]() {
      await t[Symbol.asyncDispose]();
      await stripe[Symbol.asyncDispose]();
    },
  };
}

async function readOrder({ db }: TestApp, { id }: { readonly id: string }): Promise<OrderRow> {
  const [row] = await db.sql<OrderRow[]>`select * from orders where id = ${id}`;
  if (!row) throw new Error('no order');
  return row;
}

async function sumOf({ db }: TestApp, kind: string, asset: string): Promise<bigint> {
  const [row] = await db.sql<{ sum: bigint }[]>`
    select coalesce(sum(p.amount), 0) as sum from postings p join accounts a on a.id = p.account_id
    where a.wallet_id is null and a.kind::text = ${kind} and a.asset = ${asset}`;
  return row?.sum ?? 0n;
}
