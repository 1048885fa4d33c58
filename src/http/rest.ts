import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { getNamedType, isInterfaceType } from 'graphql';
import type { Context } from '../resolvers/context.ts';
import { decodeId } from '../resolvers/ids.ts';
import { isJson, readJson } from './body.ts';
import { contextOf } from './callers.ts';
import type { DoorParts } from './door.ts';
import { isRefused } from './guard.ts';
import { type Result, toClientError } from './masking.ts';
import { createOpenApiPages } from './openapi-page.ts';
import { problem, problemOf, type RestAnswer, resultAnswer } from './rest-answers.ts';
import { readBody, readParameters, type RestAsked, RestInputError } from './rest-input.ts';
import { REST, type RestRoute, restRoutes } from './rest-routes.ts';
import { objectTypes, resultSelection } from './rest-shapes.ts';

const METHODS = 'GET, HEAD, POST, OPTIONS';

export const isRestPath = (path: string): boolean => path === REST.slice(0, -1) || path.startsWith(REST);

/**
 * The same queries and mutations as JSON over HTTP: each request is made into one operation, which goes through the same guard
 * and the same pipeline as one that came to /graphql. So nothing can be done or read here that could not be there.
 */
export function createRestDoor(
  parts: DoorParts,
): (req: IncomingMessage, res: ServerResponse, path: string) => Promise<void> {
  const { app, pipeline, guard, headers } = parts;
  const routes = restRoutes(pipeline.schema);
  const pages = createOpenApiPages(pipeline.schema, routes, app.config);
  const carryOut = createCarrying(parts);

  return async (req, res, path) => {
    if (req.method === 'OPTIONS') {
      res.writeHead(204, headers.ofOptions(req, METHODS)).end();
      return;
    }
    const ctx = await contextOf(app, req);
    const always = { ...headers.of(req), 'x-request-id': ctx.request.id };
    const page = pages.get(path);
    const answer = page
      ? await answerPage(parts, ctx, req, page())
      : await answerRoute(ctx, req, routes.get(path), carryOut);
    if (res.destroyed) return;
    res.writeHead(answer.status, {
      ...always,
      ...guard.headers(ctx),
      'content-length': Buffer.byteLength(answer.body),
      ...answer.headers,
    });
    res.end(req.method === 'HEAD' ? undefined : answer.body);
  };
}

async function answerPage(
  { guard }: DoorParts,
  ctx: Context,
  { method }: IncomingMessage,
  page: RestAnswer,
): Promise<RestAnswer> {
  if (method !== 'GET' && method !== 'HEAD') return notAllowed(ctx, 'GET, HEAD');
  const waitS = await guard.count(ctx);
  return waitS === 0
    ? page
    : problemOf(ctx, { code: 'RATE_LIMITED', message: 'Too many requests.', retryAfterS: waitS });
}

const notAllowed = (ctx: Context, allow: string): RestAnswer =>
  problem(ctx, 405, { code: 'BAD_REQUEST', message: `Ask by ${allow}.` }, { allow });

async function answerRoute(
  ctx: Context,
  req: IncomingMessage,
  route: RestRoute | undefined,
  carryOut: ReturnType<typeof createCarrying>,
): Promise<RestAnswer> {
  if (!route) {
    const message = `There is nothing here: ${REST}docs lists every address.`;
    return problem(ctx, 404, { code: 'NOT_FOUND', message });
  }
  const isRead = req.method === 'GET' || req.method === 'HEAD';
  if (route.method === 'GET' ? !isRead : req.method !== 'POST') {
    return notAllowed(ctx, route.method === 'GET' ? 'GET, HEAD' : 'POST');
  }
  try {
    const asked = await read(ctx, req, route);
    return 'status' in asked ? asked : await carryOut(ctx, route, asked);
  } catch (error) {
    if (error instanceof RestInputError) return problemOf(ctx, { code: 'BAD_REQUEST', message: error.message });
    throw error;
  }
}

async function read(ctx: Context, req: IncomingMessage, route: RestRoute): Promise<RestAsked | RestAnswer> {
  const { url = '', headers } = req;
  const start = url.indexOf('?');
  const params = new URLSearchParams(start < 0 ? '' : url.slice(start));
  if (route.method === 'GET') return readParameters(route, params);
  const isEmpty = headers['content-length'] === '0' || headers['content-type'] === undefined;
  const takesNothing = route.field.args.length === 0;
  if (!(isEmpty && takesNothing) && !isJson(headers['content-type'])) {
    const message = 'Send the input as "Content-Type: application/json": nothing else is taken.';
    return problem(ctx, 415, { code: 'BAD_REQUEST', message }, { connection: 'close' });
  }
  const limit = ctx.app.config.BODY_BYTES;
  const body = isEmpty && takesNothing ? { value: {} } : await readJson(req, limit);
  if (body === 'TOO_LARGE') {
    const message = `The body is larger than ${limit} bytes.`;
    return problem(ctx, 413, { code: 'BAD_REQUEST', message }, { connection: 'close' });
  }
  if (typeof body === 'string') throw new RestInputError('The body is not JSON.');
  const key = headers['idempotency-key'];
  return readBody(route, params, body.value, typeof key === 'string' ? key : undefined);
}

function createCarrying({ pipeline, guard, journal }: DoorParts) {
  const selections = new Map<RestRoute, string>();

  /** An interface has members without end: what is asked for are those that the ids name. */
  function selection(route: RestRoute, { args, fields }: RestAsked): string {
    const { type } = route.field;
    if (fields === undefined && isInterfaceType(getNamedType(type))) {
      const ids = [args['id'], args['ids']].flat().filter((id) => typeof id === 'string');
      const among = objectTypes(
        pipeline.schema,
        ids.map((id) => decodeId(id)?.type ?? ''),
      );
      return among.length === 0 ? ' { __typename }' : resultSelection(type, { among });
    }
    const known = fields === undefined ? selections.get(route) : undefined;
    const text = known ?? resultSelection(type, { fields });
    if (fields === undefined) selections.set(route, text);
    return text;
  }

  function textOf(route: RestRoute, asked: RestAsked): string {
    const { kind, field } = route;
    const given = field.args.filter(({ name }) => asked.args[name] !== undefined);
    const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
    const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
    const head = `${kind} rest_${field.name}${declared && `(${declared})`}`;
    return `${head} { it: ${field.name}${passed && `(${passed})`}${selection(route, asked)} }`;
  }

  return async (ctx: Context, route: RestRoute, asked: RestAsked): Promise<RestAnswer> => {
    const startedAt = performance.now();
    const entry = await guard.enter(ctx, textOf(route, asked));
    if (isRefused(entry)) {
      journal.write(ctx, entry, 'rest', startedAt);
      const [first] = entry.errors.map((error) => toClientError(error, ctx));
      const { code, ...more } = first?.extensions ?? {};
      const message = first?.message ?? '';
      return problemOf(ctx, { code: typeof code === 'string' ? code : 'BAD_REQUEST', message, ...more });
    }
    const { body, hasErrors } = await pipeline.respond(entry, asked.args, ctx);
    journal.write(ctx, entry, 'rest', startedAt, hasErrors);
    return resultAnswer(ctx, route, asked, JSON.parse(body) as Result);
  };
}
