import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { lockOrder } from '../../db/order-writes.ts';
import type { OrderRow } from '../../db/orders.ts';
import { lockPayment, type PaymentRow } from '../../db/payments.ts';
import { fromBank, receiveMoney, shareOf } from './receive-money.ts';

let lab: PaymentLab;
beforeAll(async () => {
  lab = await openPaymentLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const waiting = { status: 'PENDING_PAYMENT' } as const;
const open = { method: 'BANK_TRANSFER', status: 'CREATED', due: 100n, received: 40n, credited: 0n } as const;

test('serves what is missing and no more, and nothing that is over', () => {
  expect(shareOf(open, waiting, 60n)).toEqual({ serves: 60n, left: 0n });
  expect(shareOf(open, waiting, 61n)).toEqual({ serves: 60n, left: 1n });
  expect(shareOf({ ...open, status: 'CANCELLED' }, waiting, 60n)).toEqual({ serves: 0n, left: 60n });
  expect(shareOf(open, { status: 'EXPIRED' }, 60n)).toEqual({ serves: 0n, left: 60n });
  const owed = { ...open, method: 'INVOICE', status: 'AUTHORIZED', credited: 10n } as const;
  // An invoice is paid though its order was completed long ago.
  expect(shareOf(owed, { status: 'COMPLETED' }, 60n)).toEqual({ serves: 50n, left: 10n });
});

test('in whatever parts it comes, the order is paid once and nothing is lost', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.bigInt(1n, 90_000n), { minLength: 1, maxLength: 6 }), async (parts) => {
      const { order, buyer } = await lab.order();
      const payment = await lab.begin({ order, buyer }, 'BANK_TRANSFER');
      for (const amount of parts) {
        await lab.t.db.transact(async (tx) => {
          const locked = (await lockOrder(tx, order.id)) as OrderRow;
          const row = (await lockPayment(tx, payment.id)) as PaymentRow;
          await receiveMoney(tx, locked, row, { amount, source: fromBank(row), note: 'It has come.' });
        });
      }
      const came = parts.reduce((sum, part) => sum + part, 0n);
      const isPaid = came >= 101_202n;
      expect(await lab.orderOf(order)).toMatchObject({ status: isPaid ? 'PAID' : 'PENDING_PAYMENT' });
      const { available, held } = await lab.t.balance(buyer, 'EUR');
      expect(available + held).toBe(came);
      expect(held).toBe(isPaid ? 101_202n : came);
    }),
    { numRuns: 12 },
  );
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});
