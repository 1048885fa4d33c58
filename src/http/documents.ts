import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { App, Context } from '../resolvers/context.ts';
import { DocumentDamagedError } from '../resolvers/documents/errors.ts';
import { type Download, openDownload } from '../resolvers/documents/open-download.ts';
import { putDocument } from '../resolvers/documents/put-document.ts';
import { Refusal } from '../resolvers/errors.ts';
import { encodeId } from '../resolvers/ids.ts';
import { contextOf } from './callers.ts';
import type { Guard } from './guard.ts';
import type { Headers, HeaderSource } from './headers.ts';
import { type ByteRange, readRange } from './ranges.ts';

export const DOCUMENTS = '/documents/';
const UPLOADS = `${DOCUMENTS}upload/`;

const STATUS: Readonly<Record<string, number>> = {
  LINK_REFUSED: 403,
  NOT_FOUND: 404,
  DOCUMENT_TOO_LARGE: 413,
  DOCUMENT_TYPE_REFUSED: 415,
  UPLOAD_INCOMPLETE: 400,
  BUSY: 503,
};

/** A file that is sent to a prepared upload: the only other request, beside a form, that may take long to come. */
export const isPut = ({ method, url }: IncomingMessage): boolean =>
  method === 'PUT' && url?.startsWith(UPLOADS) === true;

interface Exchange {
  readonly ctx: Context;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly headers: Headers;
}

/** The doors that links lead to: PUT takes the file of a prepared upload, GET gives a document or a part of it. */
export function createDocumentDoor(
  app: App,
  guard: Guard,
  headers: HeaderSource,
): (req: IncomingMessage, res: ServerResponse, path: string) => Promise<void> {
  return async (req, res, path) => {
    const isUpload = path.startsWith(UPLOADS);
    const methods = isUpload ? 'PUT, OPTIONS' : 'GET, HEAD, OPTIONS';
    if (req.method === 'OPTIONS') {
      res.writeHead(204, headers.ofOptions(req, methods)).end();
      return;
    }
    const ctx = await contextOf(app, req);
    const exchange = { ctx, req, res, headers: { ...headers.of(req), 'x-request-id': ctx.request.id } };
    const waitS = await guard.count(ctx);
    if (waitS > 0) return tell(exchange, 429, { code: 'RATE_LIMITED' }, { 'retry-after': String(waitS) });
    const token = path.slice(isUpload ? UPLOADS.length : DOCUMENTS.length);
    try {
      if (isUpload && req.method === 'PUT') await take(exchange, token);
      else if (!isUpload && (req.method === 'GET' || req.method === 'HEAD')) await give(exchange, token);
      else tell(exchange, 405, { code: 'METHOD_NOT_ALLOWED' }, { allow: methods });
    } catch (error) {
      fail(exchange, error);
    }
  };
}

async function take(exchange: Exchange, token: string): Promise<void> {
  const { ctx, req } = exchange;
  const length = req.headers['content-length'];
  const { document, version } = await putDocument(ctx, token, {
    mediaType: req.headers['content-type'],
    size: length === undefined ? undefined : Number(length),
    // Left before its end, the request must live on until it is answered.
    bytes: () => req.iterator({ destroyOnReturn: false }),
  });
  tell(exchange, 201, {
    document: encodeId('Document', document.id),
    version: encodeId('DocumentVersion', version.id),
    number: version.number,
    size: String(version.size),
    sha256: version.sha256.toString('hex'),
    mediaType: version.mediaType,
  });
}

async function give({ ctx, req, res, headers }: Exchange, token: string): Promise<void> {
  const download = await openDownload(ctx, token);
  const { size, version } = download;
  const etag = `"${version.sha256.toString('hex')}"`;
  const about = { ...headers, ...aboutOf(download), etag };
  if (req.headers['if-none-match']?.split(',').some((one) => one.trim() === etag || one.trim() === '*')) {
    res.writeHead(304, about).end();
    return;
  }
  const isSame = req.headers['if-range'] === undefined || req.headers['if-range'] === etag;
  const range = isSame ? readRange(req.headers.range, size) : undefined;
  if (range === 'UNSATISFIABLE') {
    res.writeHead(416, { ...about, 'content-range': `bytes */${size}` }).end();
    return;
  }
  const part = range ?? { start: 0, end: size };
  const answer = {
    ...about,
    'content-length': part.end - part.start,
    ...(range && { 'content-range': `bytes ${range.start}-${range.end - 1}/${size}` }),
  };
  const status = range ? 206 : 200;
  if (req.method === 'HEAD') res.writeHead(status, answer).end();
  else await send(res, download, part, () => res.writeHead(status, answer));
}

/** Of what is given, nothing is shown by a browser as a page of ours, whatever is in it. */
const aboutOf = ({ fileName, version }: Download) => ({
  'content-type': version.mediaType === 'text/csv' ? 'text/csv; charset=utf-8' : version.mediaType,
  'content-disposition': dispositionOf(fileName),
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'accept-ranges': 'bytes',
});

/** RFC 6266 with the name in ASCII for old programs, and in UTF-8 for the others (RFC 8187). */
function dispositionOf(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const whole = encodeURIComponent(fileName).replaceAll(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}

/**
 * The first bytes are opened before anything is said: what is damaged there is answered with 500. What is damaged later
 * breaks the connection off before it, and the client sees that bytes are missing.
 */
async function send(res: ServerResponse, download: Download, part: ByteRange, begin: () => void): Promise<void> {
  const bytes = download.read(part);
  const first = await bytes.next();
  begin();
  async function* all(): AsyncGenerator<Buffer, void, void> {
    if (!first.done) yield first.value;
    yield* bytes;
  }
  try {
    await pipeline(all, res);
  } catch {
    // The client has gone, or it is damaged, which is logged where it is found; the pipeline has closed the connection.
    res.destroy();
  }
}

function fail(exchange: Exchange, error: unknown): void {
  const { ctx, res } = exchange;
  if (res.headersSent || res.destroyed) {
    res.destroy();
  } else if (error instanceof Refusal) {
    tell(exchange, STATUS[error.code] ?? 422, { code: error.code, message: error.message });
  } else {
    // What is damaged was logged where it was found.
    if (!(error instanceof DocumentDamagedError)) {
      ctx.app.log.error({ err: error, requestId: ctx.request.id }, 'a document failed');
    }
    const message = `Something went wrong on our side. If you report it, name the request ${ctx.request.id}.`;
    tell(exchange, 500, { code: 'INTERNAL', message });
  }
}

function tell({ req, res, headers }: Exchange, status: number, body: object, more: Headers = {}): void {
  const text = `${JSON.stringify(body)}\n`;
  res.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    // What is left of a body that was not taken would pass for the next request.
    ...(!req.complete && { connection: 'close' }),
    ...more,
  });
  res.end(text);
  req.resume();
}
