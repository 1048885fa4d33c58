import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { GraphQLError } from 'graphql';
import type { App, Context } from '../resolvers/context.ts';
import { isBad, misplaced, type OneAsked, readAsked } from './asked.ts';
import { contextOf } from './callers.ts';
import type { Streams } from './event-stream.ts';
import { isForm, readForm } from './form.ts';
import { type Guard, isRefused, type Refused } from './guard.ts';
import type { HeaderSource } from './headers.ts';
import type { Journal } from './journal.ts';
import { badRequest, type Result, toClientError } from './masking.ts';
import type { Pipeline } from './pipeline.ts';

/** https://graphql.github.io/graphql-over-http/draft/#sec-Media-Types */
const GRAPHQL_RESPONSE = 'application/graphql-response+json';
export const JSON_RESPONSE = 'application/json';
const EVENT_STREAM = 'text/event-stream';
const NO_STREAM = 'What a form asks for is answered at once, not by a stream.';
const FIELDS_WITHIN_MS = 30_000;

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

export interface DoorParts {
  readonly app: App;
  readonly pipeline: Pipeline;
  readonly guard: Guard;
  readonly journal: Journal;
  readonly headers: HeaderSource;
  readonly streams: Streams;
}

/** The way of an operation over HTTP: POST to one result or a batch of them, POST or GET to a stream of events. */
export function createDoor(parts: DoorParts): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const { app, guard, headers } = parts;
  const answerOne = createAnswering(parts);
  const stream = createStreaming(parts);

  async function answerAll(ctx: Context, batch: readonly OneAsked[], type: string): Promise<Answer> {
    const answers = await Promise.all(batch.map((asked) => answerOne(ctx, asked, type)));
    const waits = answers.map((answer) => Number(answer.headers?.['retry-after'] ?? 0));
    return {
      status: answers.every(({ status }) => status === 429) ? 429 : 200,
      body: `[${answers.map(({ body }) => body).join(',')}]`,
      ...(waits.some((waitS) => waitS > 0) && { headers: { 'retry-after': String(Math.max(...waits)) } }),
    };
  }

  /** The files come while the operation is carried out, so it has as long as they may take. */
  async function answerForm(ctx: Context, req: IncomingMessage, type: string): Promise<Answer> {
    const form = await readForm(req, app.config, FIELDS_WITHIN_MS);
    if ('problems' in form) return refuse(ctx, form.status, form.problems.map(badRequest));
    try {
      return await answerOne(ctx, form.asked, type, app.config.DOCUMENT_UPLOAD_S * 1_000);
    } finally {
      form.end();
    }
  }

  /** Undefined once the answer is a stream. */
  async function answer(ctx: Context, req: IncomingMessage, res: ServerResponse, type: string | undefined) {
    if (type === undefined) return refuse(ctx, 406, [badRequest(`Accept ${JSON_RESPONSE} or ${EVENT_STREAM}.`)]);
    if (isForm(req) && req.method === 'POST')
      return type === EVENT_STREAM ? refuse(ctx, 400, [badRequest(NO_STREAM)]) : answerForm(ctx, req, type);
    const asked = await readAsked(req, app.config);
    if ('length' in asked) {
      return type === EVENT_STREAM
        ? refuse(ctx, 400, [badRequest('A stream is of one operation.')])
        : answerAll(ctx, asked, type);
    }
    return type === EVENT_STREAM ? stream(ctx, asked, req, res) : answerOne(ctx, asked, type);
  }

  return async (req, res) => {
    const ctx = await contextOf(app, req);
    const type = mediaType(req.headers.accept);
    const answered = await answer(ctx, req, res, type);
    if (!answered || res.destroyed) return;
    res.writeHead(answered.status, {
      ...headers.of(req),
      ...guard.headers(ctx),
      'x-request-id': ctx.request.id,
      'content-type': type === GRAPHQL_RESPONSE ? `${type}; charset=utf-8` : `${JSON_RESPONSE}; charset=utf-8`,
      'content-length': Buffer.byteLength(answered.body),
      // What is left of a form that was not taken to its end would be taken for the next request.
      ...(!req.complete && isForm(req) && { connection: 'close' }),
      ...answered.headers,
    });
    res.end(answered.body);
  };
}

