import { z } from 'zod';
import { ownerOfPayment, selectPaymentCrypto, selectPaymentsById } from '../../db/payments.ts';
import { ethereumAddress } from '../addresses/rules.ts';
import { addressOfContract } from '../chain/contracts.ts';
import { chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { ChainUnavailable, IllegalTransition, NotFound } from '../errors.ts';
import { nodeId, readInput } from '../input.ts';
import { mayFor, permitCaller } from '../permissions.ts';
import { etherText } from '../prepares/rules.ts';
import { type PreparedTransaction, prepareTransaction, refuseOthers } from '../prepares/transactions.ts';
import { spacedReference } from './reference.ts';

const preparePaymentInput = z.object({ paymentId: nodeId('Payment'), from: ethereumAddress });

/**
 * Prepares the transaction by which a linked address pays what is missing of a payment over the chain. The contract takes
 * nothing after the time until which the rate counts. Throws InputInvalid, NotFound, IllegalTransition (it is paid, or not to
 * be paid so), AddressNotLinked, SimulationFailed, ChainUnavailable.
 */
export async function preparePayment(ctx: Context, input: unknown): Promise<PreparedTransaction> {
  const { app } = ctx;
  const { userId } = await permitCaller(ctx, 'payment.pay');
  const { paymentId, from } = readInput(preparePaymentInput, input);
  const [payment] = await selectPaymentsById(app.db, [paymentId]);
  const [crypto] = await selectPaymentCrypto(app.db, [paymentId]);
  if (!payment || !(await mayFor(ctx, 'payment.pay', ownerOfPayment(payment)))) throw new NotFound('payment');
  if (!crypto || payment.status !== 'CREATED' || crypto.received >= crypto.amount) {
    throw new IllegalTransition('payment', payment.status, 'paid over the chain');
  }
  await refuseOthers(ctx, userId, from);
  const chain = chainOf(app);
  if (chain.chainId !== crypto.chainId) throw new ChainUnavailable();
  const value = crypto.amount - crypto.received;
  const contract = 'CarbonPayment';
  const deadline = Math.floor(payment.payBy.getTime() / 1_000);
  return prepareTransaction(app, {
    from,
    contract,
    method: 'payForOrder',
    args: [`0x${crypto.paymentRef.toString('hex')}`, deadline],
    value,
    summary: `Pay ${etherText(value)} of ${from} to ${contract} (${addressOfContract(chain, contract)}) for the order with the reference ${spacedReference(payment.reference)}, by ${payment.payBy.toISOString()}.`,
  });
}
