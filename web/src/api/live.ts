import { signal } from '@preact/signals';
import { type Client, createClient } from 'graphql-ws';
import type { Text } from '../../operations.generated.ts';
import { freshToken } from './session.ts';

// Subscriptions over one WebSocket. Each remembers the cursor of its last event and gives it back when the connection was
// cut, so that what happened meanwhile is replayed; where it cannot be, the page reads anew. Both are said.

export interface Wire {
  readonly state: 'IDLE' | 'CONNECTING' | 'LIVE' | 'LOST';
  /** Since when it is lost, or live again. */
  readonly sinceMs: number;
  /** After it was lost: how many events were replayed. Undefined when it never was. */
  readonly caughtUp: number | undefined;
  /** After it was lost: whether pages had to be read anew, since not all could be replayed. */
  readonly readAnew: boolean;
}

export const wire = signal<Wire>({ state: 'IDLE', sinceMs: Date.now(), caughtUp: undefined, readAnew: false });

const PING_EVERY_MS = 8_000;
const PONG_WITHIN_MS = 4_000;
const LONGEST_WAIT_MS = 15_000;
const IDLE_CLOSE_MS = 10_000;
/** A resubscription that the server refuses in passing is tried again after this long. */
const AGAIN_AFTER_MS = 2_000;

/** Every subscription of the API gives a cursor with its event, under the field's name. */
interface LiveEvent {
  readonly cursor: string;
  readonly at: string;
}

interface Refusal {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}

let pongTimer: ReturnType<typeof setTimeout> | undefined;
let opened = 0;

const client: Client = createClient({
  url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
  lazyCloseTimeout: IDLE_CLOSE_MS,
  keepAlive: PING_EVERY_MS,
  connectionParams: async () => {
    const token = await freshToken().catch(() => undefined);
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  },
  retryAttempts: Infinity,
  shouldRetry: () => true,
  retryWait: waitToRetry,
  on: {
    connecting: () => {
      if (wire.value.state === 'IDLE') wire.value = { ...wire.value, state: 'CONNECTING' };
    },
    connected: () => {
      opened += 1;
      const wasLost = wire.value.state === 'LOST';
      wire.value = { state: 'LIVE', sinceMs: Date.now(), caughtUp: wasLost ? 0 : undefined, readAnew: false };
    },
    closed: (event) => {
      clearTimeout(pongTimer);
      const { code } = event as CloseEvent;
      // 1000: nobody listens any more, so we closed it ourselves.
      if (code === 1_000) wire.value = { ...wire.value, state: 'IDLE', caughtUp: undefined };
      else lose();
    },
    ping: (received) => {
      if (received) return;
      clearTimeout(pongTimer);
      pongTimer = setTimeout(() => {
        client.terminate();
      }, PONG_WITHIN_MS);
    },
    pong: (received) => {
      if (received) clearTimeout(pongTimer);
    },
  },
});

function lose(): void {
  if (wire.value.state === 'LOST' || wire.value.state === 'IDLE') return;
  wire.value = { state: 'LOST', sinceMs: Date.now(), caughtUp: undefined, readAnew: false };
}

addEventListener('offline', () => {
  lose();
  client.terminate();
});

/** Longer each time, never together with everybody else, and at once when the network is back. */
async function waitToRetry(retries: number): Promise<void> {
  const waitMs = Math.min(LONGEST_WAIT_MS, 250 * 2 ** Math.min(retries, 10)) * (0.5 + Math.random() / 2);
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    addEventListener('online', done);
  });
}

/** The connection belongs to whoever was signed in as it opened. */
export const reconnect = (): void => {
  if (wire.value.state === 'LIVE') client.terminate();
};

export interface Listening<R> {
  readonly onEvent: (event: R) => void;
  /** Events may have been missed: read what is shown anew. */
  readonly onGap: () => void;
  /** It is refused for good. */
  readonly onRefused?: (message: string) => void;
}

/** Listens until the function that it gives is called. */
export function listen<R, V extends object>(text: Text<R, V>, variables: V, to: Listening<R>): () => void {
  const payload = { query: text as string, variables: { ...variables } as Record<string, unknown> };
  let stop = (): void => {};
  let over = false;
  let connection = opened;
  const timers = new Set<ReturnType<typeof setTimeout>>();

  const gap = (): void => {
    wire.value = { ...wire.value, readAnew: true };
    to.onGap();
  };
  const again = (afterMs: number): void => {
    if (!over) timers.add(setTimeout(begin, afterMs));
  };
  const hear = (data: R): void => {
    const [event] = Object.values(data as Record<string, LiveEvent>);
    if (!event) return;
    const isLate = wire.value.caughtUp !== undefined && Date.parse(event.at) < wire.value.sinceMs;
    if (isLate) wire.value = { ...wire.value, caughtUp: (wire.value.caughtUp ?? 0) + 1 };
    // Read at each resubscription, as the message is written then.
    payload.variables['after'] = event.cursor;
    to.onEvent(data);
  };
  const refuse = (code: unknown, message: string): void => {
    if (code === 'CURSOR_EXPIRED') {
      delete payload.variables['after'];
      gap();
      again(0);
    } else if (code === 'SLOW_CONSUMER' || code === 'RATE_LIMITED') again(AGAIN_AFTER_MS);
    else to.onRefused?.(message);
  };

  function begin(): void {
    if (over) return;
    stop = client.subscribe<R>(payload, {
      next: ({ data, errors }) => {
        if (errors?.[0]) refuse(errors[0].extensions?.['code'], errors[0].message);
        else if (data) hear(data);
      },
      error: (error) => {
        const [refusal] = Array.isArray(error) ? (error as readonly Refusal[]) : [];
        if (refusal) refuse(refusal.extensions?.code, refusal.message);
        else again(AGAIN_AFTER_MS);
      },
      complete: () => {},
    });
  }

  // Without a cursor nothing can be replayed: what happened in between is only seen by reading again.
  const stopWatching = wire.subscribe(({ state }) => {
    if (state !== 'LIVE' || opened === connection) return;
    const isFirst = connection === 0;
    connection = opened;
    if (!isFirst && payload.variables['after'] === undefined) setTimeout(gap);
  });
  begin();
  return () => {
    over = true;
    for (const timer of timers) clearTimeout(timer);
    stopWatching();
    stop();
  };
}
