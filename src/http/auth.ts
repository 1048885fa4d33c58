import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App, Context } from '../resolvers/context.ts';
import { beginFlow, finishFlow, providerOf } from '../resolvers/identities/flow.ts';
import { type IdentityProvider, ProviderError } from '../resolvers/identities/provider.ts';
import { cookieOf, type Flow, newFlow, readCookie } from '../resolvers/identities/rules.ts';
import { contextOf } from './callers.ts';
import type { Guard } from './guard.ts';
import type { HeaderSource } from './headers.ts';

export const AUTH = '/auth/';
const PATH = /^\/auth\/([a-z][a-z0-9-]{0,29})\/(start|callback)$/;

/** Why nobody was let in, as the page that began is told in its address. */
type Failure = 'FLOW_ENDED' | 'PROVIDER_REFUSED' | 'PROVIDER_UNREACHABLE' | 'RATE_LIMITED';

interface Answer {
  readonly status: number;
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

/**
 * The way over a provider of OpenID Connect. A page sends its user to /auth/<provider>/start with the hash of a secret of its
 * own (`challenge`, RFC 7636); the provider sends them to /auth/<provider>/callback; from there they come back to the page with
 * `#code=…`, which serves once, for a short time, and only with that secret (`identityLogin`, `identityLink`). No token is ever in
 * an address, and the cookie between the two means nothing to the API.
 */
export function createAuthDoor(
  app: App,
  guard: Guard,
  headers: HeaderSource,
): (req: IncomingMessage, res: ServerResponse, path: string) => Promise<void> {
  const { config } = app;
  const isSecure = config.PUBLIC_URL?.startsWith('https://') === true;
  // A name with this beginning is taken by browsers of this host alone, and over TLS alone (RFC 6265bis).
  const cookieName = isSecure ? '__Host-ecocoin-auth' : 'ecocoin-auth';
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  const setCookie = (value: string, maxAgeS: number): Record<string, string> => ({
    'set-cookie': `${cookieName}=${value}; Max-Age=${maxAgeS}; ${attributes}`,
  });

  async function start(ctx: Context, provider: IdentityProvider, params: URLSearchParams): Promise<Answer> {
    const flow = newFlow(params.get('challenge'), params.get('page'));
    if (!flow)
      return { status: 400, text: 'Give `challenge`, the SHA-256 of a secret in base64url, and a known `page`.' };
    const failed = (failure: Failure): Answer => backTo(flow, { error: failure });
    if ((await guard.countStrictly(ctx, 'authStart')) > 0) return failed('RATE_LIMITED');
    try {
      const { href } = await beginFlow(ctx, provider, flow);
      return { status: 303, headers: { location: href, ...setCookie(cookieOf(flow), config.OIDC_FLOW_TTL_S) } };
    } catch (error) {
      return failed(failureOf(ctx, provider, error));
    }
  }

  async function callback(ctx: Context, provider: IdentityProvider, req: IncomingMessage): Promise<Answer> {
    const flow = readCookie(cookieIn(req, cookieName));
    const cleared = setCookie('', 0);
    if (!flow) return { ...backTo({ page: '/sign-in' }, { error: 'FLOW_ENDED' }, cleared) };
    if ((await guard.countStrictly(ctx, 'authCallback')) > 0) return backTo(flow, { error: 'RATE_LIMITED' }, cleared);
    try {
      const code = await finishFlow(ctx, provider, { flow, query: queryOf(req) });
      return backTo(flow, { code }, cleared);
    } catch (error) {
      return backTo(flow, { error: failureOf(ctx, provider, error) }, cleared);
    }
  }

  async function answer(ctx: Context, req: IncomingMessage, path: string): Promise<Answer> {
    const [, name = '', step] = PATH.exec(path) ?? [];
    const provider = providerOf(ctx, name);
    if (!provider) return { status: 404, text: 'There is no such provider.' };
    if (req.method !== 'GET') return { status: 405, text: 'This is opened in a browser.', headers: { allow: 'GET' } };
    return step === 'start' ? start(ctx, provider, new URLSearchParams(queryOf(req))) : callback(ctx, provider, req);
  }

  return async (req, res, path) => {
    const ctx = await contextOf(app, req);
    const { status, text = '', headers: own } = await answer(ctx, req, path);
    const always = { ...headers.of(req), ...guard.headers(ctx), 'x-request-id': ctx.request.id };
    res.writeHead(status, { ...always, 'content-type': 'text/plain; charset=utf-8', ...own }).end(text && `${text}\n`);
  };
}

/** Back to the page. What comes after # stays in the browser: no server and no other site is told of it. */
const backTo = (
  { page }: Pick<Flow, 'page'>,
  told: { readonly code: string } | { readonly error: Failure },
  headers: Record<string, string> = {},
): Answer => ({
  status: 303,
  headers: { location: `${page}#${new URLSearchParams({ ...told }).toString()}`, ...headers },
});

function failureOf({ app, request }: Context, { name }: IdentityProvider, error: unknown): Failure {
  if (!(error instanceof ProviderError)) throw error;
  app.log.warn({ err: error, provider: name, requestId: request.id }, 'nobody could sign in by a provider');
  return error.kind === 'REFUSED' ? 'PROVIDER_REFUSED' : 'PROVIDER_UNREACHABLE';
}

function queryOf({ url = '' }: IncomingMessage): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start);
}

function cookieIn({ headers: { cookie = '' } }: IncomingMessage, name: string): string | undefined {
  const found = cookie.split(';').find((pair) => pair.trim().startsWith(`${name}=`));
  return found?.trim().slice(name.length + 1);
}
