import type { CaseRow } from '../db/poai.ts';
import type { FindingRow } from '../db/poai-checks.ts';
import { IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { caseOf } from '../resolvers/poai/read.ts';
import { PoaiFinding } from './poai-facts.ts';
import { PoaiCase } from './poai.ts';
import { type InputBuilder, type StepMutation, stepMutation } from './step-mutation.ts';

/** Refusals that are not among the usual ones. */
type PoaiMutation<Row> = Omit<StepMutation<Row>, 'refusals'> & Partial<Pick<StepMutation<Row>, 'refusals'>>;

export const USUAL = [InputInvalid, NotFound, IllegalTransition];

/** A step that gives the case as it is after it. */
export function caseMutation(name: string, { refusals = [], ...it }: PoaiMutation<CaseRow>): void {
  stepMutation(name, { ...it, refusals: [...USUAL, ...refusals] }, (t) => ({
    case: t.field({
      type: PoaiCase,
      description: 'The case as it is now.',
      resolve: ({ id }, _, ctx) => caseOf(ctx, id),
    }),
  }));
}

/** A step that gives a finding and its case. */
export function findingMutation(name: string, { refusals = [], ...it }: PoaiMutation<FindingRow>): void {
  stepMutation(name, { ...it, refusals: [...USUAL, ...refusals] }, (t) => ({
    finding: t.field({ type: PoaiFinding, description: 'The finding as it is now.', resolve: (finding) => finding }),
    case: t.field({
      type: PoaiCase,
      description: 'Its case as it is now.',
      resolve: ({ caseId }, _, ctx) => caseOf(ctx, caseId),
    }),
  }));
}

export const caseId = (t: InputBuilder) => t.id({ description: 'Id of the case.' });
export const findingId = (t: InputBuilder) => t.id({ description: 'Id of the finding.' });
export const reason = (t: InputBuilder) => t.string({ description: 'Why, up to 2,000 characters.' });
export const note = (t: InputBuilder) =>
  t.string({ required: false, description: 'What there is to say, up to 2,000 characters.' });
export const evidence = (t: InputBuilder) =>
  t.idList({ required: false, description: 'Ids of versions of documents that it rests on (DocumentVersion).' });
export const address = (t: InputBuilder) =>
  t.field({ type: 'Address', description: 'One of your linked addresses, with which you will sign.' });
