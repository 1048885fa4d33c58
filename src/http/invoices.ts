import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '../resolvers/context.ts';
import { LinkRefused } from '../resolvers/documents/errors.ts';
import { openInvoice } from '../resolvers/invoices/read.ts';
import { contextOf } from './callers.ts';
import type { Guard } from './guard.ts';
import type { Headers } from './headers.ts';

export const INVOICES = '/invoices/';

/** The door that links to invoices, credit notes and receipts lead to: GET gives one as PDF. */
export function createInvoiceDoor(
  app: App,
  guard: Guard,
): (req: IncomingMessage, res: ServerResponse, headers: Headers, path: string) => Promise<void> {
  return async (req, res, headers, path) => {
    const say = (status: number, code: string, more: Headers = {}): void => {
      const text = `${JSON.stringify({ code })}\n`;
      res.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8', ...more }).end(text);
    };
    if (req.method !== 'GET' && req.method !== 'HEAD') return say(405, 'METHOD_NOT_ALLOWED', { allow: 'GET, HEAD' });
    const ctx = await contextOf(app, req);
    const waitS = await guard.count(ctx);
    if (waitS > 0) return say(429, 'RATE_LIMITED', { 'retry-after': String(waitS) });
    try {
      const { fileName, bytes } = await openInvoice(ctx, path.slice(INVOICES.length));
      res.writeHead(200, {
        ...headers,
        'content-type': 'application/pdf',
        'content-length': String(bytes.length),
        'content-disposition': `attachment; filename="${fileName}"`,
        'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      });
      res.end(req.method === 'HEAD' ? undefined : bytes);
    } catch (error) {
      if (!(error instanceof LinkRefused)) throw error;
      say(403, error.code);
    }
  };
}
