import type { CaseRow } from '../../db/poai.ts';
import type { Context } from '../context.ts';
import { takeStep } from './step.ts';

/** Gives a case back to its owner, to be changed. Throws InputInvalid, NotFound, Forbidden, IllegalTransition. */
export const requestPoaiChanges = (ctx: Context, input: unknown): Promise<CaseRow> =>
  takeStep(ctx, input, { step: 'REQUEST_CHANGES', action: 'poai.review', needsReason: true });
