import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  Kind,
  OperationTypeNode,
  parse,
  TypeInfo,
  validate,
  type ValidationRule,
  visit,
  visitWithTypeInfo,
  type GraphQLSchema,
} from 'graphql';
import { compileQuery, type CompiledQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { Context } from '../resolvers/context.ts';
import type { FeedEvent, FeedStream } from '../resolvers/feed.ts';
import { callerContext } from './callers.ts';
import { toClientError } from './masking.ts';

/** An operation that was parsed, validated and compiled once, for every later request with the same text. */
export interface Prepared {
  readonly source: string;
  readonly document: DocumentNode;
  readonly kind: OperationTypeNode;
  readonly name: string;
  readonly compiled: CompiledQuery;
  /** The variable behind a subscription's `after`, if it has one. */
  readonly afterVariable: string | undefined;
  /** Nothing in it depends on who asks: every root field says `shared` and no field says `viewerDependent`. */
  readonly shared: boolean;
}

export type Variables = Record<string, unknown>;
export interface Result {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

export interface PipelineOptions {
  readonly schema: GraphQLSchema;
  readonly rules: readonly ValidationRule[];
  readonly maxTokens: number;
  readonly cacheSize: number;
  readonly timeoutMs: number;
  /** Throws when the operation with these variables would cost too much. */
  readonly checkCost: (prepared: Prepared, variables: Variables) => void;
  /** What to say of a failed validation; production takes the suggestions out. */
  readonly tellInvalid: (error: GraphQLError) => GraphQLError;
}

/** Everything between the text of an operation and its result; all doors (HTTP, SSE, WebSocket) go through here. */
export interface Pipeline {
  readonly schema: GraphQLSchema;
  /** Gives the errors instead where the text is no operation of this schema. */
  prepare(source: string, operationName?: string | null): Prepared | readonly GraphQLError[];
  execute(prepared: Prepared, variables: Variables, ctx: Context, root?: unknown): Promise<Result>;
  /** The result as JSON. Identical shared reads that are under way at the same moment are executed once. */
  respond(prepared: Prepared, variables: Variables, ctx: Context): Promise<string>;
  /** The events of a subscription, not yet executed; or the errors that refuse it. */
  events(prepared: Prepared, variables: Variables, ctx: Context): Promise<EventStream | Result>;
  /** The results of a subscription, or the errors that refuse it. */
  subscribe(prepared: Prepared, variables: Variables, ctx: Context): Promise<AsyncIterableIterator<Result> | Result>;
}

export type EventStream = FeedStream;

export const isPrepared = (prepared: Prepared | readonly GraphQLError[]): prepared is Prepared => 'compiled' in prepared;
export const isStream = <T>(result: AsyncIterableIterator<T> | Result): result is AsyncIterableIterator<T> =>
  Symbol.asyncIterator in result;

export function createPipeline(options: PipelineOptions): Pipeline {
  const { schema } = options;
  const cache = new LRUCache<string, Prepared | readonly GraphQLError[]>({ max: options.cacheSize });

  function prepareAnew(source: string, operationName?: string | null): Prepared | readonly GraphQLError[] {
    let document: DocumentNode;
    try {
      document = parse(source, { maxTokens: options.maxTokens });
    } catch (error) {
      return [toGraphQLError(error)];
    }
    const invalid = validate(schema, document, options.rules, { maxErrors: 20 });
    if (invalid.length > 0) return invalid.map(options.tellInvalid);
    const operation = getOperationAST(document, operationName);
    if (!operation) {
      return [badRequest(operationName ? 'There is no operation with this name.' : 'Say by `operationName` which operation is meant.')];
    }
    const compiled = compileQuery(schema, document, operation.name?.value);
    if (!isCompiledQuery(compiled)) return (compiled.errors ?? []).map(toGraphQLError);
    const name = operation.name?.value ?? '';
    return { source, document, kind: operation.operation, name, compiled, ...sharing(schema, document) };
  }

  /** Reads under way that do not depend on who asks. A write forgets them: who has written, reads what was written. */
  const flights = new Map<string, Promise<string>>();

  const pipeline: Pipeline = {
    schema,
    prepare(source, operationName) {
      const key = operationName ? `${operationName}\n${source}` : source;
      let prepared = cache.get(key);
      if (!prepared) {
        prepared = prepareAnew(source, operationName);
        cache.set(key, prepared);
      }
      return prepared;
    },

    async execute(prepared, variables, ctx, root) {
      try {
        options.checkCost(prepared, variables);
        const work = Promise.resolve(prepared.compiled.query(root, ctx, variables)) as Promise<ExecutionResult>;
        // A subscription's events have no time limit each: their number is what is bounded.
        return tellErrors(root === undefined ? await within(work, options.timeoutMs) : await work, ctx);
      } catch (error) {
        return tellErrors({ errors: [toGraphQLError(error)] }, ctx);
      } finally {
        if (prepared.kind === OperationTypeNode.MUTATION) flights.clear();
      }
    },

    async respond(prepared, variables, ctx) {
      if (!prepared.shared) return JSON.stringify(await pipeline.execute(prepared, variables, ctx));
      const key = `${prepared.name}\n${prepared.source}\n${JSON.stringify(variables)}`;
      const underWay = flights.get(key);
      if (underWay) return underWay;
      const flight = pipeline.execute(prepared, variables, asAnyone(ctx)).then((result) => {
        if (flights.get(key) === flight) flights.delete(key);
        return JSON.stringify(result);
      });
      flights.set(key, flight);
      return flight;
    },

    async events(prepared, variables, ctx) {
      try {
        options.checkCost(prepared, variables);
        const { document } = prepared;
        const operationName = prepared.name === '' ? null : prepared.name;
        const stream = await createSourceEventStream({ schema, document, operationName, variableValues: variables, contextValue: ctx });
        return Symbol.asyncIterator in stream ? (stream as EventStream) : tellErrors(stream, ctx);
      } catch (error) {
        return tellErrors({ errors: [toGraphQLError(error)] }, ctx);
      }
    },

    async subscribe(prepared, variables, ctx) {
      const events = await pipeline.events(prepared, variables, ctx);
      return isStream(events) ? mapEvents(events, ctx, (event) => pipeline.execute(prepared, variables, ctx, event)) : events;
    },
  };
  return pipeline;
}

/**
 * The context in which shared work is executed: nobody's, so that even a field that wrongly counts as shared could show
 * no more than the public part.
 */
export const asAnyone = (ctx: Context): Context => callerContext(ctx.app, null, ctx.request, { cache: true });

/** Executes each event. What the stream throws becomes a last result, so that a client learns why it ended. */
export function mapEvents(events: AsyncIterator<FeedEvent>, ctx: Context, execute: (event: FeedEvent) => Promise<Result>): AsyncIterableIterator<Result> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const event = await events.next();
        return event.done ? { done: true, value: undefined } : { done: false, value: await execute(event.value) };
      } catch (error) {
        return { done: false, value: tellErrors({ errors: [toGraphQLError(error)] }, ctx) };
      }
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** The result with its errors as a client may see them. */
export function tellErrors(result: ExecutionResult, ctx: Context): Result {
  if (!result.errors) return result as Result;
  const log = ctx.app.log.child({ requestId: ctx.request.id });
  return { ...result, errors: result.errors.map((error) => toClientError(error, log, ctx.request.id)) };
}

export function toGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

export const badRequest = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });

