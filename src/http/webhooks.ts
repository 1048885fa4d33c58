import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '../resolvers/context.ts';
import { NotFound } from '../resolvers/errors.ts';
import { NoticeForged } from '../resolvers/payments/processor.ts';
import { takeNotice } from '../resolvers/payments/take-notice.ts';
import { readBytes } from './body.ts';
import type { Headers } from './headers.ts';

export const STRIPE_WEBHOOK = '/webhooks/stripe';

/**
 * Where Stripe posts what has happened. A signature over the very bytes says that it is Stripe, and nothing is looked up
 * before it was checked. 200 says that it is written down: whatever else is answered, Stripe posts it again.
 */
export function createWebhookDoor(
  app: App,
): (req: IncomingMessage, res: ServerResponse, headers: Headers) => Promise<void> {
  return async (req, res, headers) => {
    const say = (status: number, code: string, more: Headers = {}): void => {
      const text = `${JSON.stringify({ code })}\n`;
      res.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8', ...more }).end(text);
    };
    if (req.method !== 'POST') return say(405, 'METHOD_NOT_ALLOWED', { allow: 'POST' });
    const body = await readBytes(req, app.config.BODY_BYTES);
    if (body === 'TOO_LARGE') return say(413, 'TOO_LARGE', { connection: 'close' });
    if (body === 'BROKEN_OFF') return say(400, 'BROKEN_OFF');
    const signature = req.headers['stripe-signature'];
    try {
      const isNew = await takeNotice(app, body, Array.isArray(signature) ? signature[0] : signature);
      say(200, isNew ? 'TAKEN' : 'KNOWN');
    } catch (error) {
      if (error instanceof NoticeForged) say(400, 'SIGNATURE_INVALID');
      else if (error instanceof NotFound) say(404, 'NOT_FOUND');
      else throw error;
    }
  };
}
