import type { IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { openOutsideServer } from './outside-server.ts';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A server on this machine that keeps what it is sent: somebody's webhook, a push service, a provider of text messages. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** What it answers next, and with which headers; 200 once nothing is left. */
  readonly answers: (number | readonly [status: number, headers: Record<string, string>])[];
}

/** @param meanwhile is waited for before each answer */
export async function openReceiver(
  meanwhile: (request: Received) => Promise<void> | void = () => {},
): Promise<Receiver> {
  const received: Received[] = [];
  const answers: Receiver['answers'] = [];
  const server = await openOutsideServer((request, response) => {
    void buffer(request).then(async (body) => {
      const taken = { path: request.url ?? '', headers: request.headers, body };
      received.push(taken);
      await meanwhile(taken);
      const next = answers.shift() ?? 200;
      const [status, headers] = typeof next === 'number' ? [next, {}] : next;
      response.writeHead(status, headers).end('said, and read by nobody');
    });
  });
  return { url: server.url, received, answers, [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
}

export const jsonOf = ({ body }: Received): Record<string, unknown> =>
  JSON.parse(body.toString('utf8')) as Record<string, unknown>;
