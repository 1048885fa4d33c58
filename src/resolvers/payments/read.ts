import { z } from 'zod';
import { type DisputeRow, selectOpenDisputes } from '../../db/payment-refunds.ts';
import { ownerOfPayment, type PaymentRow, selectPaymentsOf } from '../../db/payments.ts';
import type { Context } from '../context.ts';
import { addressOfContract } from '../chain/contracts.ts';
import type { Hex } from '../chain/client.ts';
import { actingFor, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { permit, permitFor } from '../permissions.ts';
import { onlyVisible } from '../visible.ts';

const mineInput = z.object({ organizationId: actingFor });

/** The caller's payments, or those of an organization of theirs, newest first. */
export async function myPayments(
  ctx: Context,
  input: PageInput & { readonly organizationId?: string | null | undefined },
): Promise<Page<PaymentRow>> {
  const { organizationId } = readInput(mineInput, { organizationId: input.organizationId });
  const { ownerId } = await permitFor(ctx, 'payment.read-own', organizationId);
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectPaymentsOf(ctx.app.db, { ownerId, after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** The payments with these ids, null where there is none that the caller may see. */
export const visiblePayments = async (ctx: Context, ids: readonly string[]): Promise<(PaymentRow | null)[]> =>
  onlyVisible(ctx, await ctx.loaders.payments.loadMany(ids), (payment) => [ownerOfPayment(payment)], {
    own: 'payment.read-own',
    any: 'payment.read-any',
  });

/** The ways in which an order was to be paid, the newest first; none for whoever may see the order and no money. */
export async function paymentsOf(ctx: Context, { id }: { readonly id: string }): Promise<PaymentRow[]> {
  const ids = (await ctx.loaders.paymentsOfOrder.load(id)).map((payment) => payment.id);
  return (await visiblePayments(ctx, ids)).filter((payment) => payment !== null);
}

/** What payers' banks take back and is not decided, the newest first. Throws Unauthenticated, Forbidden. */
export async function openDisputes(ctx: Context, input: PageInput): Promise<Page<DisputeRow>> {
  await permit(ctx, 'payment.read-any');
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectOpenDisputes(ctx.app.db, { after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** A payment that is known to be there, such as that of an event. */
export async function paymentOf(ctx: Context, id: string): Promise<PaymentRow> {
  const payment = await ctx.loaders.payments.load(id);
  if (!payment) throw new Error(`there is no payment ${id}`);
  return payment;
}

/** What to send over the chain. */
export interface CryptoInstructions {
  readonly chainId: number;
  /** Null where this process has no such chain. */
  readonly contract: Hex | null;
  readonly paymentRef: Hex;
  /** In wei, what is still to come. */
  readonly amount: bigint;
  readonly rate: bigint;
  readonly rateSource: string;
  readonly rateAsOf: Date;
}

/** Null for what is not paid over a chain, or not any more. */
export async function cryptoInstructions(ctx: Context, payment: PaymentRow): Promise<CryptoInstructions | null> {
  if (payment.method !== 'CRYPTO' || payment.status !== 'CREATED') return null;
  const crypto = await ctx.loaders.paymentCrypto.load(payment.id);
  if (!crypto) return null;
  const { chain } = ctx.app;
  const { chainId, paymentRef, amount, received, rate, rateSource, rateAsOf } = crypto;
  return {
    chainId,
    contract: chain?.chainId === chainId ? addressOfContract(chain, 'CarbonPayment') : null,
    paymentRef: `0x${paymentRef.toString('hex')}`,
    amount: amount > received ? amount - received : 0n,
    rate,
    rateSource,
    rateAsOf,
  };
}
