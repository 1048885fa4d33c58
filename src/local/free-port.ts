import { createServer } from 'node:net';

/** A port on 127.0.0.1 that nothing listens on: `wish` if that is one, else any. It may be taken before it is used. */
export async function freePort(wish = 0): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (wish === 0) reject(error);
      else resolvePort(freePort());
    });
    server.listen(wish, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolvePort(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
