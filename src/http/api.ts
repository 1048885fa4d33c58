import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '../resolvers/context.ts';
import { schema } from '../schema/index.ts';
import { createDoor } from './door.ts';
import { exampleTabs } from './example-tabs.ts';
import { createGuard } from './guard.ts';
import { limitsOf } from './limits.ts';
import { createPipeline } from './pipeline.ts';
import { serveSockets, type Sockets } from './sockets.ts';
import { createYogaHandler } from './yoga.ts';

const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 30_000;

export interface Api {
  readonly url: string;
  readonly sockets: Sockets;
  /** Takes no more requests, finishes those under way, lets the sockets go. */
  close(): Promise<void>;
}

/** Pages beside /graphql, by path. */
export type Pages = Readonly<Record<string, (req: IncomingMessage, res: ServerResponse) => Promise<void> | void>>;

/** The API's doors on one port: POST, GET and event streams at /graphql, WebSockets at the same path, and the pages. */
export async function openApi(app: App, pages: Pages = {}): Promise<Api> {
  const { config, log } = app;
  const pipeline = createPipeline({ schema, ...limitsOf(schema, config) });
  const guard = createGuard(app);
  const door = createDoor(app, pipeline, guard);
  const yoga = createYogaHandler(app, pipeline, guard, exampleTabs);

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = (req.url ?? '/').split('?', 1)[0] ?? '/';
    const page = pages[path];
    if (page) await page(req, res);
    else if (path === '/graphql' && door.takes(req)) await door.handle(req, res);
    else if (path === '/graphql') await yoga(req, res, {} as never);
    else if (path === '/') res.writeHead(302, { location: '/graphql' }).end();
    else res.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here: the API is at /graphql.\n');
  }

  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => {
      log.error({ err: error, path: req.url?.split('?', 1)[0] }, 'request failed');
      if (!res.headersSent) res.writeHead(500, { 'content-type': 'text/plain' });
      res.end();
    });
  });
  server.headersTimeout = HEADERS_WITHIN_MS;
  server.requestTimeout = REQUEST_WITHIN_MS;
  const sockets = serveSockets(server, '/graphql', app, pipeline, guard);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.PORT, config.HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${port}`,
    sockets,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => {
        resolve();
      }));
      await sockets.close();
      server.closeIdleConnections();
      const late = setTimeout(() => {
        server.closeAllConnections();
      }, 5_000);
      await closed;
      clearTimeout(late);
    },
  };
}
