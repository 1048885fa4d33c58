import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { CardPaymentsPaused } from './errors.ts';

let lab: PaymentLab;
beforeAll(async () => {
  lab = await openPaymentLab({ CARD_FAILURES: '2', CARD_PAUSE_S: '600' });
});
afterAll(() => lab[Symbol.asyncDispose]());

test('after too many declined cards a payer pays by none for a while, but in other ways; others go on', async () => {
  const payer = await lab.t.user('payer');
  const decline = async () => {
    const payment = await lab.begin(await lab.order({ buyer: payer, quantity: '1' }));
    await lab.payCard(payment, 'pm_card_chargeDeclined');
    await lab.lookAgain(payment);
    return payment;
  };
  const first = await decline();
  // Looked at again it is the same decline.
  await lab.lookAgain(first);
  await decline();
  const ordered = await lab.order({ buyer: payer, quantity: '1' });
  const refusal: unknown = await lab.begin(ordered).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(CardPaymentsPaused);
  const waitMs = (refusal as CardPaymentsPaused).retryAt.getTime() - Date.now();
  expect(waitMs).toBeGreaterThan(500_000);
  expect(waitMs).toBeLessThanOrEqual(600_000);
  expect(await lab.begin(ordered, 'BANK_TRANSFER')).toMatchObject({ method: 'BANK_TRANSFER' });
  expect(await lab.begin(await lab.order({ quantity: '1' }))).toMatchObject({ method: 'CARD' });
  const audit = await lab.t.db.sql`select action from audit_log where subject_id = ${payer.id}`;
  expect(audit).toEqual([{ action: 'CARD_PAYMENTS_PAUSED' }]);
  const told = await lab.t.db.sql`
    select count(*)::int as count from outbox where topic = 'security' and payload->>'kind' = 'CARD_PAYMENTS_PAUSED'`;
  expect(told).toEqual([{ count: 1 }]);

  await lab.t.db.sql`update throttles set ends_at = now() where key like 'card:%'`;
  expect(await lab.begin(await lab.order({ buyer: payer, quantity: '1' }))).toMatchObject({ method: 'CARD' });
});
