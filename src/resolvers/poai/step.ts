import type { CaseRow } from '../../db/poai.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { noteInput, reasonInput } from './inputs.ts';
import { lockFor } from './own.ts';
import { auditDeed, moveCase } from './record.ts';

export interface PlainStep {
  readonly step: 'REQUEST_CHANGES' | 'RESUBMIT' | 'START_TECHNICAL_REVIEW';
  readonly action: 'poai.own' | 'poai.review';
  /** Whether it must be said why. */
  readonly needsReason: boolean;
}

/** Takes a case a step that changes nothing else. Throws InputInvalid, NotFound, Forbidden, IllegalTransition. */
export async function takeStep(
  ctx: Context,
  input: unknown,
  { step, action, needsReason }: PlainStep,
): Promise<CaseRow> {
  const { userId: actorId } = await permitCaller(ctx, action);
  const { caseId, why } = read(input, needsReason);
  return transact(ctx, async (tx) => {
    const { row } = await lockFor(ctx, tx, caseId, step);
    const detail: Record<string, string> = why === undefined ? {} : { reason: why };
    const moved = await moveCase(ctx, tx, row, { step, actorId, detail });
    await auditDeed(tx, moved, { actorId, action: 'POAI_CASE_MOVED', detail: { step, ...detail } });
    return moved;
  });
}

function read(input: unknown, needsReason: boolean): { caseId: string; why: string | undefined } {
  if (!needsReason) {
    const { caseId, note } = readInput(noteInput, input);
    return { caseId, why: note };
  }
  const { caseId, reason } = readInput(reasonInput, input);
  return { caseId, why: reason };
}
