import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPaymentLab, type PaymentLab } from '../../test/payments.ts';
import { passNotices, passPayments, paymentPasses } from './payments.ts';

let lab: PaymentLab;
beforeAll(async () => {
  lab = await openPaymentLab({ PAYMENT_LOOK_BATCH: '3' });
});
afterAll(() => lab[Symbol.asyncDispose]());

test('a payment that cannot be looked at is tried again later and later, and keeps none of the others waiting', async () => {
  const [stuck, fine] = [await lab.begin(await lab.order()), await lab.begin(await lab.order())];
  await lab.payCard(fine);
  // Stripe does not know this one.
  lab.stripe.state.intents.delete(stuck.externalId ?? '');
  await lab.t.db.sql`update payments set look_at = now() - interval '1 minute' where id = ${stuck.id}`;
  await lab.t.db.sql`update payments set look_at = now() where id = ${fine.id}`;
  while (await passPayments(lab.ctx));
  expect(await lab.read(fine)).toMatchObject({ status: 'CAPTURED', lookAt: null });
  const first = await lab.read(stuck);
  expect(first).toMatchObject({ status: 'CREATED', looks: 1 });
  await lab.t.db.sql`update payments set look_at = now() where id = ${stuck.id}`;
  while (await passPayments(lab.ctx));
  const second = await lab.read(stuck);
  expect(second.looks).toBe(2);
  expect((second.lookAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan((first.lookAt?.getTime() ?? 0) - Date.now());
});

test('two workers at once look at each payment once', async () => {
  const payments = await Promise.all([1, 2, 3, 4].map(async () => lab.begin(await lab.order())));
  for (const payment of payments) await lab.payCard(payment);
  await lab.t.db
    .sql`update payments set look_at = now() where status = 'CREATED' and id = any(${payments.map(({ id }) => id)}::uuid[])`;
  const work = async (): Promise<void> => {
    while (await passPayments(lab.ctx));
  };
  await Promise.all([work(), work(), work()]);
  for (const payment of payments) expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED', looks: 0 });
});

test('stops reading notices when it is told to', async () => {
  const stopping = new AbortController();
  stopping.abort(new Error('enough'));
  await expect(passNotices(lab.ctx, stopping.signal)).rejects.toThrow('enough');
});

test('every pass has a name of its own and can run at any time', async () => {
  const passes = paymentPasses(lab.ctx);
  expect(new Set(passes.map(({ name }) => name)).size).toBe(passes.length);
  for (const { run } of passes) await run(new AbortController().signal);
});
