import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isApiKey } from '../resolvers/api-keys/rules.ts';
import type { App, Context, Viewer } from '../resolvers/context.ts';
import { createLoaders, type Loaders } from '../resolvers/loaders.ts';

const BEARER = /^Bearer +([\w.~+/=-]+)$/i;
const REQUEST_ID = /^[\w.:-]{8,64}$/;

/** The context of one HTTP request: who calls, from where. */
export async function contextOf(app: App, req: IncomingMessage): Promise<Context> {
  const token = bearerToken(req.headers.authorization);
  const request = requestOf(app, req);
  const viewer = token === undefined ? undefined : await verifyToken(app, token, request.address);
  const tokenRefused = req.headers.authorization !== undefined && !viewer;
  return callerContext(app, viewer ?? null, request, { tokenRefused });
}

/** Whose access token or API key it is. */
export const verifyToken = (app: App, token: string, address: string): Promise<Viewer | undefined> =>
  isApiKey(token) ? app.keys.verify(token, address) : app.tokens.verify(token);

export const bearerToken = (header: string | undefined): string | undefined => BEARER.exec(header ?? '')?.[1];

/**
 * A context with loaders of its own, made when they are first needed: most operations need none. In a subscription they
 * keep nothing: it would be served for ever.
 */
export function callerContext(
  app: App,
  viewer: Viewer | null,
  request: Context['request'],
  { cache = true, tokenRefused = false } = {},
): Context {
  let loaders: Loaders | undefined;
  return {
    app,
    viewer,
    request,
    tokenRefused,
    get loaders() {
      return (loaders ??= createLoaders(app.db, { cache }));
    },
  };
}

export function requestOf(app: App, req: IncomingMessage): Context['request'] {
  const given = req.headers['x-request-id'];
  return {
    id: typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID(),
    address: addressOf(req, app.config.TRUSTED_PROXIES),
    userAgent: (req.headers['user-agent'] ?? '').slice(0, 300),
  };
}

/** The peer's address, or what the outermost of our own proxies says; further entries are the client's own words. */
function addressOf(req: IncomingMessage, trustedProxies: number): string {
  const peer = req.socket.remoteAddress ?? '0.0.0.0';
  if (trustedProxies === 0) return peer;
  const forwarded = String(req.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((entry) => entry.trim());
  return forwarded.at(-trustedProxies) || peer;
}
