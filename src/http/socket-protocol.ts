import { performance } from 'node:perf_hooks';
import { type ExecutionArgs, type ExecutionResult, type FormattedExecutionResult, OperationTypeNode } from 'graphql';
import { CloseCode, makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import type { App, Context, Viewer } from '../resolvers/context.ts';
import { bearerToken, callerContext, verifyToken } from './callers.ts';
import { createFanOut } from './fan-out.ts';
import { type Guard, isRefused } from './guard.ts';
import type { Journal } from './journal.ts';
import type { Live } from './live.ts';
import { badRequest, toClientError, toGraphQLError } from './masking.ts';
import { metricsOf } from './metrics.ts';
import type { Outlet } from './outlet.ts';
import type { Pipeline } from './pipeline.ts';
import type { Prepared } from './prepare.ts';

const INIT_WITHIN_MS = 10_000;
/** An id is kept as long as its subscription. */
const LONGEST_ID = 100;

/** One WebSocket, as the protocol sees it. */
export interface Connection {
  readonly request: Context['request'];
  readonly outlet: Outlet;
  readonly close: (code: number, reason: string) => void;
  /** Ends it without a word. */
  readonly drop: () => void;
  viewer: Viewer | null;
  open: boolean;
  /** Ends the wait for the viewer's token to expire. */
  unwatch: (() => void) | undefined;
}

export interface ProtocolParts {
  readonly app: App;
  readonly pipeline: Pipeline;
  readonly guard: Guard;
  readonly journal: Journal;
  readonly live: Live;
}

interface Args extends ExecutionArgs {
  readonly contextValue: Context;
  readonly variableValues: Record<string, unknown>;
  readonly prepared: Prepared;
  readonly id: string;
  readonly connection: Connection;
}

/** graphql-transport-ws over our pipeline (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). */
export function createProtocol(parts: ProtocolParts): Server<Connection> {
  const { app, pipeline } = parts;
  const fanOut = createFanOut(pipeline, app.config.SUBSCRIBER_QUEUE);
  const { subscriptions, subscriptionsStarted, slowConsumers } = metricsOf(app);
  const admit = createAdmission(parts);

  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: INIT_WITHIN_MS,
    onConnect: ({ connectionParams, extra }) => greet(parts, extra, connectionParams),
    onSubscribe: (context, id, payload) => admit(context.extra, Object.keys(context.subscriptions).length, id, payload),

    execute(given) {
      const { prepared, variableValues, contextValue } = given as Args;
      return pipeline.execute(prepared, variableValues, contextValue) as Promise<ExecutionResult>;
    },

    async subscribe(given) {
      const { prepared, variableValues: variables, contextValue: ctx, id, connection } = given as Args;
      const results = prepared.shared
        ? await fanOut.join({ id, outlet: connection.outlet, prepared, variables, ctx })
        : await pipeline.subscribe(prepared, variables, ctx);
      if (!(Symbol.asyncIterator in results)) return results as ExecutionResult;
      subscriptions.inc();
      subscriptionsStarted.inc();
      return counted(results, () => {
        subscriptions.dec();
      }) as AsyncIterableIterator<ExecutionResult>;
    },

    // The results are made for clients already; graphql-ws would ask each error for its own JSON.
    onNext({ extra }, _id, _payload, _args, result) {
      if (result.errors?.some((error) => error.extensions?.['code'] === 'SLOW_CONSUMER')) {
        slowConsumers.inc();
        // Told what happened by this last result; the connection ends with the reason too.
        setImmediate(extra.outlet.abandon);
      }
      return result as FormattedExecutionResult;
    },

    onError: ({ extra }, _id, _payload, errors) => {
      const ctx = callerContext(app, extra.viewer, extra.request);
      return errors.map((error) => toClientError(toGraphQLError(error), ctx));
    },
  });
}

/** Takes the token or API key of connection_init. Without one the connection is nobody's; with a bad one it is refused (4403). */
async function greet(
  { app, live }: ProtocolParts,
  connection: Connection,
  params?: Record<string, unknown>,
): Promise<boolean> {
  const given = params?.['authorization'] ?? params?.['Authorization'];
  if (given === undefined || given === null) return true;
  const viewer =
    typeof given === 'string'
      ? await verifyToken(app, bearerToken(given) ?? '', connection.request.address)
      : undefined;
  if (!viewer) return false;
  connection.viewer = viewer;
  if (connection.open) {
    connection.unwatch = live.watch(viewer, (reason) => {
      connection.close(CloseCode.Forbidden, reason);
    });
  }
  return true;
}

function createAdmission({ app, pipeline, guard, journal }: ProtocolParts) {
  const { schema } = pipeline;
  const most = app.config.SUBSCRIPTIONS_PER_SOCKET;

  return async (connection: Connection, open: number, id: string, payload: SubscribePayload) => {
    if (id.length > LONGEST_ID) return [badRequest(`An id has ${LONGEST_ID} characters at most.`)];
    if (open > most) return [badRequest(`One connection holds ${most} subscriptions at most.`)];
    const startedAt = performance.now();
    const { viewer, request } = connection;
    const ctx = callerContext(app, viewer, request);
    const { query, operationName, variables } = payload;
    const entry = await guard.enter(ctx, query, operationName);
    journal.write(ctx, entry, 'ws', startedAt);
    if (isRefused(entry)) return entry.errors;
    // Loaders that keep what they loaded would serve the rows of the first event for ever.
    const lasting = entry.kind === OperationTypeNode.SUBSCRIPTION;
    const args: Args = {
      schema,
      document: entry.document,
      operationName: operationName ?? null,
      variableValues: variables ?? {},
      contextValue: lasting ? callerContext(app, viewer, request, { cache: false }) : ctx,
      prepared: entry,
      id,
      connection,
    };
    return args;
  };
}

/** The same results; calls back once when they end. */
function counted<T>(results: AsyncIterableIterator<T>, ended: () => void): AsyncIterableIterator<T> {
  let over = false;
  const end = (): void => {
    if (over) return;
    over = true;
    ended();
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const result = await results.next();
      if (result.done) end();
      return result;
    },
    async return() {
      end();
      return (await results.return?.()) ?? { done: true, value: undefined };
    },
  };
}