async function within<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(
      new GraphQLError(`The operation took longer than ${timeoutMs} ms: ask for less at once.`, {
        extensions: { code: 'TIMEOUT' },
      }),
    );
  }, timeoutMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whether one execution can serve everybody. A root field must say so (`shared`); an argument among its `personalArgs`
 * or a field that looks at the viewer forbids it, and so does an `after` written into the text: as a variable it is taken out and replayed to the one who sent it.
 */
function sharing(schema: GraphQLSchema, document: DocumentNode): Pick<Prepared, 'shared' | 'afterVariable'> {
  const types = new TypeInfo(schema);
  const roots = [schema.getQueryType(), schema.getSubscriptionType()];
  let shared = true;
  let afterVariable: string | undefined;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const field = types.getFieldDef();
        const isRoot = roots.some((root) => root && root === types.getParentType());
        if (!field || field.extensions['viewerDependent'] === true) shared = false;
        if (isRoot && field?.extensions['shared'] !== true) shared = false;
        const personal = field?.extensions['personalArgs'];
        if (Array.isArray(personal) && node.arguments?.some(({ name }) => personal.includes(name.value))) shared = false;
        if (types.getParentType() !== schema.getSubscriptionType()) return;
        const after = node.arguments?.find((argument) => argument.name.value === 'after')?.value;
        if (after?.kind === Kind.VARIABLE) afterVariable = after.name.value;
        else if (after) shared = false;
      },
    }),
  );
  return { shared, afterVariable };
}
