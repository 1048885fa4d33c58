import { randomUUID } from 'node:crypto';
import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { encodeId } from '../../src/resolvers/ids.ts';
import { schema } from '../../src/schema/index.ts';

/** Every field of the three roots, by its name in the table of doors. */
export function rootFields(): ReadonlyMap<string, GraphQLField<unknown, unknown>> {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return new Map(
    roots.flatMap((root) =>
      Object.values(root?.getFields() ?? {}).map((field) => [`${root?.name}.${field.name}`, field] as const),
    ),
  );
}

/** The least call of a door that the schema takes: with what is required, in values that look like some. */
export function callOf(
  door: string,
  field: GraphQLField<unknown, unknown>,
  given: Readonly<Record<string, string>> = {},
): string {
  const needed = field.args.filter((arg) => isRequiredArgument(arg) && !(arg.name in given));
  const args = [
    ...needed.map((arg) => `${arg.name}: ${literalOf(arg.type)}`),
    ...Object.entries(given).map(([name, text]) => `${name}: ${text}`),
  ];
  const files = args.some((arg) => arg.includes('$file')) ? '($file: Upload!) ' : '';
  const selection = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
  return `${door.split('.')[0]?.toLowerCase()} ${files}{ it: ${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${selection} }`;
}

const SCALARS: Readonly<Record<string, string>> = {
  ID: JSON.stringify(encodeId('User', randomUUID())),
  Decimal: '"1"',
  DateTime: '"2100-01-01T00:00:00Z"',
  Date: '"2026-01-01"',
  Address: '"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"',
  Hash: `"0x${'5a'.repeat(32)}"`,
  Int: '1',
  Float: '1',
  Boolean: 'true',
  Upload: '$file',
};

function literalOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalOf(type.ofType);
  if (isListType(type)) return `[${literalOf(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isRequiredInputField(field));
    return `{ ${fields.map((field) => `${field.name}: ${literalOf(field.type)}`).join(', ')} }`;
  }
  // Another text each time, for a few failed logins to one account would be answered by a wait; and none that is long
  // enough for a password.
  if (type.name === 'String') return JSON.stringify(randomUUID().slice(0, 8));
  const literal = SCALARS[type.name];
  if (literal === undefined) throw new Error(`no value is known for the scalar ${type.name}`);
  return literal;
}
