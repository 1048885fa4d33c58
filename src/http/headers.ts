import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';

export type Headers = Readonly<Record<string, string>>;

/** The headers that go with every answer, by who asks. */
export interface HeaderSource {
  of(req: IncomingMessage): Headers;
  /** The answer to a preflight (https://fetch.spec.whatwg.org/#cors-preflight-fetch), or to any other OPTIONS. */
  ofOptions(req: IncomingMessage, methods?: string): Headers;
}

const YEAR_S = 31_536_000;
const PREFLIGHT_S = 600;
const METHODS = 'GET, POST, OPTIONS';
const ALLOWED =
  'Authorization, Content-Type, X-Request-Id, Idempotency-Key, GraphQL-Require-Preflight, Apollo-Require-Preflight, Range, If-Range';

/**
 * Security headers, and CORS by list. No cookie means anything here, so nothing is ever said of credentials, and a page
 * of an origin that is not on the list is told nothing at all.
 */
export function createHeaders(config: Config): HeaderSource {
  const always: Headers = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': config.CORS_ORIGINS.length > 0 ? 'cross-origin' : 'same-origin',
    'cache-control': 'no-store',
    // A browser that was told once to come by TLS could never reach a server that has none.
    ...(config.PUBLIC_URL?.startsWith('https://') && {
      'strict-transport-security': `max-age=${YEAR_S}; includeSubDomains`,
    }),
    // Also where no origin is given: what is kept for one must not be served to another.
    ...(config.CORS_ORIGINS.length > 0 && { vary: 'Origin' }),
  };
  const allowed = new Map(
    config.CORS_ORIGINS.map((origin) => [
      origin,
      {
        ...always,
        'access-control-allow-origin': origin,
        'access-control-expose-headers':
          'RateLimit, RateLimit-Policy, Retry-After, Link, X-Request-Id, Content-Disposition, Content-Range, ETag',
      },
    ]),
  );

  const of = ({ headers: { origin } }: IncomingMessage): Headers =>
    (origin === undefined ? undefined : allowed.get(origin)) ?? always;

  return {
    of,
    ofOptions(req, methods = METHODS) {
      const headers = of(req);
      if (headers === always) return { ...always, allow: methods };
      return {
        ...headers,
        allow: methods,
        'access-control-allow-methods': methods,
        'access-control-allow-headers': ALLOWED,
        'access-control-max-age': String(PREFLIGHT_S),
      };
    },
  };
}
