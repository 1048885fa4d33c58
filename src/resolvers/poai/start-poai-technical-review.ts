import type { CaseRow } from '../../db/poai.ts';
import type { Context } from '../context.ts';
import { takeStep } from './step.ts';

/** Begins the technical review of a case. Throws InputInvalid, NotFound, Forbidden, IllegalTransition. */
export const startPoaiTechnicalReview = (ctx: Context, input: unknown): Promise<CaseRow> =>
  takeStep(ctx, input, { step: 'START_TECHNICAL_REVIEW', action: 'poai.review', needsReason: false });
