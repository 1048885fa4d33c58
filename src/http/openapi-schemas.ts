import {
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
} from 'graphql';
import { type ObjectShape, type Shape, shapeOf } from './rest-shapes.ts';

/** A JSON Schema (2020-12), as OpenAPI 3.1 has them. */
export type JsonSchema = { readonly [name: string]: unknown };

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  Int: { type: 'integer', format: 'int32' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  ID: { type: 'string' },
  String: { type: 'string' },
  DateTime: { type: 'string', format: 'date-time' },
  Date: { type: 'string', format: 'date' },
  Decimal: { type: 'string', pattern: String.raw`^\d+(\.\d+)?$` },
  GeoJSON: { type: 'object' },
};

/** Schemas of the API's types; those with a name are kept once and referred to. */
export interface Schemas {
  /** By name, as far as they were asked for. */
  readonly components: ReadonlyMap<string, JsonSchema>;
  input(type: GraphQLInputType): JsonSchema;
  /** Of a result that `fields` does not change. */
  output(type: GraphQLOutputType): JsonSchema;
}

const REFERENCE = 'Reference';
const described = (schema: JsonSchema, description: string | null | undefined): JsonSchema =>
  description ? { ...schema, description } : schema;
const referTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

export function createSchemas(): Schemas {
  const components = new Map<string, JsonSchema>();

  function component(name: string, make: () => JsonSchema): JsonSchema {
    if (!components.has(name)) {
      // Set before it is made: it may refer to itself.
      components.set(name, {});
      components.set(name, make());
    }
    return referTo(name);
  }

  function leaf(type: GraphQLNamedType): JsonSchema {
    if (isEnumType(type)) return component(type.name, () => enumSchema(type));
    return SCALARS[type.name] ?? component(type.name, () => described({ type: 'string' }, type.description));
  }

  function input(type: GraphQLInputType): JsonSchema {
    if (isNonNullType(type)) return input(type.ofType);
    if (isListType(type)) return { type: 'array', items: input(type.ofType) };
    return isInputObjectType(type) ? component(type.name, () => inputSchema(type, input)) : leaf(type);
  }

  function output(type: GraphQLOutputType, shape: Shape): JsonSchema {
    if (isNonNullType(type)) return bare(type.ofType as GraphQLOutputType, shape);
    return nullable(bare(type, shape));
  }

  function bare(type: GraphQLOutputType, shape: Shape): JsonSchema {
    if (isListType(type)) return { type: 'array', items: output(type.ofType as GraphQLOutputType, shape) };
    if (shape.kind === 'leaf') return leaf(shape.type);
    if (shape.kind === 'reference') return component(REFERENCE, () => REFERENCE_SCHEMA);
    if (shape.kind === 'among') return amongSchema(shape.members);
    const isNode = isObjectType(shape.type) && shape.type.getInterfaces().some(({ name }) => name === 'Node');
    const name = `${shape.type.name}${shape.isShort ? 'InList' : ''}`;
    return isNode ? component(name, () => objectSchema(shape)) : objectSchema(shape);
  }

  function objectSchema({ type, fields }: ObjectShape): JsonSchema {
    const properties = fields.map(({ field, shape }) => [
      field.name,
      described(output(field.type, shape), field.description),
    ]);
    return {
      type: 'object',
      ...(type.description && { description: type.description }),
      properties: Object.fromEntries(properties),
      required: fields.map(({ field }) => field.name),
    };
  }

  function amongSchema(members: readonly ObjectShape[]): JsonSchema {
    if (members.length === 0) return { type: 'object', description: 'What its type has; see the type in this list.' };
    return { oneOf: members.map((member) => named(objectSchema(member), member.type.name)) };
  }

  return { components, input, output: (type) => output(type, shapeOf(type)) };
}

function inputSchema(type: GraphQLInputObjectType, input: (type: GraphQLInputType) => JsonSchema): JsonSchema {
  const fields = Object.values(type.getFields());
  // The key may stand in the header instead.
  const required = fields.filter((field) => isRequiredInputField(field) && field.name !== 'idempotencyKey');
  return {
    type: 'object',
    ...(type.description && { description: type.description }),
    properties: Object.fromEntries(
      fields.map((field) => [field.name, described(input(field.type), field.description)]),
    ),
    ...(required.length > 0 && { required: required.map(({ name }) => name) }),
    additionalProperties: false,
  };
}

const REFERENCE_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'Another thing, by its id: read it at /api/node, or ask for more of it by `fields`.',
  properties: { id: { type: 'string' } },
  required: ['id'],
};

const named = (schema: JsonSchema, name: string): JsonSchema => ({
  ...schema,
  properties: { __typename: { const: name }, ...(schema['properties'] as JsonSchema) },
});

const enumSchema = (type: GraphQLEnumType): JsonSchema => ({
  type: 'string',
  enum: type.getValues().map(({ name }) => name),
  description: [type.description, ...type.getValues().map(({ name, description }) => `- ${name}: ${description}`)].join(
    '\n',
  ),
});

function nullable(schema: JsonSchema): JsonSchema {
  const { type } = schema;
  return typeof type === 'string' ? { ...schema, type: [type, 'null'] } : { anyOf: [schema, { type: 'null' }] };
}
