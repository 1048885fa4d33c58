import type { Duplex } from 'node:stream';
import { CloseCode } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import type { App } from '../resolvers/context.ts';
import { metricsOf } from './metrics.ts';
import { createOutlet } from './outlet.ts';
import { type Connection, createProtocol, type ProtocolParts } from './socket-protocol.ts';

/** RFC 6455 registry: "try again later". */
const SLOW = 1013;
const PING_EVERY_MS = 15_000;
/** A client that does not read will not answer the closing frame either. */
const LET_GO_AFTER_MS = 1_000;
/** A reason longer than this many bytes is no closing frame (RFC 6455, section 5.5). */
const LONGEST_REASON = 123;

export interface Connections {
  readonly connections: ReadonlySet<Connection>;
  /** Begins to speak the protocol on a WebSocket; `socket` is the connection below it. */
  connect(webSocket: WebSocket, socket: Duplex, request: Connection['request']): void;
}

export function createConnections(parts: ProtocolParts): Connections {
  const { app } = parts;
  const protocol = createProtocol(parts);
  const connections = new Set<Connection>();
  const { sockets } = metricsOf(app);

  function connect(webSocket: WebSocket, socket: Duplex, request: Connection['request']): void {
    const connection = createConnection(app, webSocket, socket, request);
    connections.add(connection);
    sockets.inc();
    const closed = protocol.opened(
      {
        protocol: webSocket.protocol,
        send: (data) => send(app, webSocket, connection, data),
        close: (code = CloseCode.InternalServerError, reason = '') => {
          connection.close(code, reason);
        },
        onMessage: (handle) => {
          webSocket.on('message', (data: RawData) => {
            hear(app, connection, handle, data);
          });
        },
      },
      connection,
    );
    const stopPings = keepAlive(webSocket);
    webSocket.once('close', (code, reason) => {
      connection.open = false;
      connection.outlet.close();
      connection.unwatch?.();
      stopPings();
      connections.delete(connection);
      sockets.dec();
      Promise.resolve(closed(code, reason.toString())).catch((error: unknown) => {
        app.log.error({ err: error, requestId: request.id }, 'a socket could not be cleaned up');
      });
    });
  }

  return { connections, connect };
}

function createConnection(app: App, webSocket: WebSocket, socket: Duplex, request: Connection['request']): Connection {
  const { slowConsumers } = metricsOf(app);
  const outlet = createOutlet(socket, app.config.SOCKET_BUFFER_BYTES, () => {
    slowConsumers.inc();
    connection.close(SLOW, 'Too slow: subscribe again with `after` set to the last cursor you saw.');
  });
  const connection: Connection = {
    request,
    outlet,
    viewer: null,
    open: true,
    unwatch: undefined,
    close(code, reason) {
      connection.open = false;
      outlet.close();
      webSocket.close(
        code,
        Buffer.from(reason)
          .subarray(0, LONGEST_REASON)
          .toString('utf8')
          .replace(/\uFFFD$/, ''),
      );
      if (code === SLOW) setTimeout(() => webSocket.terminate(), LET_GO_AFTER_MS).unref();
    },
    drop: () => {
      webSocket.terminate();
    },
  };
  webSocket.on('error', (error) => {
    app.log.debug({ err: error, requestId: request.id }, 'socket error');
  });
  return connection;
}

/** Sends a message of the protocol. */
async function send(app: App, webSocket: WebSocket, { outlet, open }: Connection, data: string): Promise<void> {
  if (!open) return;
  outlet.flush();
  webSocket.send(data);
  const limit = app.config.SOCKET_BUFFER_BYTES;
  if (webSocket.bufferedAmount > limit) outlet.abandon();
  // The iterator behind waits for the socket, its queue fills, and a reader that is too slow is let go there.
  else if (webSocket.bufferedAmount > limit / 4) await outlet.drained();
}

function hear(app: App, connection: Connection, handle: (text: string) => Promise<void>, data: RawData): void {
  // Closing takes a moment; what comes in it is not worth any work.
  if (!connection.open) return;
  handle((data as Buffer).toString('utf8')).catch((error: unknown) => {
    app.log.error({ err: error, requestId: connection.request.id }, 'socket message failed');
    connection.close(CloseCode.InternalServerError, 'Internal error');
  });
}

/** Ends a connection whose client has gone without a word, or does not read. */
function keepAlive(webSocket: WebSocket): () => void {
  let alive = true;
  webSocket.on('pong', () => (alive = true));
  const pinging = setInterval(() => {
    if (!alive) webSocket.terminate();
    alive = false;
    webSocket.ping();
  }, PING_EVERY_MS);
  return () => {
    clearInterval(pinging);
  };
}
