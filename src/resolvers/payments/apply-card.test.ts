import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import type { PaymentRow } from '../../db/payments.ts';
import { applyCard, ChargeMismatchError } from './apply-card.ts';
import type { CardState } from './processor.ts';

let lab: PaymentLab;
beforeAll(async () => {
  lab = await openPaymentLab({ STRIPE_SECRET_KEY: '' });
});
afterAll(() => lab[Symbol.asyncDispose]());

const chargeOf = (payment: PaymentRow, changes: Partial<CardState> = {}): CardState => ({
  externalId: payment.externalId ?? '',
  paymentId: payment.id,
  currency: 'EUR',
  amount: 104_256n,
  status: 'OPEN',
  decline: null,
  fee: null,
  refunds: [],
  disputes: [],
  ...changes,
});
const apply = ({ id, orderId }: PaymentRow, state: CardState) =>
  lab.t.db.transact((tx) => applyCard(tx, id, orderId, state));

test(
  'what a charge went through, seen in any order and any number of times, comes to one end',
  { timeout: 120_000 },
  async () => {
    const taken = { externalId: '', amount: 104_256n, reason: 'fraudulent', evidenceDueAt: null, takenFee: 2_000n };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(6), { minLength: 1, maxLength: 12 }), async (seen) => {
        const ordered = await lab.order();
        const payment = await lab.begin(ordered);
        const dispute = { ...taken, externalId: `dispute of ${payment.id}` };
        const won = { ...dispute, status: 'WON', takenAmount: 0n } as const;
        const past: CardState[] = [
          chargeOf(payment, { decline: 'no funds' }),
          chargeOf(payment, { status: 'AUTHORIZED' }),
          chargeOf(payment, { status: 'CAPTURED' }),
          chargeOf(payment, { status: 'CAPTURED', fee: 3_053n }),
          chargeOf(payment, { status: 'CAPTURED', disputes: [{ ...dispute, status: 'OPEN', takenAmount: 104_256n }] }),
          chargeOf(payment, { status: 'CAPTURED', disputes: [won] }),
          chargeOf(payment, { status: 'CAPTURED', fee: 3_053n, disputes: [won] }),
        ];
        // However it began, the last look sees how it is.
        for (const index of [...seen, 6]) await apply(payment, past[index] as CardState);
        expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED', received: 104_256n, keptFee: 3_053n });
        expect(await lab.orderOf(ordered.order)).toMatchObject({ status: 'PAID' });
        expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
      }),
      { numRuns: 15 },
    );
    expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
  },
);

test('a charge of another payment or amount changes nothing', async () => {
  const payment = await lab.begin(await lab.order());
  const captured = chargeOf(payment, { status: 'CAPTURED' });
  for (const wrong of [{ amount: 1n }, { currency: 'USD' }, { paymentId: null }]) {
    await expect(apply(payment, { ...captured, ...wrong })).rejects.toThrow(ChargeMismatchError);
  }
  expect(await lab.read(payment)).toMatchObject({ status: 'CREATED', received: 0n });
});

test('says what is to be asked for next, and whether there is anything to wait for', async () => {
  const payment = await lab.begin(await lab.order());
  expect(await apply(payment, chargeOf(payment))).toEqual({ ask: undefined, waits: true });
  expect(await apply(payment, chargeOf(payment, { status: 'AUTHORIZED' }))).toEqual({ ask: 'CAPTURE', waits: true });
  expect(await apply(payment, chargeOf(payment, { status: 'CAPTURED' }))).toEqual({ ask: undefined, waits: false });
});
