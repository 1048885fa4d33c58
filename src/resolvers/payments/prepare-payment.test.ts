import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkedBy, walletOf } from '../../../test/addresses.ts';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { interfaces } from '../chain/contracts.ts';
import { ChainUnavailable, IllegalTransition, InputInvalid, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { SimulationFailed } from '../prepares/errors.ts';
import { recordTicks } from '../prices/record-ticks.ts';
import { paymentRefOf } from './crypto-method.ts';
import { preparePayment } from './prepare-payment.ts';

let chain: TestChain;
let lab: PaymentLab;
beforeAll(async () => {
  chain = await startTestChain();
  lab = await openPaymentLab({}, chain);
  await recordTicks(lab.ctx, {
    source: 'TEST',
    seenAt: new Date(),
    ticks: [{ instrument: 'ETH', currency: 'EUR', price: '2000', asOf: new Date() }],
  });
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

test('calls the contract with the reference, the amount and the time until which the rate counts', async () => {
  const ordered = await lab.order();
  const { buyer } = ordered;
  const payment = await lab.begin(ordered, 'CRYPTO');
  const wallet = walletOf(buyer.username, (method, params) => chain.chain.rpc.call(method, params));
  await linkedBy(buyer, wallet);
  await chain.chain.rpc.call('anvil_setBalance', [wallet.address, `0x${(10n ** 18n).toString(16)}`]);
  const wish = { paymentId: encodeId('Payment', payment.id), from: wallet.address };

  const { data, value } = await preparePayment(buyer.ctx, wish);
  const call = interfaces.CarbonPayment.parseTransaction({ data, value });
  expect(call?.name).toBe('payForOrder');
  const deadline = BigInt(Math.floor(payment.payBy.getTime() / 1_000));
  expect(call?.args.toArray()).toEqual([paymentRefOf(payment.id), deadline]);
  expect(value).toBe(506_010_000_000_000_000n);

  await chain.send('CarbonPayment', 'pause', [], { from: 0 });
  await expect(preparePayment(buyer.ctx, wish)).rejects.toThrow(SimulationFailed);
  await chain.send('CarbonPayment', 'unpause', [], { from: 0 });
  await lab.t.db.sql`update payment_crypto set chain_id = 1 where payment_id = ${payment.id}`;
  await expect(preparePayment(buyer.ctx, wish)).rejects.toThrow(ChainUnavailable);
});

test('refuses nobody, what is no address, and a payment that goes another way', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered, 'BANK_TRANSFER');
  const wish = { paymentId: encodeId('Payment', payment.id), from: `0x${'11'.repeat(20)}` };
  await expect(preparePayment(lab.t.nobody, wish)).rejects.toThrow(Unauthenticated);
  await expect(preparePayment(ordered.buyer.ctx, { ...wish, from: '0x1' })).rejects.toThrow(InputInvalid);
  await expect(preparePayment(ordered.buyer.ctx, wish)).rejects.toThrow(IllegalTransition);
});
