import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { type Api, openApi } from '../src/http/api.ts';
import type { Pages } from '../src/http/routes.ts';
import { tell } from '../src/resolvers/feed.ts';
import { type AppChain, openTestApp, type TestApp } from './harness.ts';

/** A test app with its doors open on a free port. */
export interface TestApi extends AsyncDisposable {
  readonly t: TestApp;
  readonly api: Api;
  readonly url: string;
}

export async function openTestApi(
  env: Record<string, string> = {},
  pages?: (t: TestApp) => Pages,
  chain?: AppChain,
): Promise<TestApi> {
  const t = await openTestApp(env, chain);
  const api = await openApi(t.app, pages?.(t));
  return {
    t,
    api,
    url: `${api.url}/graphql`,
    async [Symbol.asyncDispose]() {
      await api.close();
      await t[Symbol.asyncDispose]();
    },
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
  };
}

/** Posts a body as it is: text is sent untouched, anything else as JSON. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Reply['body'] };
}

/** A request with everything in it as given, headers that `fetch` forbids included. */
export async function send(
  url: string,
  { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }> {
  const sent = request(url, { method, headers });
  sent.end(body);
  // Who is refused before all was sent may see the connection end; what counts is the answer.
  sent.on('error', () => {});
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') };
}

/** Writes to the port as it is and gives all that came until the server closed the connection. */
export async function rawExchange(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A server that refuses may do so before everything was written.
  socket.on('error', () => {});
  socket.write(text);
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks).toString('utf8');
}

export interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: unknown;
}

/** One end of a WebSocket that speaks by hand, so that it can also speak badly. */
export interface Speaker {
  readonly socket: WebSocket;
  say(message: Message | string): void;
  /** The next message that was not taken yet. */
  hear(): Promise<Message>;
  /** Resolves once the server has closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export async function openSpeaker(url: string, protocol = 'graphql-transport-ws', headers = {}): Promise<Speaker> {
  const socket = new WebSocket(url.replace('http', 'ws'), protocol, { headers });
  const heard: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString('utf8')) as Message;
    const next = waiting.shift();
    if (next) next(message);
    else heard.push(message);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => {
      resolve({ code, reason: reason.toString() });
    });
  });
  await once(socket, 'open');
  return {
    socket,
    closed,
    say: (message) => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    },
    hear: () =>
      new Promise((resolve) => {
        const message = heard.shift();
        if (message) resolve(message);
        else waiting.push(resolve);
      }),
  };
}

/** A speaker that the server has greeted. */
export async function openGreeted(url: string, payload: object = {}, headers = {}): Promise<Speaker> {
  const speaker = await openSpeaker(url, 'graphql-transport-ws', headers);
  speaker.say({ type: 'connection_init', payload });
  const { type } = await speaker.hear();
  if (type !== 'connection_ack') throw new Error(`greeted by ${type}`);
  return speaker;
}

/** Makes a price tick happen, in a transaction of its own; `text` makes it as large as wanted. */
export async function tickPrice(t: TestApp, price: number, text = 'TEST'): Promise<void> {
  await t.db.transact((tx) =>
    tell(tx, [
      {
        topic: 'price',
        key: 'MCO2/EUR',
        payload: {
          instrument: 'MCO2',
          currency: 'EUR',
          price: String(BigInt(price) * 10n ** 18n),
          asOf: '2026-11-21T09:30:00.000Z',
          source: text,
          session: null,
          marketOpen: true,
        },
      },
    ]),
  );
}

/** Waits until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}
