import type { ServerResponse } from 'node:http';
import { OperationTypeNode } from 'graphql';
import type { App, Context } from '../resolvers/context.ts';
import { createLoaders } from '../resolvers/loaders.ts';
import { networkOf } from '../resolvers/throttle-keys.ts';
import type { Headers } from './headers.ts';
import type { Live } from './live.ts';
import type { Result } from './masking.ts';
import { metricsOf } from './metrics.ts';
import { isStream, type Pipeline, type Variables } from './pipeline.ts';
import type { Prepared } from './prepare.ts';

/** Streams the results of one operation into an answer; ends when they do, or the client leaves. */
type Stream = (prepared: Prepared, variables: Variables, res: ServerResponse, headers: Headers) => Promise<void>;

/**
 * Results as server-sent events, one connection an operation
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode).
 */
export interface Streams {
  /** A place for one more stream, or undefined if the address has as many connections as one may. */
  enter(ctx: Context): Stream | undefined;
  /** Ends all of them: clients come back by themselves. */
  close(): void;
}

const PING = ':\n\n';
const PING_EVERY_MS = 12_000;
/** What was written to a client that does not read is given up after this time. */
const LET_GO_AFTER_MS = 10_000;

export function createStreams(app: App, pipeline: Pipeline, live: Live): Streams {
  const open = new Set<ServerResponse>();
  const { eventStreams, slowConsumers } = metricsOf(app);

  async function resultsOf(ctx: Context, prepared: Prepared, variables: Variables): Promise<AsyncIterable<Result>> {
    if (prepared.kind !== OperationTypeNode.SUBSCRIPTION) return only(await pipeline.execute(prepared, variables, ctx));
    // Loaders that keep what they loaded would serve the rows of the first event for ever.
    const lasting = { ...ctx, loaders: createLoaders(app.db, { cache: false }) };
    const results = await pipeline.subscribe(prepared, variables, lasting);
    return isStream(results) ? results : only(results);
  }

  async function run(ctx: Context, prepared: Prepared, variables: Variables, res: ServerResponse): Promise<void> {
    const results = await resultsOf(ctx, prepared, variables);
    const iterator = results[Symbol.asyncIterator]();
    const leave = (): void => void iterator.return?.();
    res.once('close', leave);
    if (res.destroyed) leave();
    const unwatch = ctx.viewer
      ? live.watch(ctx.viewer, (message) => {
          writeNext(res, { errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] });
          leave();
        })
      : undefined;
    try {
      for await (const result of { [Symbol.asyncIterator]: () => iterator }) {
        if (result.errors?.[0]?.extensions?.['code'] === 'SLOW_CONSUMER') slowConsumers.inc();
        writeNext(res, result);
        if (res.writableNeedDrain && (await drained(res))) slowConsumers.inc();
      }
    } finally {
      unwatch?.();
      res.off('close', leave);
    }
  }

  return {
    enter(ctx) {
      const leave = live.enter(networkOf(ctx.request.address));
      if (!leave) return undefined;
      return async (prepared, variables, res, headers) => {
        open.add(res);
        eventStreams.inc();
        const stopPings = begin(res, headers);
        try {
          await run(ctx, prepared, variables, res);
        } finally {
          stopPings();
          open.delete(res);
          eventStreams.dec();
          leave();
          end(res);
        }
      };
    },
    close() {
      for (const res of open) end(res);
    },
  };
}

async function* only(result: Result): AsyncGenerator<Result, void, void> {
  yield result;
}

/** Opens the stream and keeps it alive. Pings are left out while the client does not read. */
function begin(res: ServerResponse, headers: Headers): () => void {
  res.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
  res.write(PING);
  const pinging = setInterval(() => {
    if (!res.writableNeedDrain) res.write(PING);
  }, PING_EVERY_MS);
  return () => {
    clearInterval(pinging);
  };
}

function writeNext(res: ServerResponse, result: Result): void {
  if (!res.writableEnded && !res.destroyed) res.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
}

/** Says that it is over. What the client does not take in a while is thrown away with its connection. */
function end(res: ServerResponse): void {
  if (res.writableEnded || res.destroyed) return;
  res.end('event: complete\ndata:\n\n');
  const letGo = setTimeout(() => res.destroy(), LET_GO_AFTER_MS).unref();
  res.once('close', () => {
    clearTimeout(letGo);
  });
  res.once('finish', () => {
    clearTimeout(letGo);
  });
}

/** Resolves when the client has read. Gives true if it has not for too long, and lets it go then. */
function drained(res: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (stuck: boolean): void => {
      clearTimeout(letGo);
      res.off('drain', done).off('close', done);
      resolve(stuck);
    };
    const done = (): void => {
      settle(false);
    };
    const letGo = setTimeout(() => {
      settle(true);
      res.destroy();
    }, LET_GO_AFTER_MS);
    res.on('drain', done).on('close', done);
  });
}
