import type { IncomingMessage, Server } from 'node:http';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { App } from '../resolvers/context.ts';
import { networkOf } from '../resolvers/throttle-keys.ts';
import { requestOf } from './callers.ts';
import { createConnections } from './socket-connection.ts';
import type { ProtocolParts } from './socket-protocol.ts';

/** RFC 6455 registry: "the service restarts". */
const RESTART = 1012;
/** A client that was refused has this long to read why. */
const LET_GO_AFTER_MS = 1_000;

export interface Sockets {
  readonly count: number;
  /**
   * Ends every connection: clients come back to another process, or to this one once it is up again. With a cursor up to
   * which everything was sent to each of them, it is told, as `after=...` in the reason.
   */
  close(cursor?: string): void;
  /** Drops those whose client did not answer that. */
  terminate(): void;
}

/** GraphQL over WebSocket (graphql-transport-ws) at `path`. */
export function serveSockets(server: Server, path: string, parts: ProtocolParts): Sockets {
  const { app, live } = parts;
  const { connections, connect } = createConnections(parts);
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: app.config.BODY_BYTES,
    handleProtocols,
    // Compression would cost each subscriber a copy of its own, and tens of kilobytes of memory.
    perMessageDeflate: false,
  });

  server.on('upgrade', (req, socket, head) => {
    // Until WebSocketServer listens for them, an error of the socket would end the process.
    const ignore = (): void => {};
    socket.on('error', ignore);
    const request = requestOf(app, req);
    const refusal = refuseUpgrade(req, path, app);
    const leave = refusal === undefined ? live.enter(networkOf(request.address)) : undefined;
    if (!leave) {
      socket.end(`HTTP/1.1 ${refusal ?? '429 Too Many Requests'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      setTimeout(() => socket.destroy(), LET_GO_AFTER_MS).unref();
      return;
    }
    // Of the socket below: it closes also when the handshake fails.
    socket.once('close', leave);
    webSockets.handleUpgrade(req, socket, head, (webSocket) => {
      socket.off('error', ignore);
      if (webSocket.protocol === GRAPHQL_TRANSPORT_WS_PROTOCOL) connect(webSocket, socket, request);
      else webSocket.close(CloseCode.SubprotocolNotAcceptable, 'Speak graphql-transport-ws.');
    });
  });

  return {
    get count() {
      return connections.size;
    },
    close(cursor) {
      const how =
        cursor === undefined ? 'connect again and give your last cursor.' : `subscribe again, after=${cursor}`;
      for (const { close } of connections) close(RESTART, `The service restarts: ${how}`);
      webSockets.close();
    },
    terminate() {
      for (const { drop } of connections) drop();
    },
  };
}

/** Why the request may not become a WebSocket, as an HTTP status. */
function refuseUpgrade(req: IncomingMessage, path: string, app: App): string | undefined {
  if ((req.url ?? '').split('?', 1)[0] !== path) return '404 Not Found';
  const { origin, host } = req.headers;
  // Pages of other origins can open WebSockets without asking first: the server has to look by itself.
  const own = [host, app.config.PUBLIC_URL && URL.parse(app.config.PUBLIC_URL)?.host];
  if (origin && !own.includes(URL.parse(origin)?.host) && !app.config.CORS_ORIGINS.includes(origin))
    return '403 Forbidden';
  return undefined;
}
