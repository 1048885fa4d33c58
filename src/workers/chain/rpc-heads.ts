import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Hex } from '../../resolvers/chain/client.ts';

/** The head of a chain as `newHeads` tells it. */
export interface Head {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  /** Unix seconds. */
  readonly timestamp: bigint;
}

export interface HeadsOptions {
  /** ws or wss. */
  readonly url: string;
  readonly onHead: (head: Head) => void;
  /** Whether heads arrive at this moment. Heads may have been missed whenever it turns true. */
  readonly onListening?: (listening: boolean) => void;
  /** Why a connection ended; never holds the URL. */
  readonly onDrop?: (reason: string) => void;
  /** First pause before the next connection; doubles up to 30 s, and starts anew after a head has come. */
  readonly backoffMs: number;
  /** A connection is asked for a sign of life after half of this time, and dropped after all of it without one. */
  readonly silenceMs: number;
}

export interface HeadsSubscription {
  /** Whether heads arrive at this moment. */
  readonly listening: boolean;
  /** Ends the connection and tries no other; nothing is called afterwards. */
  close(): void;
}

const BACKOFF_MOST_MS = 30_000;
/** A head is some 2,000 characters; whatever is much larger is none. */
const MESSAGE_BYTES = 262_144;
const SUBSCRIBE_ID = 1;

const bytes32 = z.string().regex(/^0x[\da-f]{64}$/i) as unknown as z.ZodType<Hex>;
const quantity = z
  .string()
  .regex(/^0x[\da-f]{1,16}$/i)
  .transform(BigInt);
const Subscribed = z.object({ id: z.literal(SUBSCRIBE_ID), result: z.string() });
const Notification = z.object({
  method: z.literal('eth_subscription'),
  params: z.object({
    subscription: z.string(),
    result: z.object({ number: quantity, hash: bytes32, parentHash: bytes32, timestamp: quantity }),
  }),
});

/**
 * Listens to the new heads of a chain (eth_subscribe "newHeads") for as long as it is not closed, through every failure
 * of the connection. It only says that something may be new: heads can be lost, come twice or not be canonical, so
 * whoever hears one asks for the state by `ChainRpc`, and polls too.
 */
export function subscribeHeads(options: HeadsOptions): HeadsSubscription {
  let closed = false;
  let listening = false;
  let backoffMs = options.backoffMs;
  let timer: NodeJS.Timeout | undefined;
  let socket: WebSocket | undefined;

  const setListening = (now: boolean): void => {
    if (listening === now) return;
    listening = now;
    options.onListening?.(now);
  };

  const connect = (): void => {
    socket = connectOnce(options, {
      onSubscribed: () => {
        setListening(true);
      },
      onHead: (head) => {
        backoffMs = options.backoffMs;
        options.onHead(head);
      },
      onEnd: (reason) => {
        if (closed) return;
        setListening(false);
        options.onDrop?.(reason);
        timer = setTimeout(connect, backoffMs);
        backoffMs = Math.min(backoffMs * 2, BACKOFF_MOST_MS);
      },
    });
  };

  connect();
  return {
    get listening() {
      return listening;
    },
    close() {
      closed = true;
      listening = false;
      clearTimeout(timer);
      socket?.terminate();
    },
  };
}

interface Connection {
  onSubscribed(): void;
  onHead(head: Head): void;
  /** Called once, when the connection is of no use any more. */
  onEnd(reason: string): void;
}

function connectOnce({ url, silenceMs }: HeadsOptions, on: Connection): WebSocket {
  const socket = new WebSocket(url, { handshakeTimeout: silenceMs, maxPayload: MESSAGE_BYTES, followRedirects: false });
  let subscription: string | undefined;
  let reason: string | undefined;
  let alive = true;

  const drop = (why: string): void => {
    reason ??= why;
    socket.terminate();
  };
  // Two looks in the time of silence: the first asks, the second finds no answer.
  const watch = setInterval(() => {
    if (!alive) drop(`nothing came for ${silenceMs} ms`);
    alive = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, silenceMs / 2);

  socket.on('open', () => {
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: SUBSCRIBE_ID, method: 'eth_subscribe', params: ['newHeads'] }));
  });
  socket.on('pong', () => (alive = true));
  socket.on('message', (data: Buffer) => {
    if (reason !== undefined) return;
    alive = true;
    const message = parseJson(data.toString());
    if (subscription === undefined) {
      const answer = Subscribed.safeParse(message);
      if (!answer.success) {
        drop('the subscription was refused');
        return;
      }
      subscription = answer.data.result;
      on.onSubscribed();
      return;
    }
    const read = Notification.safeParse(message);
    if (!read.success) drop('a message is no head');
    else if (read.data.params.subscription === subscription) on.onHead(read.data.params.result);
  });
  socket.on('error', (error: NodeJS.ErrnoException) => (reason ??= error.code ?? 'the connection failed'));
  socket.on('close', (code) => {
    clearInterval(watch);
    on.onEnd(reason ?? `closed with ${code}`);
  });
  return socket;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
