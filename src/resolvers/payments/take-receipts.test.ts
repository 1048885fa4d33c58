import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { linkedBy, walletOf } from '../../../test/addresses.ts';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import type { TestUser } from '../../../test/harness.ts';
import { openPaymentLab, type Ordered, type PaymentLab } from '../../../test/payments.ts';
import { insertCursor } from '../../db/chain-cursors.ts';
import type { PaymentRow } from '../../db/payments.ts';
import { selectPaymentCrypto } from '../../db/payments.ts';
import { selectReserveStates } from '../../db/reserves.ts';
import { followedOn } from '../../workers/chain/follow-what.ts';
import { passFollow } from '../../workers/chain/follow.ts';
import { createIndex, type Index } from '../../workers/chain/index-blocks.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { expireOrders } from '../orders/expire-orders.ts';
import { SimulationFailed } from '../prepares/errors.ts';
import { wireTransaction } from '../prepares/transactions.ts';
import { recordTicks } from '../prices/record-ticks.ts';
import { PriceStale } from '../trades/errors.ts';
import { weiFor } from './crypto-method.ts';
import { expirePayments } from './expire-payments.ts';
import { preparePayment } from './prepare-payment.ts';
import { bookSurpluses, takeReceipts, worthFor } from './take-receipts.ts';

const ETHER = 10n ** 18n;
let chain: TestChain;
let lab: PaymentLab;
let index: Index;
let back: () => Promise<void>;
beforeAll(async () => {
  chain = await startTestChain();
  back = await chain.snapshot();
});
beforeEach(async () => {
  await back();
  lab = await openPaymentLab({ CHAIN_BACKOFF_MS: '1', CHAIN_CONFIRMATIONS: '3' }, chain);
  index = createIndex(lab.ctx, { rpc: chain.chain.rpc, followed: followedOn(chain.chain, lab.t.app.config) });
  await insertCursor(lab.t.db, chain.chain.chainId, BigInt(chain.chain.deployment.deployedAtBlock));
  return () => lab[Symbol.asyncDispose]();
});
afterAll(() => chain[Symbol.asyncDispose]());

/** One ETH is worth this much. */
const priced = (price: string) =>
  recordTicks(lab.ctx, {
    source: 'TEST',
    seenAt: new Date(),
    ticks: [{ instrument: 'ETH', currency: 'EUR', price, asOf: new Date() }],
  });

const never = new AbortController().signal;
async function follow(): Promise<void> {
  while (await passFollow(index, never));
  while ((await takeReceipts(lab.ctx)) > 0);
  while ((await bookSurpluses(lab.ctx)) > 0);
}

/** Sends ether for a payment as anybody can. */
const send = async (payment: PaymentRow, value: bigint, deadline = 4_000_000_000n) => {
  const [crypto] = await selectPaymentCrypto(lab.t.db, [payment.id]);
  const ref = `0x${crypto?.paymentRef.toString('hex')}`;
  return chain.send('CarbonPayment', 'payForOrder', [ref, deadline], { from: 3, value });
};

async function begun(): Promise<Ordered & { payment: PaymentRow; wei: bigint }> {
  await priced('2000');
  const ordered = await lab.order();
  const payment = await lab.begin(ordered, 'CRYPTO');
  const [crypto] = await selectPaymentCrypto(lab.t.db, [payment.id]);
  return { ...ordered, payment, wei: crypto?.amount ?? 0n };
}

const held = (buyer: TestUser) => lab.t.balance(buyer, 'EUR');

test('an order is paid from a linked wallet once the transaction has its confirmations', async () => {
  const { payment, buyer, order, wei } = await begun();
  expect(payment).toMatchObject({ status: 'CREATED', gateway: 'CHAIN', processorFee: 0n });
  // 1012.02 EUR at 2000 EUR for one ETH.
  expect(wei).toBe(506_010_000_000_000_000n);
  const wallet = walletOf(buyer.username, (method, params) => chain.chain.rpc.call(method, params));
  const wish = { paymentId: encodeId('Payment', payment.id), from: wallet.address };
  await expect(preparePayment(buyer.ctx, wish)).rejects.toThrow(AddressNotLinked);
  await linkedBy(buyer, wallet);
  await expect(preparePayment(buyer.ctx, wish)).rejects.toThrow(SimulationFailed);
  await chain.chain.rpc.call('anvil_setBalance', [wallet.address, `0x${ETHER.toString(16)}`]);
  const somebody = await lab.t.user('somebody');
  await expect(preparePayment(somebody.ctx, wish)).rejects.toThrow(NotFound);

  const prepared = await preparePayment(buyer.ctx, wish);
  expect(prepared).toMatchObject({ to: chain.chain.deployment.contracts.CarbonPayment.address, value: wei });
  expect(prepared.summary).toMatch(/^Pay 0\.50601 ETH of 0x\w+ to CarbonPayment .* RF\d\d ECO/);
  const hash = (await wallet.request({ method: 'eth_sendTransaction', params: [wireTransaction(prepared)] })) as string;
  await chain.mined({ hash });
  await follow();
  expect(await lab.read(payment)).toMatchObject({ status: 'CREATED', received: 0n });
  await chain.mine(2);
  await follow();
  expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED', received: 101_202n });
  expect(await lab.orderOf(order)).toMatchObject({ status: 'PAID' });
  expect(await held(buyer)).toEqual({ available: 0n, held: 101_202n });
  expect(await lab.platform('EXCHANGE', 'ETH')).toBe(wei);
  expect(await lab.platform('EXCHANGE', 'EUR')).toBe(-101_202n);
  await expect(preparePayment(buyer.ctx, wish)).rejects.toThrow(IllegalTransition);
  expect(await lab.t.ledgerSums()).toMatchObject({ EUR: 0n, ETH: 0n });
});

