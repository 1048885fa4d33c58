import { type ChainCursor, insertCursor, selectCursor } from '../src/db/chain-cursors.ts';
import type { Database } from '../src/db/client.ts';
import { type Context, platformContext } from '../src/resolvers/context.ts';
import type { Chain } from '../src/resolvers/chain/client.ts';
import type { EventPayloads } from '../src/resolvers/events.ts';
import type { Topic } from '../src/resolvers/feed.ts';
import { passGaps } from '../src/workers/chain/check-gaps.ts';
import { followedOn } from '../src/workers/chain/follow-what.ts';
import { passFollow } from '../src/workers/chain/follow.ts';
import type { Followed } from '../src/workers/chain/followed.ts';
import { createIndex, type Index } from '../src/workers/chain/index-blocks.ts';
import { openTestApp, type TestApp } from './harness.ts';

export interface StoredLog {
  readonly blockNumber: bigint;
  readonly blockHash: string;
  readonly logIndex: number;
  readonly txHash: string;
  readonly contract: string | null;
  readonly event: string | null;
  readonly args: Record<string, unknown> | null;
}

/** An index of a chain in a database of its own, whose passes the test calls. */
export interface IndexLab extends AsyncDisposable {
  readonly opened: TestApp;
  readonly db: Database;
  readonly ctx: Context;
  readonly index: Index;
  /** What a new process would know: what is in the database. */
  restart(): void;
  /** Passes until there is nothing more to do. */
  follow(): Promise<void>;
  checkGaps(): Promise<void>;
  cursor(): Promise<ChainCursor>;
  /** The canonical logs, in order. */
  logs(): Promise<StoredLog[]>;
  /** Everything that was told, in order. */
  events(): Promise<{ [T in Topic]: { topic: T; payload: EventPayloads[T] } }[Topic][]>;
}

export interface IndexLabOptions {
  readonly env?: Record<string, string>;
  readonly follow?: (followed: Followed) => Followed;
}

export async function openIndexLab(
  { chain }: { readonly chain: Chain },
  { env = {}, follow = (followed) => followed }: IndexLabOptions = {},
): Promise<IndexLab> {
  const opened = await openTestApp({ CHAIN_BACKOFF_MS: '1', ...env }, chain);
  const { db, app } = opened;
  const ctx = platformContext(app, 'index-lab');
  const start = (): Index => createIndex(ctx, { rpc: chain.rpc, followed: follow(followedOn(chain, app.config)) });
  let index = start();
  await insertCursor(db, chain.chainId, BigInt(chain.deployment.deployedAtBlock));
  const never = new AbortController().signal;
  return {
    opened,
    db,
    ctx,
    get index() {
      return index;
    },
    restart() {
      index = start();
    },
    async follow() {
      while (await passFollow(index, never));
    },
    async checkGaps() {
      while (await passGaps(index, never));
    },
    async cursor() {
      const cursor = await selectCursor(db, chain.chainId);
      if (!cursor) throw new Error('no cursor');
      return cursor;
    },
    logs: async () => [
      ...(await db.sql<StoredLog[]>`
        select block_number, '0x' || encode(block_hash, 'hex') as block_hash, log_index,
          '0x' || encode(tx_hash, 'hex') as tx_hash, contract, event, args
        from chain_logs where orphaned_at is null order by block_number, log_index`),
    ],
    events: async () => [
      ...(await db.sql<Awaited<ReturnType<IndexLab['events']>>>`
        select topic, payload from outbox order by outbox.xid, position`),
    ],
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
