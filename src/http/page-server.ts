import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Pages } from './routes.ts';

/** Whoever asks has this long. */
const REQUEST_WITHIN_MS = 10_000;
const CONNECTIONS = 100;

/** A door for pages alone, such as /ready and /metrics of a process without the API. */
export async function openPages(
  pages: Pages,
  { host, port, log }: { host: string; port: number; log: Logger },
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer({ requestTimeout: REQUEST_WITHIN_MS }, (req, res) => {
    const page = pages[(req.url ?? '/').split('?', 1)[0] ?? '/'];
    if (!page || req.method !== 'GET') {
      res.writeHead(404).end();
      return;
    }
    Promise.resolve(page(req, res, {})).catch((error: unknown) => {
      log.error({ err: error }, 'a page failed');
      res.destroy();
    });
  });
  server.maxConnections = CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