test('pays in parts; what is too much, and what comes again, is in the wallet at the agreed rate', async () => {
  const { payment, buyer, wei } = await begun();
  await send(payment, wei / 3n);
  await chain.mine(2);
  await follow();
  expect(await lab.read(payment)).toMatchObject({ status: 'CREATED', received: 33_734n });
  // By now the rate is another, and this payment has its own.
  await priced('2100');
  await send(payment, wei - wei / 3n + ETHER / 10n);
  await send(payment, ETHER / 100n);
  await chain.mine(2);
  await follow();
  expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED', received: 101_202n });
  expect(await held(buyer)).toEqual({ available: 20_000n + 2_000n, held: 101_202n });
  expect(await lab.t.ledgerSums()).toMatchObject({ EUR: 0n, ETH: 0n });
});

test('what comes for an order that waits no longer is in the wallet, and a part too when the time is over', async () => {
  const late = await begun();
  await cancelOrder(late.buyer.ctx, { orderId: encodeId('Order', late.order.id), idempotencyKey: 'cancel-it-now' });
  await send(late.payment, late.wei);
  const part = await begun();
  await send(part.payment, part.wei / 2n);
  await chain.mine(2);
  await follow();
  expect(await held(late.buyer)).toEqual({ available: 101_202n, held: 0n });
  expect(await held(part.buyer)).toEqual({ available: 0n, held: 50_601n });
  await lab.t.db.sql`update payments set pay_by = now() where id = ${part.payment.id}`;
  await expirePayments(lab.ctx);
  expect(await lab.read(part.payment)).toMatchObject({ status: 'CANCELLED', refunded: 50_601n });
  expect(await held(part.buyer)).toEqual({ available: 50_601n, held: 0n });
});

test('whoever holds on to an agreed rate gains nothing: ether that serves no order counts at the price of now', async () => {
  const { payment, buyer, wei, order } = await begun();
  await cancelOrder(buyer.ctx, { orderId: encodeId('Order', order.id), idempotencyKey: 'cancel-and-wait' });
  await priced('1900');
  await send(payment, 10n * wei);
  await chain.mine(2);
  await follow();
  // 5.0601 ETH at 1900, and not at the 2000 that were agreed for the order.
  expect(await held(buyer)).toEqual({ available: 961_419n, held: 0n });
  expect(await lab.platform('EXCHANGE', 'ETH')).toBe(10n * wei);
  expect(await lab.t.ledgerSums()).toMatchObject({ EUR: 0n, ETH: 0n });
});

test('without a fresh price what serves no order waits for one, and what serves it does not', async () => {
  const { payment, buyer, wei, order } = await begun();
  await lab.t.db.sql`update price_latest set as_of = as_of - interval '1 year', seen_at = seen_at - interval '1 year'
    where instrument = 'ETH'`;
  await send(payment, wei + ETHER);
  await chain.mine(2);
  await follow();
  expect(await lab.orderOf(order)).toMatchObject({ status: 'PAID' });
  expect(await held(buyer)).toEqual({ available: 0n, held: 101_202n });
  await priced('1900');
  await follow();
  await follow();
  expect(await held(buyer)).toEqual({ available: 190_000n, held: 101_202n });
});

test('ether that was mined after the agreed time serves no order, whichever deadline its payer gave', async () => {
  const { payment, buyer, wei, order } = await begun();
  await lab.t.db.sql`update payments set pay_by = now() - interval '1 hour' where id = ${payment.id}`;
  await send(payment, wei);
  await chain.mine(2);
  await follow();
  expect(await lab.orderOf(order)).toMatchObject({ status: 'PENDING_PAYMENT' });
  expect(await held(buyer)).toEqual({ available: 101_202n, held: 0n });
});

