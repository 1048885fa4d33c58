import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OutsideServer extends AsyncDisposable {
  readonly url: string;
  /** Every request so far, as `METHOD path`. */
  readonly seen: string[];
}

/** A stand-in for the outside world on a free local port, which plays recorded pages and answers. */
export async function openOutsideServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<OutsideServer> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    answer(request, response);
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}
