import {
  type DocumentNode,
  getOperationAST,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  TypeInfo,
  type ValueNode,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { compileQuery, type CompiledQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { Config } from '../config.ts';
import { createLimits, type Limits } from './limits.ts';
import { badRequest, toGraphQLError } from './masking.ts';
import type { Measure } from './measure.ts';

/** An operation that was parsed, measured, validated and compiled once, for every later request with the same text. */
export interface Prepared {
  /** Tells it from every other operation of this process. */
  readonly serial: number;
  readonly document: DocumentNode;
  readonly kind: OperationTypeNode;
  readonly name: string;
  readonly compiled: CompiledQuery;
  readonly measured: Measure;
  /** The variables that it declares; whatever else is sent has no effect. */
  readonly variables: readonly string[];
  /** The variable behind a subscription's `after`, if it has one. */
  readonly afterVariable: string | undefined;
  /** Nothing in it depends on who asks: every root field says `shared` and no field says `viewerDependent`. */
  readonly shared: boolean;
  /** Shared, and every root field says `mayBeOld`: a replica may answer it. */
  readonly mayBeOld: boolean;
}

export const isPrepared = (prepared: Prepared | readonly GraphQLError[]): prepared is Prepared =>
  'compiled' in prepared;

/** Gives the errors instead where the text is no operation of this schema, or a too large one. */
export type Prepare = (source: string, operationName?: string | null) => Prepared | readonly GraphQLError[];

export function createPrepare(schema: GraphQLSchema, config: Config): { prepare: Prepare; limits: Limits } {
  const limits = createLimits(schema, config);
  // Only what is valid is kept, so that a stream of nonsense does not push out what is in use.
  const cache = new LRUCache<string, Prepared>({
    max: config.DOCUMENT_CACHE,
    maxSize: config.DOCUMENT_CACHE_BYTES,
    sizeCalculation: (_, key) => Math.max(1, key.length),
  });
  let serial = 0;

  function prepareAnew(source: string, operationName?: string | null): Prepared | readonly GraphQLError[] {
    try {
      const document = limits.parse(source);
      const measures = limits.measure(document);
      const invalid = limits.validate(document);
      if (invalid.length > 0) return invalid;
      const operation = getOperationAST(document, operationName);
      const measured = operation && measures.get(operation);
      if (!measured) {
        const help = operationName
          ? 'There is no operation with this name.'
          : 'Say by `operationName` which operation is meant.';
        return [badRequest(help)];
      }
      return compile(document, operation, measured);
    } catch (error) {
      return [toGraphQLError(error)];
    }
  }

  function compile(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    measured: Measure,
  ): Prepared | readonly GraphQLError[] {
    const name = operation.name?.value ?? '';
    const compiled = compileQuery(schema, document, name);
    if (!isCompiledQuery(compiled)) return (compiled.errors ?? []).map(toGraphQLError);
    const { query } = compiled;
    const presets = presetsOf(operation);
    const variables = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
    serial += 1;
    return {
      serial,
      document,
      kind: operation.operation,
      name,
      compiled: presets
        ? { ...compiled, query: (root, ctx, given) => query(root, ctx, { ...presets, ...given }) }
        : compiled,
      measured,
      variables,
      ...sharing(schema, document),
      mayBeOld: mayBeOld(schema, document),
    };
  }

  return {
    limits,
    prepare(source, operationName) {
      const key = operationName ? `${operationName}\0${source}` : source;
      const known = cache.get(key);
      if (known) return known;
      const prepared = prepareAnew(source, operationName);
      if (isPrepared(prepared)) cache.set(key, prepared);
      return prepared;
    },
  };
}

/**
 * The defaults of variables that must not be null: graphql-jit refuses those that are left out before it looks whether they
 * have a default. Undefined where there are none.
 */
function presetsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> | undefined {
  const presets = variableDefinitions.flatMap(({ type, variable, defaultValue }) =>
    type.kind === Kind.NON_NULL_TYPE && defaultValue
      ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const]
      : [],
  );
  return presets.length > 0 ? Object.fromEntries<unknown>(presets) : undefined;
}

/**
 * What two requests must have in common to share one execution: the operation and its declared variables. One that was
 * left out is another than null, since it takes its default.
 */
export function sharingKey(prepared: Prepared, variables: Readonly<Record<string, unknown>>, without?: string): string {
  let key = String(prepared.serial);
  for (const name of prepared.variables) {
    const value = name === without ? undefined : variables[name];
    key += value === undefined ? ',' : `,${JSON.stringify(value)}`;
  }
  return key;
}

/**
 * Whether one execution can serve everybody. A root field must say so (`shared`); an argument among its `personalArgs`
 * or a field that looks at the viewer (`viewerDependent`) forbids it.
 */
function sharing(schema: GraphQLSchema, document: DocumentNode): Pick<Prepared, 'shared' | 'afterVariable'> {
  const types = new TypeInfo(schema);
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  let shared = true;
  let after: ValueNode | undefined;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const field = types.getFieldDef();
        const parent = types.getParentType();
        if (!field || field.extensions['viewerDependent'] === true) shared = false;
        if (roots.some((root) => root && root === parent) && field?.extensions['shared'] !== true) shared = false;
        const personal = field?.extensions['personalArgs'];
        if (Array.isArray(personal) && node.arguments?.some(({ name }) => personal.includes(name.value)))
          shared = false;
        if (parent !== schema.getSubscriptionType()) return;
        after = node.arguments?.find((argument) => argument.name.value === 'after')?.value ?? after;
      },
    }),
  );
  if (!after) return { shared, afterVariable: undefined };
  if (after.kind !== Kind.VARIABLE || !canBeTakenOut(document, after.name.value))
    return { shared: false, afterVariable: undefined };
  return { shared, afterVariable: after.name.value };
}

/** Whether every root field of it says that what it gives may be a little old. Only what anybody may see does. */
function mayBeOld(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let old = true;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        const field = types.getFieldDef();
        const parent = types.getParentType();
        const isRoot = parent === schema.getMutationType() || parent === schema.getSubscriptionType();
        if (isRoot || (parent === schema.getQueryType() && field?.extensions['mayBeOld'] !== true)) old = false;
      },
    }),
  );
  return old && sharing(schema, document).shared;
}

/**
 * A cursor belongs to one subscriber, so it is taken out of what many share. That changes nothing for the others if the
 * variable may be left out, has no default, and means nothing else.
 */
function canBeTakenOut(document: DocumentNode, variable: string): boolean {
  let uses = 0;
  let optional = true;
  visit(document, {
    [Kind.VARIABLE]({ name }) {
      if (name.value === variable) uses += 1;
    },
    [Kind.VARIABLE_DEFINITION](node) {
      if (node.variable.name.value !== variable) return;
      if (node.defaultValue || node.type.kind === Kind.NON_NULL_TYPE) optional = false;
    },
  });
  // Its definition is one of them.
  return optional && uses === 2;
}
