import type { IncomingMessage, ServerResponse } from 'node:http';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { App, Context } from '../resolvers/context.ts';
import { callerContext, contextOf } from './callers.ts';
import type { Guard } from './guard.ts';
import { badRequest, isPrepared, type Pipeline, type Result } from './pipeline.ts';

type ServerContext = { req: IncomingMessage; res: ServerResponse };

export interface ExampleTab {
  readonly query: string;
  readonly variables?: string;
}

/** Yoga, for what the short door does not take: GraphiQL, GET, event streams (SSE). Same pipeline, same guard. */
export function createYogaHandler(app: App, pipeline: Pipeline, guard: Guard, tabs: readonly ExampleTab[]) {
  return createYoga<ServerContext>({
    schema: pipeline.schema,
    graphqlEndpoint: '/graphql',
    plugins: [usePipeline(app, pipeline, guard)],
    maskedErrors: false,
    logging: false,
    landingPage: false,
    multipart: false,
    cors: false,
    graphiql: { title: 'EcoCoin', subscriptionsProtocol: 'WS', defaultTabs: [...tabs], shouldPersistHeaders: true },
    renderGraphiQL,
  });
}

/** Answers every operation that Yoga reads by our pipeline, before Yoga would parse it. */
function usePipeline(app: App, pipeline: Pipeline, guard: Guard): Plugin<ServerContext> {
  async function answer(ctx: Context, method: string, params: Params): Promise<Result | AsyncIterable<Result>> {
    const prepared = pipeline.prepare(params.query ?? '', params.operationName);
    if (!isPrepared(prepared)) return refuse(prepared, 400);
    if (method === 'GET' && prepared.kind === OperationTypeNode.MUTATION) {
      return refuse([badRequest('GET only reads: send a mutation by POST.')], 405, { allow: 'POST' });
    }
    const refusal = await guard.admit(ctx, prepared);
    if (refusal) return refuse([refusal], 429);
    const variables = params.variables ?? {};
    if (prepared.kind !== OperationTypeNode.SUBSCRIPTION) return pipeline.execute(prepared, variables, ctx);
    return pipeline.subscribe(prepared, variables, callerContext(app, ctx.viewer, ctx.request, { cache: false }));
  }

  return {
    async onParams({ request, params, setResult, context }) {
      const ctx = await contextOf(app, (context as unknown as ServerContext).req);
      if (typeof params.query !== 'string') return;
      setResult((await answer(ctx, request.method, params)) as never);
    },
  };
}

interface Params {
  readonly query?: string;
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown> | null;
}

/** Yoga takes the status of the answer from the errors, and keeps `http` to itself. */
function refuse(errors: readonly GraphQLError[], status: number, headers?: Record<string, string>): Result {
  const http = { status, spec: true, ...(headers && { headers }) };
  return { errors: errors.map(({ message, extensions }) => new GraphQLError(message, { extensions: { ...extensions, http } })) as never };
}
