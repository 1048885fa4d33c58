import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { App } from '../resolvers/context.ts';
import { encodeCursor } from '../resolvers/feed.ts';
import { schema } from '../schema/index.ts';
import { isPut } from './documents.ts';
import { createStreams } from './event-stream.ts';
import { isForm } from './form.ts';
import { createGuard } from './guard.ts';
import { createHeaders } from './headers.ts';
import { createJournal } from './journal.ts';
import { createLive } from './live.ts';
import { createPipeline } from './pipeline.ts';
import { createRoutes, type Pages, PATH, pathOf } from './routes.ts';
import { serveSockets, type Sockets } from './sockets.ts';

/** A client that sends its headers or its body more slowly is let go, and so is one that takes nothing for a minute. */
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 2_000;
const IDLE_MS = 60_000;
/** Requests under way have this long when the process stops. */
const CLOSE_WITHIN_MS = 5_000;
const SETTLE_LOOK_MS = 5;

export interface Api {
  readonly url: string;
  readonly sockets: Sockets;
  /**
   * Takes no more requests, finishes those under way, lets the sockets go. Where no more events are handed out it waits,
   * but not for longer than this, until subscribers have all that were.
   */
  close(eventsWithinMs?: number): Promise<void>;
}

/**
 * The API's doors on one port: POST, GET and event streams at /graphql, WebSockets at the same path, what links to documents
 * lead to, the pages, and the dashboard at every other address that a person opens.
 */
export async function openApi(app: App, pages: Pages = {}): Promise<Api> {
  const { config, log } = app;
  const pipeline = createPipeline(schema, config);
  const guard = createGuard(app, pipeline.prepare);
  const journal = createJournal(app);
  const headers = createHeaders(config);
  const live = createLive(app);
  const streams = createStreams(app, pipeline, live);
  const routes = createRoutes({ app, pipeline, guard, journal, headers, streams }, pages);

  const server = createServer({ connectionsCheckingInterval: LOOK_EVERY_MS }, (req, res) => {
    const takesLong = isPut(req) || (req.method === 'POST' && isForm(req) && pathOf(req) === PATH);
    if (!takesLong) hasten(req, res);
    routes.take(req, res).catch((error: unknown) => {
      log.error({ err: error, path: pathOf(req) }, 'request failed');
      if (res.headersSent) res.destroy();
      else routes.say(req, res, 500, 'Something went wrong on our side.');
    });
  });
  const sockets = serveSockets(server, PATH, { app, pipeline, guard, journal, live });
  await listen(server, config);

  return {
    url: urlOf(server, config),
    sockets,
    close: (eventsWithinMs = 0) =>
      close(server, sockets, async () => {
        const cursor = await settle(app, eventsWithinMs);
        streams.close();
        sockets.close(cursor);
        live.close();
      }),
  };
}

/** Takes no more requests and lets those under way end, but not for ever. */
async function close(server: Server, sockets: Sockets, letGo: () => Promise<void>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  await letGo();
  server.closeIdleConnections();
  const late = setTimeout(() => {
    sockets.terminate();
    server.closeAllConnections();
  }, CLOSE_WITHIN_MS);
  await closed;
  clearTimeout(late);
}

/** The cursor up to which every subscriber has what it asked for; undefined where some have not in this time. */
async function settle({ feed }: App, withinMs: number): Promise<string | undefined> {
  const late = performance.now() + withinMs;
  while (!feed.idle && performance.now() < late) await pause(SETTLE_LOOK_MS);
  return withinMs > 0 && feed.idle ? encodeCursor(feed.head) : undefined;
}

/** Lets a client go whose body does not come in time. */
function hasten(req: IncomingMessage, res: ServerResponse): void {
  if (req.headers['content-length'] === undefined && req.headers['transfer-encoding'] === undefined) return;
  const late = setTimeout(() => {
    if (req.complete) return;
    if (!res.headersSent) res.writeHead(408, { connection: 'close' });
    res.end();
    req.destroy();
  }, REQUEST_WITHIN_MS);
  req.once('close', () => {
    clearTimeout(late);
  });
}

async function listen(server: Server, config: Config): Promise<void> {
  server.headersTimeout = HEADERS_WITHIN_MS;
  // Files take longer than anything else; what else comes is held to a time of its own.
  server.requestTimeout = config.DOCUMENT_UPLOAD_S * 1_000;
  server.timeout = IDLE_MS;
  server.maxConnections = config.SOCKETS_OPEN;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.PORT, config.HOST, resolve);
  });
}

function urlOf(server: Server, { HOST }: Config): string {
  const { port } = server.address() as AddressInfo;
  return `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`;
}
