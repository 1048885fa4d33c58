import { createSourceEventStream, GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import type { Config } from '../config.ts';
import type { Context } from '../resolvers/context.ts';
import type { FeedEvent, FeedStream } from '../resolvers/feed.ts';
import { callerContext } from './callers.ts';
import { type Result, tellErrors, tellFailure } from './masking.ts';
import { contextFor } from './stale-reads.ts';
import { createPrepare, type Prepare, type Prepared, sharingKey } from './prepare.ts';

export type Variables = Readonly<Record<string, unknown>>;
export type EventStream = FeedStream;

/** A result as JSON. */
export interface Response {
  readonly body: string;
  /** What HTTP says of it: 200 with `data`, even in part; else whether the client or the server is to blame. */
  readonly status: number;
  readonly hasErrors: boolean;
}

/** Everything between the text of an operation and its result; all doors (HTTP, SSE, WebSocket) go through here. */
export interface Pipeline {
  readonly schema: GraphQLSchema;
  readonly prepare: Prepare;
  /** `timeoutMs` where it may take longer than operations do: while files come. */
  execute(prepared: Prepared, variables: Variables, ctx: Context, root?: unknown, timeoutMs?: number): Promise<Result>;
  /** The result as JSON. Identical shared reads that are under way at the same moment are executed once. */
  respond(prepared: Prepared, variables: Variables, ctx: Context, timeoutMs?: number): Promise<Response>;
  /** The events of a subscription, not yet executed; or the errors that refuse it. */
  events(prepared: Prepared, variables: Variables, ctx: Context): Promise<EventStream | Result>;
  /** The results of a subscription, or the errors that refuse it. */
  subscribe(prepared: Prepared, variables: Variables, ctx: Context): Promise<AsyncIterableIterator<Result> | Result>;
}

export const isStream = <T extends object>(result: T | Result): result is T => Symbol.asyncIterator in result;

export function createPipeline(schema: GraphQLSchema, config: Config): Pipeline {
  const { prepare, limits } = createPrepare(schema, config);
  /** Reads under way that do not depend on who asks. A write forgets them: who has written, reads what was written. */
  const flights = new Map<string, Promise<Response>>();

  const pipeline: Pipeline = {
    schema,
    prepare,

    async execute(prepared, variables, caller, root, timeoutMs = config.OPERATION_TIMEOUT_MS) {
      const ctx = contextFor(prepared, caller);
      try {
        // The variables of a subscription were checked when it began, and its events have no time limit each.
        if (root === undefined) limits.checkVariables(prepared.measured, variables);
        const work = prepared.compiled.query(root, ctx, variables);
        if (!(work instanceof Promise)) return tellErrors(work, ctx);
        return tellErrors(await (root === undefined ? within(work, timeoutMs, prepared.kind) : work), ctx);
      } catch (error) {
        return tellFailure(error, ctx);
      } finally {
        if (prepared.kind === OperationTypeNode.MUTATION) flights.clear();
      }
    },

    async respond(prepared, variables, ctx, timeoutMs) {
      if (!prepared.shared) {
        return toResponse(await pipeline.execute(prepared, variables, ctx, undefined, timeoutMs));
      }
      try {
        limits.checkVariables(prepared.measured, variables);
      } catch (error) {
        return toResponse(tellFailure(error, ctx));
      }
      const key = sharingKey(prepared, variables);
      const underWay = flights.get(key);
      if (underWay) return underWay;
      const flight = pipeline.execute(prepared, variables, asAnyone(ctx)).then((result) => {
        if (flights.get(key) === flight) flights.delete(key);
        return toResponse(result);
      });
      flights.set(key, flight);
      return flight;
    },

    async events(prepared, variables, ctx) {
      try {
        limits.checkVariables(prepared.measured, variables);
        const { document, name } = prepared;
        const args = { schema, document, operationName: name || null, variableValues: variables, contextValue: ctx };
        const stream = await createSourceEventStream(args);
        return Symbol.asyncIterator in stream ? (stream as EventStream) : tellErrors(stream, ctx);
      } catch (error) {
        return tellFailure(error, ctx);
      }
    },

    async subscribe(prepared, variables, ctx) {
      const events = await pipeline.events(prepared, variables, ctx);
      if (!isStream(events)) return events;
      return mapEvents(events, ctx, (event) => pipeline.execute(prepared, variables, ctx, event));
    },
  };
  return pipeline;
}

const toResponse = (result: Result): Response => ({
  body: JSON.stringify(result),
  status: result.data !== undefined ? 200 : statusOf(result.errors?.[0]?.extensions?.['code']),
  hasErrors: result.errors !== undefined,
});

/** Of a result without `data`, by the code of its first error. */
export function statusOf(code: unknown): number {
  if (code === 'TIMEOUT') return 503;
  return code === 'INTERNAL' ? 500 : 400;
}

/**
 * The context in which shared work is executed: nobody's, so that even a field that wrongly counts as shared could show
 * no more than the public part.
 */
export const asAnyone = (ctx: Context): Context => callerContext(ctx.app, null, ctx.request, { cache: true });

/** Executes each event. What the stream throws becomes a last result, so that a client learns why it ended. */
function mapEvents(
  events: EventStream,
  ctx: Context,
  execute: (event: FeedEvent) => Promise<Result>,
): AsyncIterableIterator<Result> {
  let ended = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (ended) return { done: true, value: undefined };
      try {
        const event = await events.next();
        if (!event.done) return { done: false, value: await execute(event.value) };
        ended = true;
        return { done: true, value: undefined };
      } catch (error) {
        ended = true;
        return { done: false, value: tellFailure(error, ctx) };
      }
    },
    async return() {
      ended = true;
      await events.return?.();
      return { done: true, value: undefined };
    },
  };
}

const LATE_WRITE = ' It may still be carried out: look, or send it again with the same idempotency key.';

/** What comes too late is not waited for and not told; should it fail after all, nobody has to know. */
async function within<T>(work: Promise<T>, timeoutMs: number, kind: OperationTypeNode): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const after = kind === OperationTypeNode.MUTATION ? LATE_WRITE : ' Ask for less at once.';
    const message = `The operation took longer than ${timeoutMs} ms.${after}`;
    late.reject(new GraphQLError(message, { extensions: { code: 'TIMEOUT' } }));
  }, timeoutMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
