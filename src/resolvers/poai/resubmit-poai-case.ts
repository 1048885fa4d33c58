import type { CaseRow } from '../../db/poai.ts';
import type { Context } from '../context.ts';
import { takeStep } from './step.ts';

/** Hands a case in again after changes. Throws InputInvalid, NotFound, Forbidden, IllegalTransition. */
export const resubmitPoaiCase = (ctx: Context, input: unknown): Promise<CaseRow> =>
  takeStep(ctx, input, { step: 'RESUBMIT', action: 'poai.own', needsReason: false });
