import { type BankLineRow, lockBankLine, updateBankLine } from '../../db/bank-statements.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { ignoreBankLineInput } from './rules.ts';

/**
 * Closes an entry of a statement that is for no payment, such as one that was recorded as a deposit. Throws InputInvalid,
 * NotFound, IllegalTransition (it was decided before).
 */
export async function ignoreBankLine(ctx: Context, input: unknown): Promise<BankLineRow> {
  const { userId } = await permit(ctx, 'statement.import');
  const { bankLineId, reason } = readInput(ignoreBankLineInput, input);
  return transact(ctx, async (tx) => {
    const line = await lockBankLine(tx, bankLineId);
    if (!line) throw new NotFound('bank line');
    if (line.status !== 'UNMATCHED') throw new IllegalTransition('bank line', line.status, 'ignored');
    const ignored = await updateBankLine(tx, bankLineId, { status: 'IGNORED', note: reason, decidedBy: userId });
    await writeAudit(tx, {
      actorId: userId,
      action: 'BANK_LINE_IGNORED',
      subjectType: 'BankLine',
      subjectId: bankLineId,
      detail: { bankReference: line.bankReference, reason },
    });
    return ignored;
  });
}
