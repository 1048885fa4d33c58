import { type BankLineRow, lockBankLine } from '../../db/bank-statements.ts';
import { selectPaymentsById } from '../../db/payments.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { IllegalTransition, InputInvalid, NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { isOf, takeLine } from './line-matching.ts';
import { matchBankLineInput } from './rules.ts';

/**
 * Takes an entry of a statement for a payment that it does not name. Throws InputInvalid, NotFound, IllegalTransition (it was
 * decided before), FourEyesRequired (the payment is one's own).
 */
export async function matchBankLine(ctx: Context, input: unknown): Promise<BankLineRow> {
  const { userId } = await permit(ctx, 'statement.import');
  const { bankLineId, paymentId } = readInput(matchBankLineInput, input);
  return transact(ctx, async (tx) => {
    const line = await lockBankLine(tx, bankLineId);
    if (!line) throw new NotFound('bank line');
    if (line.status !== 'UNMATCHED') throw new IllegalTransition('bank line', line.status, 'matched');
    const [payment] = await selectPaymentsById(tx, [paymentId]);
    if (!payment) throw new NotFound('payment');
    if (await isOf(tx, payment, userId)) throw new FourEyesRequired();
    if (line.amount < 0n)
      throw new InputInvalid([{ path: ['bankLineId'], message: 'is of money that left the account' }]);
    if (payment.currency !== line.currency) {
      throw new InputInvalid([{ path: ['paymentId'], message: `is of a payment in ${payment.currency}` }]);
    }
    const taken = await takeLine(tx, line, payment, userId);
    await writeAudit(tx, {
      actorId: userId,
      action: 'BANK_LINE_MATCHED',
      subjectType: 'Payment',
      subjectId: paymentId,
      detail: { bankLineId, bankReference: line.bankReference, amount: line.amount.toString(), status: taken.status },
    });
    return taken;
  });
}
