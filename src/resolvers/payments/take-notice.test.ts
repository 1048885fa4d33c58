import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp } from '../../../test/harness.ts';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { NotFound } from '../errors.ts';
import { NoticeForged } from './processor.ts';
import { takeNotice } from './take-notice.ts';

let lab: PaymentLab;
beforeAll(async () => {
  lab = await openPaymentLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

test('is new once, and has its payment looked at', async () => {
  const payment = await lab.begin(await lab.order());
  await lab.t.db.sql`update payments set look_at = null where id = ${payment.id}`;
  const event = lab.stripe.state.events.at(-1);
  const body = Buffer.from(JSON.stringify(event));
  const signature = lab.stripe.sign(body.toString());
  expect(await takeNotice(lab.t.app, body, signature)).toBe(true);
  expect((await lab.read(payment)).lookAt).not.toBeNull();
  expect(await takeNotice(lab.t.app, body, signature)).toBe(false);
});

test('refuses what is not signed, before it has looked at anything', async () => {
  await expect(takeNotice(lab.t.app, Buffer.from('{'), 't=1,v1=00')).rejects.toThrow(NoticeForged);
  await expect(takeNotice(lab.t.app, Buffer.from('{}'), undefined)).rejects.toThrow(NoticeForged);
});

test('there is nothing to be told where no card is taken', async () => {
  await using other = await openTestApp({ PAYMENT_DEVELOPMENT: 'false' });
  await expect(takeNotice(other.app, Buffer.from('{}'), 't=1,v1=00')).rejects.toThrow(NotFound);
});
