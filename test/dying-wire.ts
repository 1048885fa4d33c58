import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface DyingWire {
  /** The URL of the same database, over this wire. */
  readonly url: string;
  close(): void;
}

/**
 * A wire to PostgreSQL that tells each step: a statement that leaves (Execute, Query) and an answer that comes
 * (CommandComplete). Each is passed on whole before `onStep` is called, which may end the process.
 */
export async function openDyingWire(databaseUrl: string, onStep: () => void): Promise<DyingWire> {
  const server = new URL(databaseUrl);
  // Messages go one by one: held back until the one before is acknowledged, each would take 40 ms.
  const wire = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: Number(server.port), host: server.hostname, noDelay: true });
    void Promise.all([pass(client, upstream, 'EQ', true, onStep), pass(upstream, client, 'C', false, onStep)]);
  }).listen(0, '127.0.0.1');
  await once(wire, 'listening');
  const through = new URL(databaseUrl);
  through.port = String((wire.address() as AddressInfo).port);
  return { url: through.href, close: () => wire.close() };
}

/** Passes whole messages on, one by one; the first that a client sends has a length, but no letter before it. */
async function pass(
  from: Socket,
  to: Socket,
  stepLetters: string,
  hasPrelude: boolean,
  onStep: () => void,
): Promise<void> {
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
      if (isStep) onStep();
    }
  }
  to.end();
}
