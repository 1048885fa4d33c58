import type { InputFieldMap } from '@pothos/core';
import type { CaseRow } from '../db/poai.ts';
import type { FindingRow } from '../db/poai-checks.ts';
import type { Context } from '../resolvers/context.ts';
import { IllegalTransition, InputInvalid, NotFound, type Refusal } from '../resolvers/errors.ts';
import { caseOf } from '../resolvers/poai/read.ts';
import { builder, type SchemaTypes } from './builder.ts';
import { PoaiFinding } from './poai-facts.ts';
import { PoaiCase } from './poai.ts';

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;
type InputBuilder = PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>;

interface PoaiMutation<Row> {
  readonly description: string;
  readonly input: string;
  readonly inputFields: (t: InputBuilder) => InputFieldMap;
  readonly refusals?: (new (...args: never[]) => Refusal)[];
  readonly resolve: (ctx: Context, input: unknown) => Promise<Row>;
}

export const USUAL = [InputInvalid, NotFound, IllegalTransition];

/** A step that gives the case as it is after it. */
export function caseMutation(name: string, { refusals = [], ...it }: PoaiMutation<CaseRow>): void {
  builder.relayMutationField(
    name,
    { description: it.input, inputFields: it.inputFields },
    {
      description: it.description,
      errors: { types: [...USUAL, ...refusals] },
      resolve: (_, { input }, ctx) => it.resolve(ctx, input),
    },
    {
      description: 'What has become of it.',
      outputFields: (t) => ({
        case: t.field({
          type: PoaiCase,
          description: 'The case as it is now.',
          resolve: ({ id }, _, ctx) => caseOf(ctx, id),
        }),
      }),
    },
  );
}

/** A step that gives a finding and its case. */
export function findingMutation(name: string, { refusals = [], ...it }: PoaiMutation<FindingRow>): void {
  builder.relayMutationField(
    name,
    { description: it.input, inputFields: it.inputFields },
    {
      description: it.description,
      errors: { types: [...USUAL, ...refusals] },
      resolve: (_, { input }, ctx) => it.resolve(ctx, input),
    },
    {
      description: 'What has become of it.',
      outputFields: (t) => ({
        finding: t.field({
          type: PoaiFinding,
          description: 'The finding as it is now.',
          resolve: (finding) => finding,
        }),
        case: t.field({
          type: PoaiCase,
          description: 'Its case as it is now.',
          resolve: ({ caseId }, _, ctx) => caseOf(ctx, caseId),
        }),
      }),
    },
  );
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
