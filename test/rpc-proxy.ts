import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

// A proxy in front of a chain's JSON-RPC that does what bad nodes, load balancers and networks do.

export interface RpcCall {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What is to happen to a request, or to one call's result in it. Undefined lets it pass. */
export interface Fault {
  /** For the request as a whole: no answer, half of one, none for a while, a status, or a body of one's own. */
  readonly request?: (
    calls: readonly RpcCall[],
  ) => 'DROP' | 'TRUNCATE' | 'HANG' | { status: number; body: string } | undefined;
  /** For the result of one call: gives another, or an error. */
  readonly result?: (call: RpcCall, result: unknown) => unknown;
}

/** Given as a result, it is answered as a JSON-RPC error. */
export const rpcError = (code: number, message: string) => ({ rpcError: { code, message } });

export interface RpcProxy extends AsyncDisposable {
  readonly url: string;
  /** The calls that came through, by method. */
  readonly calls: ReadonlyMap<string, number>;
  /** What goes wrong from now on; nothing when left out. */
  fail(fault?: Fault): void;
}

const Calls = z.union([
  z.object({ id: z.unknown(), method: z.string(), params: z.array(z.unknown()) }),
  z.array(z.object({ id: z.unknown(), method: z.string(), params: z.array(z.unknown()) })),
]);

export async function startRpcProxy(target: () => string): Promise<RpcProxy> {
  let fault: Fault = {};
  const calls = new Map<string, number>();
  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const body = await text(req);
    const read = Calls.parse(JSON.parse(body));
    const asked: readonly RpcCall[] = Array.isArray(read) ? read : [read];
    for (const { method } of asked) calls.set(method, (calls.get(method) ?? 0) + 1);
    const what = fault.request?.(asked);
    if (what === 'DROP') return void req.socket.destroy();
    // It is ended by whoever waits for it.
    if (what === 'HANG') return;
    if (typeof what === 'object')
      return void res.writeHead(what.status, { 'content-type': 'text/plain' }).end(what.body);
    const answered: unknown = await (await fetch(target(), { method: 'POST', headers: JSON_TYPE, body })).json();
    const answer = JSON.stringify(twist(fault, asked, answered));
    res.writeHead(200, { ...JSON_TYPE, 'content-length': Buffer.byteLength(answer) });
    if (what === 'TRUNCATE') {
      res.write(answer.slice(0, answer.length >> 1), () => req.socket.destroy());
      return;
    }
    res.end(answer);
  };
  const server = createServer((req, res) => {
    handle(req, res).catch(() => req.socket.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    fail: (next = {}) => {
      fault = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function text(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function twist({ result }: Fault, asked: readonly RpcCall[], answered: unknown): unknown {
  const answers = (Array.isArray(answered) ? answered : [answered]) as { id: unknown; result?: unknown }[];
  const twisted = answers.map((answer) => {
    const call = asked.find(({ id }) => id === answer.id);
    if (!result || !call || !('result' in answer)) return answer;
    const changed = result(call, answer.result);
    if (typeof changed === 'object' && changed !== null && 'rpcError' in changed) {
      return { jsonrpc: '2.0', id: answer.id, error: changed.rpcError };
    }
    return { ...answer, result: changed };
  });
  return Array.isArray(answered) ? twisted : twisted[0];
}
