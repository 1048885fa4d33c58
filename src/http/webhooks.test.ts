import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPaymentLab, type Ordered, type PaymentLab } from '../../test/payments.ts';
import type { StripeEvent } from '../../test/stripe-objects.ts';
import type { PaymentRow } from '../db/payments.ts';
import { passNotices } from '../workers/payments.ts';
import { type Api, openApi } from './api.ts';

let lab: PaymentLab;
let api: Api;
let url: string;
beforeAll(async () => {
  // A body may not be larger than this.
  lab = await openPaymentLab({ BODY_BYTES: '20000' });
  api = await openApi(lab.t.app);
  url = `${api.url}/webhooks/stripe`;
});
afterAll(async () => {
  await api.close();
  await lab[Symbol.asyncDispose]();
});

/** A payment that its payer has paid, and all that Stripe has to tell of it. */
async function paid(): Promise<Ordered & { payment: PaymentRow; told: StripeEvent[] }> {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  await lab.look(payment);
  await lab.payCard(payment);
  return { ...ordered, payment, told: about(payment) };
}

const about = ({ externalId }: PaymentRow): StripeEvent[] =>
  lab.stripe.state.events.filter((event) => JSON.stringify(event.data).includes(String(externalId)));

const noticesOf = async ({ id }: PaymentRow): Promise<number> =>
  (await lab.t.db.sql`select from payment_notices where payment_id = ${id}`).count;

test('an event has its payment looked at, and what the order needs is held', async () => {
  const { payment, told, buyer, order } = await paid();
  expect(await lab.look(payment)).toMatchObject({ status: 'CREATED' });
  expect(await lab.stripe.post(url, told.at(-1) as StripeEvent)).toBe(200);
  expect(await lab.look(payment)).toMatchObject({ status: 'CAPTURED' });
  expect(await lab.orderOf(order)).toMatchObject({ status: 'PAID' });
  expect(await lab.t.balance(buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
});

test('events that come twice, all at once and in the wrong order do once what the right ones do', async () => {
  const { payment, buyer } = await paid();
  await lab.lookAgain(payment);
  // By now Stripe has told of its opening, authorization and capture.
  const told = about(payment);
  expect(told.length).toBeGreaterThanOrEqual(4);
  const answers = await Promise.all(
    [...told.toReversed(), ...told, ...told].map((event) => lab.stripe.post(url, event)),
  );
  expect(new Set(answers)).toEqual(new Set([200]));
  expect(await noticesOf(payment)).toBe(told.length);
  for (const event of told.toReversed()) {
    await lab.stripe.post(url, event);
    await lab.look(payment);
  }
  expect(await lab.look(payment)).toMatchObject({ status: 'CAPTURED', received: 104_256n });
  expect(await lab.t.balance(buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
});

test('whatever order the events of a payment, a refund and a dispute arrive in, it comes to the same', async () => {
  const ends = new Set<string>();
  for (let round = 0; round < 6; round += 1) {
    const { payment } = await paid();
    await lab.lookAgain(payment);
    const dispute = lab.stripe.dispute(String(payment.externalId));
    lab.stripe.endDispute(dispute, 'won');
    const told = about(payment);
    for (let i = 0; i < told.length; i += 1) {
      await lab.stripe.post(url, told[(i * 5 + round) % told.length] as StripeEvent);
      if (i % 2 === round % 2) await lab.look(payment);
    }
    const { status, received, refunded } = await lab.look(payment);
    ends.add(`${status} ${received} ${refunded}`);
  }
  expect([...ends]).toEqual(['CAPTURED 104256 0']);
});

test('what is forged, unsigned, altered or signed long ago is refused and not written down', async () => {
  const { payment, told } = await paid();
  const event = told.at(-1) as StripeEvent;
  const before = await noticesOf(payment);
  const nowS = Math.floor(Date.now() / 1_000);
  expect(await lab.stripe.post(url, event, { secret: 'whsec_of_somebody_else' })).toBe(400);
  expect(await lab.stripe.post(url, event, { atS: nowS - 301 })).toBe(400);
  const body = JSON.stringify(event);
  const send = async (text: string, headers: Record<string, string>): Promise<number> =>
    (await fetch(url, { method: 'POST', body: text, headers })).status;
  expect(await send(body, {})).toBe(400);
  expect(await send(body, { 'stripe-signature': 'v1=' })).toBe(400);
  expect(await send(body.replace('evt_', 'evt_x'), { 'stripe-signature': lab.stripe.sign(body) })).toBe(400);
  expect(await send(`${body} `, { 'stripe-signature': lab.stripe.sign(body) })).toBe(400);
  expect(await noticesOf(payment)).toBe(before);
  expect(await lab.look(payment)).toMatchObject({ status: 'CREATED' });
});

test('a signed event that lies about the payment is asked after, and nothing of it believed', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered);
  const lie: StripeEvent = {
    id: 'evt_lie',
    object: 'event',
    type: 'payment_intent.succeeded',
    created: Math.floor(Date.now() / 1_000),
    data: { object: { id: payment.externalId, object: 'payment_intent', status: 'succeeded', amount: 104_256 } },
  };
  expect(await lab.stripe.post(url, lie)).toBe(200);
  expect(await lab.look(payment)).toMatchObject({ status: 'CREATED', received: 0n });
});

test('takes events of things that it does not know, and refuses other methods and bodies that are too large', async () => {
  const foreign: StripeEvent = {
    id: 'evt_foreign',
    object: 'event',
    type: 'payment_intent.succeeded',
    created: Math.floor(Date.now() / 1_000),
    data: { object: { id: 'pi_of_another_shop', object: 'payment_intent' } },
  };
  expect(await lab.stripe.post(url, foreign)).toBe(200);
  expect((await fetch(url)).status).toBe(405);
  const large = JSON.stringify({ ...foreign, padding: 'x'.repeat(20_000) });
  const headers = { 'stripe-signature': lab.stripe.sign(large) };
  expect((await fetch(url, { method: 'POST', body: large, headers })).status).toBe(413);
});

test('what Stripe could not post is read from its list, however long that is', async () => {
  const { payment } = await paid();
  const others = Array.from({ length: 250 }, () => paidEvent());
  expect(others).toHaveLength(250);
  await passNotices(lab.ctx, new AbortController().signal);
  expect(await lab.look(payment)).toMatchObject({ status: 'CAPTURED' });
  const read = async (): Promise<number> => {
    await passNotices(lab.ctx, new AbortController().signal);
    const [row] = await lab.t.db.sql<{ count: number }[]>`select count(*)::int as count from payment_notices`;
    return row?.count ?? 0;
  };
  // Looking has made events of its own, such as that of the capture.
  const all = await read();
  expect(all).toBeGreaterThan(250);
  expect(await read()).toBe(all);
});

/** One more event in Stripe's list, of a payment of nobody here. */
function paidEvent(): StripeEvent {
  const event: StripeEvent = {
    id: `evt_other_${lab.stripe.state.events.length}`,
    object: 'event',
    type: 'payment_intent.created',
    created: Math.floor(Date.now() / 1_000),
    data: { object: { id: `pi_other_${lab.stripe.state.events.length}`, object: 'payment_intent' } },
  };
  lab.stripe.state.events.push(event);
  return event;
}
