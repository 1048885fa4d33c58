import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createApp, createLog } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { openDatabase } from '../src/db/client.ts';
import { createLoaders } from '../src/resolvers/loaders.ts';
import { placeTrade } from '../src/resolvers/trades/place-trade.ts';

// Places one trade over a wire that kills this process with SIGKILL after the n-th step of it. Steps are the statements
// that leave (Execute, Query) and the answers that come (CommandComplete): each is passed on whole before the end.

const { databaseUrl, dataDir, userId, input, dieAfter } = JSON.parse(process.argv[2] ?? '') as {
  databaseUrl: string;
  dataDir: string;
  userId: string;
  input: unknown;
  dieAfter: number;
};

let steps = -Infinity;

/** Passes whole messages on, one by one; the first that a client sends has a length, but no letter before it. */
async function pass(from: Socket, to: Socket, stepLetters: string, hasPrelude: boolean): Promise<void> {
  let bytes = Buffer.alloc(0);
  let letterLength = hasPrelude ? 0 : 1;
  for await (const chunk of from as AsyncIterable<Buffer>) {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= letterLength + 4 && bytes.length >= letterLength + bytes.readUInt32BE(letterLength)) {
      const message = bytes.subarray(0, letterLength + bytes.readUInt32BE(letterLength));
      bytes = bytes.subarray(message.length);
      const isStep = letterLength === 1 && stepLetters.includes(String.fromCharCode(message[0] ?? 0));
      letterLength = 1;
      await new Promise<void>((resolve, reject) => {
        to.write(message, (error) => {
          if (error) reject(error);
          else resolve();
        });
      });
      if (isStep && ++steps === dieAfter) process.kill(process.pid, 'SIGKILL');
    }
  }
  to.end();
}

const server = new URL(databaseUrl);
const wire = createServer((client) => {
  const upstream = connect(Number(server.port), server.hostname);
  void Promise.all([pass(client, upstream, 'EQ', true), pass(upstream, client, 'C', false)]);
}).listen(0, '127.0.0.1');
await once(wire, 'listening');

const through = new URL(databaseUrl);
through.port = String((wire.address() as AddressInfo).port);
const config = { ...loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error' }), dataDir };
const db = openDatabase({ url: through.href, poolSize: 1, statementTimeoutMs: 10_000, applicationName: 'crashing' });
const app = await createApp(config, db, createLog(config));

steps = 0;
await placeTrade(
  {
    app,
    viewer: { userId, sessionId: userId, expiresAt: new Date(Date.now() + 60_000) },
    loaders: createLoaders(db, { cache: false }),
    request: { id: 'crash', address: '192.0.2.1', userAgent: 'test' },
  },
  input,
);
const taken = steps;
await db.close();
wire.close();
process.stdout.write(String(taken));
