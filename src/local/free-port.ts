import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what systems hand out to outgoing connections (Linux from 32,768, others from 49,152). */
const LISTENING_PORTS = [20_000, 32_000] as const;
const ATTEMPTS = 50;

/** A port on 127.0.0.1 that nothing listens on, as the system gives it. It may be taken before it is used. */
export async function freePort(): Promise<number> {
  const port = await tryPort(0);
  if (port === undefined) throw new Error('The system has no free port on 127.0.0.1.');
  return port;
}

/**
 * A port for a server that must come back at the same one: `wish` if nothing listens there, else one that no outgoing
 * connection can hold while the server is away. A client that keeps trying could otherwise even connect to itself there.
 */
export async function lastingPort(wish = 0): Promise<number> {
  if (wish !== 0 && (await tryPort(wish)) !== undefined) return wish;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = await tryPort(randomInt(...LISTENING_PORTS));
    if (port !== undefined) return port;
  }
  throw new Error(`No port from ${LISTENING_PORTS.join(' to ')} on 127.0.0.1 is free.`);
}

async function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolvePort(undefined);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolvePort(typeof address === 'object' && address !== null ? address.port : undefined);
      });
    });
  });
}
