import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { GraphQLError } from 'graphql';
import { createYoga, type GraphQLParams, type Plugin } from 'graphql-yoga';
import type { Context } from '../resolvers/context.ts';
import { isBad, misplaced, readUrl } from './asked.ts';
import { contextOf } from './callers.ts';
import { type DoorParts, JSON_RESPONSE, mediaType } from './door.ts';
import { isRefused } from './guard.ts';
import type { Headers } from './headers.ts';
import { type Result, toClientError } from './masking.ts';
import { statusOf, type Variables } from './pipeline.ts';

/** Yoga takes the status and the headers out of `extensions.http`, which is not sent. */
interface Told extends Result {
  readonly extensions?: { readonly http: { readonly status: number; readonly headers: Headers } };
}

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/**
 * GET of one operation, which only reads: GraphQL Yoga takes the request, settles the media type and writes the answer;
 * what stands between is the same guard and the same pipeline as behind every other door.
 */
export function createYogaDoor(parts: DoorParts): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const { pipeline, headers } = parts;
  const answer = createAnswer(parts);
  const throughPipeline: Plugin<object, Exchange> = {
    onRequestParse({ request, setRequestParser }) {
      setRequestParser(() => paramsOf(request.url));
    },
    async onParams({ params, context, setResult }) {
      setResult((await answer(params, context)) as object);
    },
  };
  const yoga = createYoga<Exchange>({
    schema: pipeline.schema,
    graphqlEndpoint: '*',
    plugins: [throughPipeline],
    graphiql: false,
    landingPage: false,
    // Its CORS, its masking and its log are ours: the same at every door.
    cors: false,
    maskedErrors: false,
    logging: false,
    multipart: false,
    batching: false,
  });
  return async (req, res) => {
    for (const [name, value] of Object.entries(headers.of(req))) res.setHeader(name, value);
    await yoga.handle(req, res);
  };
}

/** Read as every GET is, those for a stream included. */
function paramsOf(url: string): GraphQLParams {
  const asked = readUrl(url);
  if (!isBad(asked)) {
    const { query, operationName, variables } = asked;
    return { query, variables, ...(operationName !== undefined && { operationName }) };
  }
  const extensions = { code: 'BAD_REQUEST', http: { status: asked.status } };
  throw new GraphQLError(asked.problems.join(' '), { extensions });
}

function createAnswer({ app, pipeline, guard, journal }: DoorParts) {
  return async ({ query, operationName, variables }: GraphQLParams, { req, res }: Exchange): Promise<Told> => {
    const startedAt = performance.now();
    const ctx = await contextOf(app, req);
    res.setHeader('x-request-id', ctx.request.id);
    // Of plain JSON older clients expect 200 whenever the body is a GraphQL result.
    const plain = mediaType(req.headers.accept) === JSON_RESPONSE;
    const entry = await guard.enter(ctx, query ?? '', operationName);
    for (const [name, value] of Object.entries(guard.headers(ctx))) res.setHeader(name, value);
    if (isRefused(entry)) {
      journal.write(ctx, entry, 'http', startedAt);
      const { status, errors, retryAfterS } = entry;
      if (status === 429) return refuse(ctx, status, errors, { 'retry-after': String(retryAfterS) });
      return refuse(ctx, plain ? 200 : status, errors);
    }
    const wrong = misplaced({ readOnly: true }, entry, false);
    if (wrong) return refuse(ctx, wrong.status, wrong.errors, wrong.headers);
    const result = await pipeline.execute(entry, (variables ?? {}) as Variables, ctx);
    journal.write(ctx, entry, 'http', startedAt, result.errors !== undefined);
    const status = plain || result.data !== undefined ? 200 : statusOf(result.errors?.[0]?.extensions?.['code']);
    return { ...result, extensions: { http: { status, headers: {} } } };
  };
}

function refuse(ctx: Context, status: number, errors: readonly GraphQLError[], headers: Headers = {}): Told {
  return { errors: errors.map((error) => toClientError(error, ctx)), extensions: { http: { status, headers } } };
}
