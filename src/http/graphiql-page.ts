import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { createGunzip, gzip } from 'node:zlib';
import { renderPage } from './graphiql.ts';
import type { Headers } from './headers.ts';

interface Page {
  readonly gzipped: Buffer;
  readonly headers: Headers;
}

/** Asks for GraphiQL: a browser that opens the address of the API. */
export const wantsPage = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html') === true;

/**
 * Serves GraphiQL, which needs nothing from the internet. The page is 9 MB of HTML with everything in it, so it is made
 * and packed once, at the first call, and a browser asks for it again only when it has changed.
 */
export function createGraphiqlPage(): (req: IncomingMessage, res: ServerResponse, headers: Headers) => Promise<void> {
  let page: Promise<Page> | undefined;
  return async (req, res, headers) => {
    const { gzipped, headers: own } = await (page ??= makePage());
    const all = { ...headers, ...own };
    if (req.headers['if-none-match'] === own['etag']) res.writeHead(304, all).end();
    else if (/\bgzip\b/.test(String(req.headers['accept-encoding']))) {
      res.writeHead(200, { ...all, 'content-encoding': 'gzip', 'content-length': gzipped.length });
      res.end(req.method === 'HEAD' ? undefined : gzipped);
    } else {
      res.writeHead(200, all);
      if (req.method === 'HEAD') res.end();
      else createGunzip().end(gzipped).pipe(res);
    }
  };
}

async function makePage(): Promise<Page> {
  const html = renderPage();
  return {
    gzipped: await promisify(gzip)(html),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyFor(html),
      'cache-control': 'no-cache',
      etag: `"${sha256(html).slice(0, 22)}"`,
      vary: 'Accept, Accept-Encoding, Origin',
    },
  };
}

/**
 * Nothing but the page's own scripts runs (they are named by their hashes), and it speaks to nobody but us. Its editor
 * makes its workers out of blobs and writes its own styles.
 */
function policyFor(html: string): string {
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, text = '']) => `'sha256-${sha256(text, 'base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const sha256 = (text: string, encoding: 'base64' | 'base64url' = 'base64url'): string =>
  createHash('sha256').update(text).digest(encoding);
