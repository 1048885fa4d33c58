import type { IncomingMessage, ServerResponse } from 'node:http';
import { type IssuedRow, fileOf } from '../resolvers/certificates/file.ts';
import { type StatusPurpose, statusPurposes } from '../resolvers/certificates/credential.ts';
import { publishedKeys } from '../resolvers/certificates/keys.ts';
import { certificatePdf } from '../resolvers/certificates/press.ts';
import { publicCertificate, successorOf, verificationOf } from '../resolvers/certificates/read.ts';
import { statusList } from '../resolvers/certificates/status-lists.ts';
import type { App, Context } from '../resolvers/context.ts';
import { Refusal } from '../resolvers/errors.ts';
import { contextOf } from './callers.ts';
import { certificatePage, noCertificatePage, PAGE_POLICY } from './certificate-page.ts';
import type { Guard } from './guard.ts';
import type { Headers, HeaderSource } from './headers.ts';

const CERTIFICATES = '/certificates/';
const KEYS = '/.well-known/jwks.json';
const STATUS = /^status\/([a-z]{1,20})\/(\d{1,9})$/;
const FILE = /^([\da-f-]{36})(?:\.(pdf|json|jwt))?$/;
const METHODS = 'GET, HEAD';

export const isCertificatePath = (path: string): boolean => path === KEYS || path.startsWith(CERTIFICATES);

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string | Uint8Array;
}

/**
 * What everybody may read of certificates, without a login: their pages and files, the lists that say which were revoked, and
 * the keys that sign them. Programs of any site may read the files, lists and keys.
 */
export function createCertificateDoor(
  app: App,
  guard: Guard,
  headers: HeaderSource,
): (req: IncomingMessage, res: ServerResponse, path: string) => Promise<void> {
  return async (req, res, path) => {
    const ctx = await contextOf(app, req);
    const always = { ...headers.of(req), 'x-request-id': ctx.request.id };
    const give = ({ status, headers: own, body }: Answer): void => {
      res.writeHead(status, { ...always, ...own, 'content-length': Buffer.byteLength(body) });
      res.end(req.method === 'HEAD' ? undefined : body);
    };
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      return give({ ...plain(405, 'This can be read, and nothing else.'), headers: { allow: METHODS } });
    }
    const waitS = await guard.count(ctx);
    if (waitS > 0) {
      return give({
        ...plain(429, `Too many requests: try again in ${waitS} s.`),
        headers: { 'retry-after': `${waitS}` },
      });
    }
    try {
      give(await answer(ctx, path));
    } catch (error) {
      if (error instanceof Refusal) return give(plain(503, error.message));
      app.log.error({ err: error, requestId: ctx.request.id, path }, 'a certificate could not be given');
      give(plain(500, `Something went wrong on our side. If you report it, name the request ${ctx.request.id}.`));
    }
  };
}

const plain = (status: number, text: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${text}\n`,
});

/** For programs of any site: there is nothing here that depends on who asks. */
const OPEN = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };

async function answer(ctx: Context, path: string): Promise<Answer> {
  if (path === KEYS) return json(await publishedKeys(ctx.app), 'application/jwk-set+json');
  const name = path.slice(CERTIFICATES.length);
  const [, purpose, list] = STATUS.exec(name) ?? [];
  if (purpose !== undefined && list !== undefined) return status(ctx, purpose, Number(list));
  const [, id, kind] = FILE.exec(name) ?? [];
  const row = id === undefined ? undefined : await publicCertificate(ctx, id);
  if (!row) return kind === undefined ? page(404, noCertificatePage()) : plain(404, 'There is no such certificate.');
  return kind === undefined ? page(200, await pageOf(ctx, row)) : file(ctx, row, kind);
}

const json = (value: object, type: string): Answer => ({
  status: 200,
  headers: { ...OPEN, 'content-type': type },
  body: JSON.stringify(value),
});

async function status(ctx: Context, purpose: string, list: number): Promise<Answer> {
  const known = statusPurposes.find((each): each is StatusPurpose => each === purpose);
  const credential = known && (await statusList(ctx.app, known, list));
  if (credential === undefined) return plain(404, 'There is no such list.');
  const headers = {
    ...OPEN,
    'content-type': 'application/vc+jwt',
    'cache-control': `public, max-age=${ctx.app.config.CERTIFICATE_STATUS_TTL_S}`,
  };
  return { status: 200, headers, body: credential };
}

const page = (code: number, html: string): Answer => ({
  status: code,
  headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY },
  body: html,
});

async function pageOf(ctx: Context, row: IssuedRow): Promise<string> {
  return certificatePage({ row, steps: await verificationOf(ctx, row), successor: await successorOf(ctx, row) });
}

async function file(ctx: Context, row: IssuedRow, kind: string): Promise<Answer> {
  const disposition = { 'content-disposition': `attachment; filename="certificate-${row.id}.${kind}"` };
  if (kind === 'json') {
    const answered = json(fileOf(row), 'application/json');
    return { ...answered, headers: { ...answered.headers, ...disposition } };
  }
  const headers = {
    ...OPEN,
    ...disposition,
    'content-type': kind === 'pdf' ? 'application/pdf' : 'application/vc+jwt',
  };
  return { status: 200, headers, body: kind === 'pdf' ? await certificatePdf(ctx, row) : row.credential };
}
