import type { FieldMap, InputFieldMap } from '@pothos/core';
import type { Context } from '../resolvers/context.ts';
import type { Refusal } from '../resolvers/errors.ts';
import { builder, type SchemaTypes } from './builder.ts';

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;
export type InputBuilder = PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>;

/** A mutation that is one verb of the resolvers: what it takes, and how it can be refused. */
export interface StepMutation<Row> {
  readonly description: string;
  readonly input: string;
  readonly inputFields: (t: InputBuilder) => InputFieldMap;
  readonly refusals: (new (...args: never[]) => Refusal)[];
  readonly resolve: (ctx: Context, input: unknown) => Promise<Row>;
}

/** Adds a mutation that gives what its verb has made of a thing. */
export function stepMutation<Row>(
  name: string,
  { description, input, inputFields, refusals, resolve }: StepMutation<Row>,
  outputFields: (t: PothosSchemaTypes.ObjectFieldBuilder<Types, Row>) => FieldMap,
): void {
  builder.relayMutationField(
    name,
    { description: input, inputFields },
    {
      description,
      errors: { types: refusals },
      // As the compiler sees it, a Row that is not known yet could be a list.
      resolve: (_, args, ctx) => resolve(ctx, args.input) as never,
    },
    { description: 'What has become of it.', outputFields },
  );
}