function createAnswering({ pipeline, guard, journal }: DoorParts) {
  return async (ctx: Context, asked: OneAsked, type: string, timeoutMs?: number): Promise<Answer> => {
    if (isBad(asked)) return refuse(ctx, asked.status, asked.problems.map(badRequest));
    const startedAt = performance.now();
    const entering = guard.enter(ctx, asked.query, asked.operationName);
    const entry = entering instanceof Promise ? await entering : entering;
    if (isRefused(entry)) {
      journal.write(ctx, entry, 'http', startedAt);
      return refuseEntry(ctx, entry, type);
    }
    const wrong = misplaced(asked, entry, false);
    if (wrong) return refuse(ctx, wrong.status, wrong.errors, wrong.headers);
    const { body, status, hasErrors } = await pipeline.respond(entry, asked.variables, ctx, timeoutMs);
    journal.write(ctx, entry, 'http', startedAt, hasErrors);
    // Of plain JSON older clients expect 200 whenever the body is a GraphQL result.
    return { status: type === GRAPHQL_RESPONSE ? status : 200, body };
  };
}

function createStreaming({ guard, journal, headers, streams }: DoorParts) {
  return async (
    ctx: Context,
    asked: OneAsked,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<Answer | undefined> => {
    if (isBad(asked)) return refuse(ctx, asked.status, asked.problems.map(badRequest));
    const startedAt = performance.now();
    const entry = await guard.enter(ctx, asked.query, asked.operationName);
    if (isRefused(entry)) {
      journal.write(ctx, entry, 'sse', startedAt);
      return refuseEntry(ctx, entry, GRAPHQL_RESPONSE);
    }
    const wrong = misplaced(asked, entry, true);
    if (wrong) return refuse(ctx, wrong.status, wrong.errors, wrong.headers);
    const stream = streams.enter(ctx);
    if (!stream)
      return refuse(ctx, 429, [badRequest('This address holds as many connections as one may: close some.')]);
    journal.write(ctx, entry, 'sse', startedAt);
    const about = { ...headers.of(req), ...guard.headers(ctx), 'x-request-id': ctx.request.id };
    await stream(entry, asked.variables, res, about);
    return undefined;
  };
}

function refuse(
  ctx: Context,
  status: number,
  errors: readonly GraphQLError[],
  headers?: Record<string, string>,
): Answer {
  const result: Result = { errors: errors.map((error) => toClientError(error, ctx)) };
  // What is left of a body that was not read to its end would be taken for the next request.
  const unread = status === 413 || status === 415;
  return { status, body: JSON.stringify(result), headers: { ...headers, ...(unread && { connection: 'close' }) } };
}

function refuseEntry(ctx: Context, { status, errors, retryAfterS }: Refused, type: string): Answer {
  if (status === 429) return refuse(ctx, status, errors, { 'retry-after': String(retryAfterS) });
  return refuse(ctx, type === GRAPHQL_RESPONSE ? status : 200, errors);
}

/** Asks for its answer as an event stream. */
export const wantsStream = ({ headers: { accept } }: IncomingMessage): boolean =>
  accept?.includes(EVENT_STREAM) === true;

/** What is answered with; undefined if the client takes nothing of what there is. */
export function mediaType(accept: string | undefined): string | undefined {
  if (accept === undefined || accept === JSON_RESPONSE) return JSON_RESPONSE;
  if (accept.includes(EVENT_STREAM)) return EVENT_STREAM;
  if (accept.includes(GRAPHQL_RESPONSE)) return GRAPHQL_RESPONSE;
  return /\*\/\*|application\/(?:\*|json)/.test(accept) ? JSON_RESPONSE : undefined;
}
