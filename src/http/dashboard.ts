import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { Headers } from './headers.ts';

/** What `node web/build.ts` made: folders by the hash of their sources, and the name of the one that counts. */
const DIST = join(import.meta.dirname, '../../web/dist');
const ASSETS = '/assets/';
/** Stands at the top, since a service worker serves what lies below it. */
const WORKER = '/service-worker.js';
const DAY_S = 86_400;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const PACKINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/**
 * Nothing inline, nothing from elsewhere, no text that becomes a script; and the page speaks to nobody but us. Certificates and
 * documents are links, so nothing is framed.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  // Made for the address of the service worker alone (web/src/lib/push.ts).
  'trusted-types ecocoin',
  "frame-ancestors 'none'",
].join('; ');

/** In a build: the addresses of its pages (web/src/pages/paths.ts). It is for us alone. */
const PATHS = 'paths.json';

interface Build {
  readonly name: string;
  readonly files: ReadonlyMap<string, Buffer>;
  /** The parts of each address of a page; one that begins with a colon stands for anything. */
  readonly pages: readonly (readonly string[])[];
}

const isRead = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD';

function isPage({ pages }: Build, path: string): boolean {
  const parts = path.split('/');
  const fits = (page: readonly string[]): boolean =>
    page.length === parts.length &&
    page.every((part, at) => part === parts[at] || (part.startsWith(':') && parts[at] !== ''));
  return pages.some(fits);
}

/** Whether it is for the dashboard: one of its files, or an address that a person opens. */
export const isDashboardPath = (req: IncomingMessage, path: string): boolean =>
  isRead(req) &&
  (path.startsWith(ASSETS) ||
    path === WORKER ||
    path === '/' ||
    // A program that asks for what is not there is told so in a line of text.
    req.headers.accept?.includes('text/html') === true);

/** Serves the dashboard: every address of a page is the same document, which then draws what belongs to the address. */
export function createDashboardDoor(): (
  req: IncomingMessage,
  res: ServerResponse,
  headers: Headers,
  path: string,
) => Promise<void> {
  let build: Promise<Build | undefined> | undefined;
  return async (req, res, headers, path) => {
    const isAsset = path.startsWith(ASSETS);
    const isFile = isAsset || path === WORKER;
    // One may be built while we run: the document tells which files count, so it is looked at then.
    if (!isAsset && (await build)?.name !== (await currentName())) build = undefined;
    const found = await (build ??= readBuild());
    if (!found) {
      build = undefined;
      const text = 'The dashboard is not built: npm run build. The API is at /graphql.\n';
      res.writeHead(503, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(text);
      return;
    }
    const { files } = found;
    const name = isFile ? path.slice(1) : 'index.html';
    const body = files.get(name);
    if (!body) {
      res.writeHead(404, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end('There is no such file.\n');
      return;
    }
    const packing = PACKINGS.find(([coding, ending]) => accepts(req, coding) && files.has(name + ending));
    const sent = (packing && files.get(name + packing[1])) ?? body;
    res.writeHead(isFile || isPage(found, path) ? 200 : 404, {
      ...headers,
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-length': sent.length,
      vary: headers['vary'] ? `${headers['vary']}, Accept-Encoding` : 'Accept-Encoding',
      // The name of a file in /assets says what is in it; the document says which files count now.
      'cache-control': isAsset ? `public, max-age=${365 * DAY_S}, immutable` : 'no-cache',
      ...(isFile ? {} : { 'content-security-policy': POLICY }),
      ...(packing && { 'content-encoding': packing[0] }),
    });
    res.end(req.method === 'HEAD' ? undefined : sent);
  };
}

const accepts = ({ headers }: IncomingMessage, coding: string): boolean =>
  new RegExp(`\\b${coding}\\b(?!\\s*;\\s*q=0(?:\\.0*)?(?:,|$))`).test(headers['accept-encoding']?.toString() ?? '');

const currentName = (): Promise<string | undefined> =>
  readFile(join(DIST, 'current'), 'utf8').then(
    (name) => name.trim(),
    () => undefined,
  );

/** All files of the build that counts, by their path in it; undefined where there is none. */
async function readBuild(): Promise<Build | undefined> {
  const name = await currentName();
  if (name === undefined) return undefined;
  const folder = join(DIST, name);
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = files.map(async (file) => [file.slice(folder.length + 1), await readFile(file)] as const);
  const all = new Map(await Promise.all(read));
  const paths = all.get(PATHS);
  if (!paths) return undefined;
  all.delete(PATHS);
  const pages = (JSON.parse(paths.toString('utf8')) as readonly string[]).map((path) => path.split('/'));
  return { name, files: all, pages };
}
