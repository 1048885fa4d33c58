import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, OperationTypeNode } from 'graphql';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols, makeServer } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { App, Viewer } from '../resolvers/context.ts';
import { bearerToken, callerContext, requestOf } from './callers.ts';
import { createFanOut } from './fan-out.ts';
import type { Guard } from './guard.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import { badRequest, isPrepared, type Pipeline, type Prepared } from './pipeline.ts';

/** RFC 6455: "try again later". */
const SLOW = 1013;
/** RFC 6455 registry: the service restarts. */
const RESTART = 1012;
const PING_EVERY_MS = 15_000;
const INIT_WITHIN_MS = 10_000;

interface Connection {
  readonly request: ReturnType<typeof requestOf>;
  readonly outlet: Outlet;
  readonly close: (code: number, reason: string) => void;
  viewer: Viewer | null;
  expiry?: NodeJS.Timeout;
}

type Args = ExecutionArgs & { readonly prepared: Prepared; readonly id: string; readonly connection: Connection };

export interface Sockets {
  readonly count: number;
  /** Ends every connection: clients come back to another process, or to this one once it is up again. */
  close(): Promise<void>;
}

/** GraphQL over WebSocket (graphql-transport-ws) at `path`. */
export function serveSockets(server: Server, path: string, app: App, pipeline: Pipeline, guard: Guard): Sockets {
  const { config } = app;
  const fanOut = createFanOut(pipeline, config.SUBSCRIBER_QUEUE);
  const connections = new Set<Connection>();
  const perAddress = new Map<string, number>();

  const protocol = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: INIT_WITHIN_MS,

    async onConnect({ connectionParams, extra }) {
      const given = connectionParams?.['authorization'] ?? connectionParams?.['Authorization'];
      if (given === undefined || given === null) return true;
      const viewer = await app.tokens.verify(bearerToken(String(given)) ?? '');
      if (!viewer) return false;
      extra.viewer = viewer;
      extra.expiry = setTimeout(() => {
        extra.close(CloseCode.Forbidden, 'The access token has expired: refresh it and connect again.');
      }, viewer.expiresAt.getTime() - Date.now());
      return true;
    },

    async onSubscribe({ extra, subscriptions }, id, { query, operationName, variables }) {
      if (Object.keys(subscriptions).length > config.SUBSCRIPTIONS_PER_SOCKET) {
        return [badRequest(`One connection holds ${config.SUBSCRIPTIONS_PER_SOCKET} subscriptions at most.`)];
      }
      const prepared = pipeline.prepare(query, operationName);
      if (!isPrepared(prepared)) return prepared;
      const subscribing = prepared.kind === OperationTypeNode.SUBSCRIPTION;
      const ctx = callerContext(app, extra.viewer, extra.request, { cache: !subscribing });
      const refusal = await guard.admit(ctx, prepared);
      if (refusal) return [refusal];
      const { schema } = pipeline;
      const { document } = prepared;
      const args: Args = { schema, document, contextValue: ctx, prepared, id, connection: extra };
      return { ...args, operationName: operationName ?? null, variableValues: variables ?? {} };
    },

    execute(args) {
      const { prepared, variableValues, contextValue } = args as Args & { contextValue: never };
      return pipeline.execute(prepared, variableValues ?? {}, contextValue) as never;
    },

    subscribe(args) {
      const { prepared, variableValues, contextValue, id, connection } = args as Args & { contextValue: never };
      const variables = variableValues ?? {};
      const { outlet } = connection;
      return (
        prepared.shared
          ? fanOut.join({ id, outlet, prepared, variables, ctx: contextValue })
          : pipeline.subscribe(prepared, variables, contextValue)
      ) as never;
    },

    onNext({ extra }, _id, _payload, _args, { errors }) {
      // Told what happened by this last result; the connection ends with the reason too.
      if (errors?.some((error) => error.extensions?.['code'] === 'SLOW_CONSUMER')) setImmediate(extra.outlet.abandon);
    },
  });

  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: config.BODY_BYTES,
    handleProtocols,
    // Compression would cost each subscriber a copy of its own, and tens of kilobytes of memory.
    perMessageDeflate: false,
  });

  function open(webSocket: WebSocket, socket: Duplex, req: IncomingMessage): void {
    const request = requestOf(app, req);
    const outlet = createOutlet(socket, config.SOCKET_BUFFER_BYTES, () => {
      close(SLOW, 'Too slow: subscribe again with `after` set to the last cursor you saw.');
    });
    const close = (code: number, reason: string): void => {
      outlet.flush();
      webSocket.close(code, reason);
      // A client that does not read will not answer the closing frame either.
      if (code === SLOW) setTimeout(() => webSocket.terminate(), 1_000).unref();
    };
    const connection: Connection = { request, outlet, close, viewer: null };
    connections.add(connection);
    perAddress.set(request.address, (perAddress.get(request.address) ?? 0) + 1);

    const closed = protocol.opened(
      {
        protocol: webSocket.protocol,
        send: async (data) => {
          outlet.flush();
          webSocket.send(data);
          // The iterator behind waits for the socket, its queue fills, and a reader that is too slow is let go there.
          if (webSocket.bufferedAmount > config.SOCKET_BUFFER_BYTES / 4) await outlet.drained();
        },
        close: (code = CloseCode.InternalServerError, reason = '') => {
          close(code, reason);
        },
        onMessage: (handle) => {
          webSocket.on('message', (data) => {
            handle(String(data)).catch((error: unknown) => {
              app.log.error({ err: error, requestId: request.id }, 'socket message failed');
              close(CloseCode.InternalServerError, 'Internal error');
            });
          });
        },
      },
      connection,
    );

    let alive = true;
    webSocket.on('pong', () => (alive = true));
    const pinging = setInterval(() => {
      if (!alive) webSocket.terminate();
      alive = false;
      webSocket.ping();
    }, PING_EVERY_MS);

    webSocket.on('error', (error) => {
      app.log.debug({ err: error, requestId: request.id }, 'socket error');
    });
    webSocket.once('close', (code, reason) => {
      clearInterval(pinging);
      clearTimeout(connection.expiry);
      connections.delete(connection);
      const left = (perAddress.get(request.address) ?? 1) - 1;
      if (left > 0) perAddress.set(request.address, left);
      else perAddress.delete(request.address);
      void closed(code, String(reason));
    });
  }

  server.on('upgrade', (req, socket, head) => {
    const { pathname } = new URL(req.url ?? '/', 'http://localhost');
    const refused = refuseUpgrade(req, pathname === path, app, perAddress);
    if (refused) {
      socket.end(`HTTP/1.1 ${refused}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    webSockets.handleUpgrade(req, socket, head, (webSocket) => {
      if (webSocket.protocol === GRAPHQL_TRANSPORT_WS_PROTOCOL) open(webSocket, socket, req);
      else webSocket.close(CloseCode.SubprotocolNotAcceptable, 'Speak graphql-transport-ws.');
    });
  });

  // A session that was ended loses its connections at once.
  const forget = app.feed.on('session', ({ payload }) => {
    for (const { viewer, close } of connections) {
      if (viewer?.sessionId === payload.id) close(CloseCode.Forbidden, 'The session was ended.');
    }
  });

  return {
    get count() {
      return connections.size;
    },
    async close() {
      forget();
      for (const { close } of connections) close(RESTART, 'The service restarts: connect again and give your last cursor.');
      webSockets.close();
    },
  };
}

function refuseUpgrade(req: IncomingMessage, known: boolean, app: App, perAddress: Map<string, number>): string | undefined {
  if (!known) return '404 Not Found';
  const { origin, host } = req.headers;
  if (origin && URL.parse(origin)?.host !== host && !app.config.CORS_ORIGINS.includes(origin)) return '403 Forbidden';
  if ((perAddress.get(requestOf(app, req).address) ?? 0) >= app.config.SOCKETS_PER_ADDRESS) return '429 Too Many Requests';
  return undefined;
}
