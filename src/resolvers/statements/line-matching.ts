import type { Db } from '../../db/client.ts';
import {
  type BankLineRow,
  findTwin,
  lockBankLine,
  selectStatementById,
  updateBankLine,
} from '../../db/bank-statements.ts';
import { takeBankReference } from '../../db/conversions.ts';
import { selectMembership } from '../../db/organizations.ts';
import { lockOrder } from '../../db/order-writes.ts';
import { findPayment, lockPayment, type PaymentRow } from '../../db/payments.ts';
import { type Context, transact } from '../context.ts';
import { fromBank, receiveMoney } from '../payments/receive-money.ts';
import { referencesIn } from '../payments/reference.ts';

/** What is to be done with a line, or why somebody must look at it. */
type Match = { readonly payment: PaymentRow } | { readonly note: string };

/**
 * Looks at a line of a statement that nobody has looked at: money that names a payment of ours is taken for it, once. What is
 * not plain is left to finance, with the reason. Locks the line, then the order, the payment and the wallet.
 */
export const matchLine = (ctx: Context, lineId: string): Promise<BankLineRow | undefined> =>
  transact(ctx, async (tx) => {
    const line = await lockBankLine(tx, lineId);
    if (line?.status !== 'WAITING') return line;
    if (line.amount < 0n) return passOver(tx, line);
    const match = await findMatch(tx, line);
    if ('note' in match) return updateBankLine(tx, lineId, { status: 'UNMATCHED', note: match.note });
    return takeLine(tx, line, match.payment, null);
  });

/** Money that left the account is none of ours to book; but a bank may take a payment back that was booked. */
async function passOver(tx: Db, { id, remittance }: BankLineRow): Promise<BankLineRow> {
  for (const reference of referencesIn(remittance)) {
    if (!(await findPayment(tx, { reference }))) continue;
    const note = `It left the account and names payment ${reference}: see whether the bank took that back.`;
    return updateBankLine(tx, id, { status: 'UNMATCHED', note });
  }
  return updateBankLine(tx, id, { status: 'IGNORED', note: 'It left the account.' });
}

/** Takes a locked line for a payment, unless its money was put to another use before. */
export async function takeLine(
  tx: Db,
  line: BankLineRow,
  { id: paymentId, orderId }: Pick<PaymentRow, 'id' | 'orderId'>,
  decidedBy: string | null,
): Promise<BankLineRow> {
  if (!(await takeBankReference(tx, line.bankReference))) {
    const note = 'A payment with this reference of the bank was recorded before.';
    return updateBankLine(tx, line.id, { status: 'KNOWN', note, decidedBy });
  }
  const order = await lockOrder(tx, orderId);
  const payment = await lockPayment(tx, paymentId);
  if (!order || !payment) throw new Error(`there is no payment ${paymentId}`);
  const note = `A bank transfer of ${line.bookedOn} has come (${line.bankReference}).`;
  await receiveMoney(tx, order, payment, { amount: line.amount, source: fromBank(payment), note });
  return updateBankLine(tx, line.id, { status: 'MATCHED', paymentId, decidedBy });
}

async function findMatch(tx: Db, line: BankLineRow): Promise<Match> {
  const named = referencesIn(line.remittance);
  if (named.length === 0) return { note: 'It names no reference of ours.' };
  const found = await Promise.all(named.map((reference) => findPayment(tx, { reference })));
  const known = found.filter((payment) => payment !== undefined);
  const [payment] = known;
  if (!payment) return { note: `There is no payment ${named.join(', ')}.` };
  if (known.length > 1) return { note: 'It names several payments.' };
  if (payment.currency !== line.currency) return { note: `The payment is in ${payment.currency}.` };
  const statement = await selectStatementById(tx, line.statementId);
  if (statement?.importedBy && (await isOf(tx, payment, statement.importedBy))) {
    return { note: 'Whoever imported the statement is the payer: somebody else must match it.' };
  }
  const twin = await findTwin(tx, line, payment.id);
  if (twin !== undefined)
    return { note: `As much has come for the payment on that day (${twin}): see whether it is the same.` };
  return { payment };
}

/** Whether the payment is this user's, or of an organization of theirs: nobody says of the own money that it has come. */
export async function isOf(tx: Db, { payerId, organizationId }: PaymentRow, userId: string): Promise<boolean> {
  if (payerId === userId) return true;
  return organizationId !== null && (await selectMembership(tx, { organizationId, userId })) !== undefined;
}