test('an order waits for the confirmations of ether that came in time, and for no longer than as long again', async () => {
  const { payment, wei, order } = await begun();
  const expire = async (): Promise<void> => {
    await expirePayments(lab.ctx);
    await expireOrders(lab.ctx);
  };
  await send(payment, wei);
  await follow();
  const ends = (ago: string) =>
    lab.t.db.transact(async ({ sql }) => {
      // The time to pay an order is never shortened, which the database holds.
      await sql`set local session_replication_role = replica`;
      await sql`update payment_receipts set block_time = now() - ${ago}::interval - interval '1 minute'`;
      await sql`update orders set pay_by = now() - ${ago}::interval where id = ${order.id}`;
      await sql`update payments set pay_by = now() - ${ago}::interval where id = ${payment.id}`;
    });
  await ends('5 minutes');
  await expire();
  expect(await lab.orderOf(order)).toMatchObject({ status: 'PENDING_PAYMENT' });
  await ends('2 hours');
  await expire();
  expect(await lab.orderOf(order)).toMatchObject({ status: 'EXPIRED' });
  await ends('5 minutes');
  await chain.mine(2);
  await follow();
  expect(await lab.read(payment)).toMatchObject({ status: 'CANCELLED' });
});

test('ether that paid an order is not missing in the custody', async () => {
  const { payment, wei } = await begun();
  const owed = async () => {
    const { deployment, chainId } = chain.chain;
    const places = {
      chainId,
      custody: deployment.contracts.CarbonCustody.address.toLowerCase(),
      token: deployment.contracts.CarbonToken.address.toLowerCase(),
    };
    return (await selectReserveStates(lab.t.db, places, ['ETH']))[0]?.liabilities;
  };
  await send(payment, wei);
  await chain.mine(2);
  await follow();
  expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED' });
  expect(await owed()).toBe(0n);
});

test('ether under a reference of nobody is known as such and moves nothing', async () => {
  const nobodys = `0x${'5a'.repeat(32)}`;
  await chain.send('CarbonPayment', 'payForOrder', [nobodys, 4_000_000_000n], { from: 3, value: 1n });
  await chain.mine(2);
  await follow();
  expect(await lab.t.db.sql`select status, payment_id from payment_receipts`).toMatchObject([
    { status: 'UNKNOWN', paymentId: null },
  ]);
  expect(await lab.platform('EXCHANGE', 'ETH')).toBe(0n);
});

test('a block that is replaced before its confirmations never counted', async () => {
  const { payment, wei } = await begun();
  await send(payment, wei);
  await follow();
  await chain.reorg(1);
  await chain.mine(5);
  await follow();
  expect(await lab.read(payment)).toMatchObject({ status: 'CREATED', received: 0n });
  expect(await lab.t.db.sql`select status from payment_receipts`).toMatchObject([{ status: 'ORPHANED' }]);
});

test('what is undone after it counted is owed by the wallet, and covered as it is mined again', async () => {
  const { payment, buyer, wei, order } = await begun();
  await send(payment, wei);
  await chain.mine(2);
  await follow();
  await chain.reorg(3);
  await chain.mine(3);
  await follow();
  expect(await lab.t.db.sql`select status from payment_receipts`).toMatchObject([{ status: 'ORPHANED' }]);
  // The order keeps what was held for it, and the platform what it is owed.
  expect(await lab.orderOf(order)).toMatchObject({ status: 'PAID' });
  expect(await held(buyer)).toEqual({ available: 0n, held: 101_202n });
  expect(await lab.platform('SUSPENSE', 'EUR')).toBe(-101_202n);
  expect(await lab.platform('EXCHANGE', 'ETH')).toBe(0n);
  await send(payment, wei);
  await chain.mine(2);
  await follow();
  expect(await held(buyer)).toEqual({ available: 0n, held: 101_202n });
  expect(await lab.platform('SUSPENSE', 'EUR')).toBe(0n);
  expect(await lab.platform('EXCHANGE', 'EUR')).toBe(-101_202n);
  expect(await lab.t.ledgerSums()).toMatchObject({ EUR: 0n, ETH: 0n });
});

test('needs a rate that is fresh', async () => {
  const ordered = await lab.order();
  await expect(lab.begin(ordered, 'CRYPTO')).rejects.toThrow(PriceStale);
});

test('in however many parts it comes: all that was asked for covers what is due, and nobody gains by rounding', () => {
  fc.assert(
    fc.property(
      fc.bigInt(1n, 10n ** 9n),
      fc.bigInt(10n ** 18n, 10n ** 23n),
      fc.array(fc.bigInt(1n, 10n ** 18n), { minLength: 1, maxLength: 8 }),
      (due, rate, parts) => {
        const amount = weiFor(due, rate, 2);
        const payment = { due, received: 0n, currency: 'EUR' as const };
        const crypto = { amount, received: 0n, rate };
        let left = 0n;
        for (const part of [...parts, amount]) {
          const { wei, worth } = worthFor(payment, crypto, part, true);
          payment.received += worth;
          crypto.received += wei;
          left += part - wei;
        }
        expect(payment.received).toBe(due);
        expect(crypto.received).toBe(amount);
        expect(crypto.received + left).toBe(parts.reduce((sum, part) => sum + part, amount));
      },
    ),
  );
});
