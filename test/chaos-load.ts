import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { at } from './journeys/answers.ts';

/** Gives an API to ask, any of those that are up; undefined while there is none. */
export type Pick = () => string | undefined;

const AGAIN_MS = 50;
const ANSWER_WITHIN_MS = 20_000;

/** What one client wished for, and what came of it. */
export interface Wish {
  readonly field: string;
  readonly key: string;
  /** The id of what it made; undefined where it was refused. */
  readonly id: string | undefined;
  readonly answer: unknown;
}

export interface Buyer {
  readonly token: string;
  /** Ends after the wish that is under way. */
  stop(): Promise<readonly Wish[]>;
}

export interface Mutation {
  readonly field: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Field of the payload with the id of what was made. */
  readonly made: string;
  /** Whether it takes no idempotency key. */
  readonly keyless?: boolean;
}

/** A client that sends one wish after another, each until it is answered: over every process that dies meanwhile. */
export function startBuyer(pick: Pick, token: string, next: () => Mutation): Buyer {
  const wishes: Wish[] = [];
  let stopping = false;
  async function run(): Promise<void> {
    while (!stopping) {
      const mutation = next();
      const key = randomUUID();
      const answer = await askUntilAnswered(pick, token, mutation, key);
      const id = at(answer, 'data', 'result', mutation.made, 'id');
      wishes.push({ field: mutation.field, key, id: typeof id === 'string' ? id : undefined, answer });
    }
  }
  const running = run();
  return {
    token,
    async stop() {
      stopping = true;
      await running;
      return wishes;
    },
  };
}

/** Sends the same wish, with the same key, until somebody answers it for good. */
async function askUntilAnswered(pick: Pick, token: string, mutation: Mutation, key: string): Promise<unknown> {
  const { field, made } = mutation;
  const input = mutation.keyless ? mutation.input : { ...mutation.input, idempotencyKey: key };
  const name = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const query = `mutation ($input: ${name}Input!) { result: ${field}(input: $input) {
    __typename ... on ${name}Payload { ${made} { id } } ... on Error { code message retryable } } }`;
  for (;;) {
    const answer = await post(pick(), token, { query, variables: { input } });
    const result = at(answer, 'data', 'result');
    if (result !== undefined && result !== null && at(result, 'retryable') !== true) return answer;
    // What is refused for good is an answer as well.
    if (at(answer, 'errors', 0, 'extensions', 'retryable') === false) return answer;
    await pause(AGAIN_MS);
  }
}

async function post(url: string | undefined, token: string, body: object): Promise<unknown> {
  if (url === undefined) return undefined;
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return await response.json();
  } catch {
    // It died, or never was there: nobody knows whether it did what was wished.
    return undefined;
  }
}

export interface Follower {
  /** The ids of the trades it was told of, in the order in which it was. */
  readonly heard: readonly string[];
  /** What should never be: an error in place of an event. */
  readonly failures: readonly string[];
  readonly connections: number;
  stop(): Promise<void>;
}

/** A subscriber to all trades that comes back with its last cursor whenever its connection ends, to whichever API. */
export function startFollower(pick: Pick, from: string | null): Follower {
  const heard: string[] = [];
  const failures: string[] = [];
  let cursor = from;
  let connections = 0;
  let stopping = false;
  let socket: WebSocket | undefined;

  const hear = (data: Buffer): void => {
    const message = JSON.parse(data.toString('utf8')) as { type: string; payload?: unknown };
    if (message.type === 'connection_ack') {
      const query = 'subscription ($after: String) { tradePlaced(after: $after) { cursor trade { id } } }';
      socket?.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { after: cursor } } }));
      connections += 1;
    } else if (message.type === 'next' && at(message, 'payload', 'errors') === undefined) {
      heard.push(String(at(message, 'payload', 'data', 'tradePlaced', 'trade', 'id')));
      cursor = String(at(message, 'payload', 'data', 'tradePlaced', 'cursor'));
    } else if (message.type === 'next' || message.type === 'error') {
      failures.push(JSON.stringify(message.payload));
    }
  };
  async function once(url: string): Promise<void> {
    const ended = Promise.withResolvers<void>();
    socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    socket.on('open', () => socket?.send(JSON.stringify({ type: 'connection_init' })));
    socket.on('message', hear);
    socket.on('error', () => {});
    socket.on('close', () => ended.resolve());
    await ended.promise;
  }
  async function run(): Promise<void> {
    while (!stopping) {
      const url = pick();
      if (url === undefined) await pause(AGAIN_MS);
      else await once(url);
    }
  }
  const running = run();
  return {
    heard,
    failures,
    get connections() {
      return connections;
    },
    async stop() {
      stopping = true;
      socket?.close();
      await running;
    },
  };
}
