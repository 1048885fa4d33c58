import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { WebSocketServer } from 'ws';
import { answerParent } from './children.ts';

// The limit of fan-out: a ws server that sends one prepared string to everybody, once for each byte at its control port.

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

async function listen({ message }: { message: string }): Promise<{ port: number; controlPort: number }> {
  const http = createHttpServer();
  const webSockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  const control = createServer((socket) => {
    socket.on('data', (bytes) => {
      for (let count = 0; count < bytes.length; count += 1)
        for (const client of webSockets.clients) client.send(message);
    });
    socket.on('error', () => {});
  });
  return { port: await listening(http), controlPort: await listening(control) };
}

answerParent({
  listen,
  memory: () => {
    globalThis.gc?.();
    globalThis.gc?.();
    return process.memoryUsage();
  },
});
