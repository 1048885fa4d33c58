import { getNamedType, isLeafType } from 'graphql';
import type { Context } from '../resolvers/context.ts';
import type { Headers } from './headers.ts';
import type { Result } from './masking.ts';
import type { RestAsked } from './rest-input.ts';
import type { RestRoute } from './rest-routes.ts';
import { refusalsOf, unmark } from './rest-shapes.ts';
import { statusOfCode } from './rest-statuses.ts';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A refusal, with whatever its type or its extensions say besides. */
export interface Told {
  readonly code: string;
  readonly message: string;
  readonly [name: string]: unknown;
}

const PROBLEM = { 'content-type': 'application/problem+json' };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** Problem details (RFC 9457); `code` is that of the schema's refusals and never changes. */
export function problem(
  ctx: Context,
  status: number,
  { message, ...more }: Told,
  headers: Record<string, string> = {},
): RestAnswer {
  const body = { title: TITLES[status] ?? 'Refused', status, detail: message, ...more, requestId: ctx.request.id };
  return { status, headers: { ...PROBLEM, ...headers }, body: JSON.stringify(body) };
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** A refusal by its code, with the headers that its status asks for. */
export function problemOf(ctx: Context, told: Told): RestAnswer {
  const status = statusOfCode(told.code);
  const waitS = waitOf(told);
  return problem(ctx, status, told, {
    ...(status === 401 && { 'www-authenticate': challengeOf(ctx) }),
    ...(waitS !== undefined && (status === 429 || status === 503) && { 'retry-after': String(waitS) }),
  });
}

/** RFC 6750, section 3. */
const challengeOf = ({ tokenRefused = false }: Context): string =>
  `Bearer realm="ecocoin"${tokenRefused ? ', error="invalid_token"' : ''}`;

function waitOf({ retryAfterS, retryAt }: Told): number | undefined {
  if (typeof retryAfterS === 'number') return retryAfterS;
  if (typeof retryAt !== 'string') return undefined;
  return Math.max(1, Math.ceil((Date.parse(retryAt) - Date.now()) / 1_000));
}

/** What an operation gave, as REST says it: the thing itself, or a problem. */
export function resultAnswer(ctx: Context, route: RestRoute, asked: RestAsked, { data, errors }: Result): RestAnswer {
  const value = (data as { readonly it?: unknown } | null | undefined)?.it;
  const [first] = errors ?? [];
  if (value === undefined || value === null) {
    if (!first) return problemOf(ctx, { code: 'NOT_FOUND', message: 'There is no such thing that you may see.' });
    const { code, ...more } = first.extensions ?? {};
    return problemOf(ctx, { code: typeof code === 'string' ? code : 'INTERNAL', message: first.message, ...more });
  }
  const plain = unmark(value);
  if (refusalsOf(route.field.type).length > 0) {
    const { __typename, ...result } = plain as { readonly __typename: string } & Record<string, unknown>;
    const refused = refusalsOf(route.field.type).some(({ name }) => name === __typename);
    return refused ? problemOf(ctx, result as unknown as Told) : ok(ctx, route, asked, withErrors(result, errors));
  }
  return ok(ctx, route, asked, isLeafType(getNamedType(route.field.type)) ? plain : withErrors(plain, errors));
}

/** What could not be read of a thing that is there, or was done, is told beside it. */
const withErrors = (value: unknown, errors: Result['errors']): unknown =>
  errors && typeof value === 'object' && !Array.isArray(value) ? { ...value, errors } : value;

function ok(ctx: Context, route: RestRoute, asked: RestAsked, value: unknown): RestAnswer {
  const next = nextOf(route, asked, value);
  return { status: 200, headers: { ...JSON_TYPE, ...(next && { link: next }) }, body: JSON.stringify(value) };
}

/** Where the next page of a list is (RFC 8288). */
function nextOf({ path }: RestRoute, { args, fields }: RestAsked, value: unknown): string | undefined {
  const info = (value as { readonly pageInfo?: { readonly hasNextPage?: boolean; readonly endCursor?: string } } | null)
    ?.pageInfo;
  if (info?.hasNextPage !== true || typeof info.endCursor !== 'string') return undefined;
  const params = new URLSearchParams();
  for (const [name, given] of Object.entries({ ...args, after: info.endCursor })) {
    for (const item of Array.isArray(given) ? given : [given]) {
      params.append(name, typeof item === 'object' ? JSON.stringify(item) : String(item));
    }
  }
  if (fields !== undefined) params.append('fields', fields);
  return `<${path}?${params.toString()}>; rel="next"`;
}
