import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { z } from 'zod';
import type { App, Context } from '../resolvers/context.ts';
import { contextOf } from './callers.ts';
import type { Guard } from './guard.ts';
import { toClientError } from './masking.ts';
import { badRequest, isPrepared, type Pipeline, type Result } from './pipeline.ts';

/** https://graphql.github.io/graphql-over-http/draft/#sec-Media-Types */
const GRAPHQL_RESPONSE = 'application/graphql-response+json';
const JSON_RESPONSE = 'application/json';

const requestBody = z.object({
  query: z.string('must be a string: the text of the operation'),
  operationName: z.string('must be a string').nullish(),
  variables: z.record(z.string(), z.unknown(), 'must be an object').nullish(),
  extensions: z.record(z.string(), z.unknown(), 'must be an object').nullish(),
});

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Door {
  /** Whether the request is the common case: a POST of JSON that wants JSON back. */
  takes(req: IncomingMessage): boolean;
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

/**
 * The short way from a POST to its result. Everything else on /graphql (GraphiQL, GET, event streams) goes through
 * Yoga, which costs several times as much a request; both use the same pipeline and guard.
 */
export function createDoor(app: App, pipeline: Pipeline, guard: Guard): Door {
  async function answer(ctx: Context, given: unknown): Promise<Answer> {
    const request = requestBody.safeParse(given);
    if (!request.success) {
      return refuse(ctx, request.error.issues.map((issue) => badRequest(`${issue.path.join('.') || 'body'} ${issue.message}`)));
    }
    const { query, operationName, variables } = request.data;
    const prepared = pipeline.prepare(query, operationName);
    if (!isPrepared(prepared)) return refuse(ctx, prepared);
    if (prepared.kind === OperationTypeNode.SUBSCRIPTION) {
      return refuse(ctx, [badRequest('Subscriptions go over WebSocket (graphql-transport-ws) or with "Accept: text/event-stream".')]);
    }
    const refusal = await guard.admit(ctx, prepared);
    if (refusal) return refuse(ctx, [refusal], 429);
    return { status: 200, body: await pipeline.respond(prepared, variables ?? {}, ctx) };
  }

  function refuse(ctx: Context, errors: readonly GraphQLError[], status = 400): Answer {
    const result: Result = { errors: errors.map((error) => toClientError(error, app.log, ctx.request.id)) };
    return { status, body: JSON.stringify(result) };
  }

  async function answerAll(ctx: Context, given: unknown): Promise<Answer> {
    if (!Array.isArray(given)) return answer(ctx, given);
    const limit = app.config.BATCH_SIZE;
    if (given.length === 0 || given.length > limit) {
      return refuse(ctx, [badRequest(`A batch holds 1 to ${limit} operations.`)], given.length > limit ? 413 : 400);
    }
    const answers = await Promise.all(given.map((item) => answer(ctx, item)));
    return { status: 200, body: `[${answers.map(({ body }) => body).join(',')}]` };
  }

  return {
    takes: (req) =>
      req.method === 'POST' &&
      isJson(req.headers['content-type']) &&
      (req.headers.accept === undefined || /\*\/\*|application\/(\*|json|graphql-response\+json)/.test(req.headers.accept)) &&
      !/text\/event-stream|multipart\/mixed/.test(req.headers.accept ?? ''),

    async handle(req, res) {
      const ctx = await contextOf(app, req);
      res.setHeader('x-request-id', ctx.request.id);
      const spoken = req.headers.accept?.includes(GRAPHQL_RESPONSE) ? GRAPHQL_RESPONSE : JSON_RESPONSE;
      const body = await readBody(req, app.config.BODY_BYTES);
      let result: Answer;
      if (body === undefined) {
        result = refuse(ctx, [badRequest(`The body is larger than ${app.config.BODY_BYTES} bytes.`)], 413);
        res.setHeader('connection', 'close');
      } else {
        const parsed = parseJson(body);
        result = parsed === undefined ? refuse(ctx, [badRequest('The body is not JSON.')]) : await answerAll(ctx, parsed.value);
      }
      res.writeHead(result.status, { 'content-type': `${spoken}; charset=utf-8`, 'content-length': Buffer.byteLength(result.body) });
      res.end(result.body);
    },
  };
}

const isJson = (type = ''): boolean => /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type);

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The body as text; undefined if it is larger than the limit, whatever its header says. */
async function readBody(req: IncomingMessage, limit: number): Promise<string | undefined> {
  if (Number(req.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString('utf8');
}
