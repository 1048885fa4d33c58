import { type ChainCursor, insertCursor, selectCursor } from '../src/db/chain-cursors.ts';
import type { Hex } from '../src/resolvers/chain/client.ts';
import type { ChainMeta, DecodedLog } from '../src/resolvers/chain/facts.ts';
import { indexRange, prepareLogs } from '../src/resolvers/chain/index-range.ts';
import type { Marks } from '../src/resolvers/chain/marks.ts';
import { type Context, platformContext } from '../src/resolvers/context.ts';
import { addressOf, chainMeta, type Emitted, eventOf, logsOf, word } from './chain-model.ts';
import { openTestApp, type TestApp } from './harness.ts';

/** A block as the test tells it: what it holds, and who its parent is. */
export interface ToldBlock {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly timestamp: Date;
  readonly logs: readonly DecodedLog[];
}

/** An index whose blocks the test tells itself: there is no node that it could ask. */
export interface ToldIndex {
  readonly t: TestApp;
  readonly ctx: Context;
  readonly meta: ChainMeta;
  cursor(): Promise<ChainCursor>;
  /** Block `number` of a fork; the same words give the same block. */
  block(number: number, events: readonly Emitted[], fork?: string): ToldBlock;
  /** Indexes blocks that follow the cursor. Unless marks say else, the last is the head and nothing is final. */
  index(blocks: readonly ToldBlock[], marks?: Partial<Marks>): Promise<ChainCursor>;
  /** Each log that is stored, in order, such as `{ blockNumber: 1n, event: 'Transfer', orphaned: false }`. */
  stored(): Promise<{ blockNumber: bigint; event: string | null; orphaned: boolean }[]>;
  /** What somebody holds of CARBON, by the index. */
  carbonOf(address: Hex): Promise<bigint>;
  /** The payloads that were told under a topic, in order. */
  told(topic: string): Promise<Record<string, unknown>[]>;
}

export const somebody: Hex = addressOf(0xaa_00_01);
const NOWHERE: Hex = `0x${'0'.repeat(40)}`;

/** CARBON that somebody is given. */
export const minted = (value: bigint): Emitted =>
  eventOf('CarbonToken', 'Transfer', { from: NOWHERE, to: somebody, value });

/** A told index with an app of its own. */
export async function openToldIndex(env: Record<string, string> = {}): Promise<ToldIndex & AsyncDisposable> {
  const t = await openTestApp(env);
  return { ...(await toldIndexOf(t)), [Symbol.asyncDispose]: () => t[Symbol.asyncDispose]() };
}

/** Begins a told index in an app that is there, and follows no chain itself. */
export async function toldIndexOf(t: TestApp): Promise<ToldIndex> {
  const meta = chainMeta(t.app.config.CHAIN_ID, 3);
  const ctx = platformContext(t.app, 'told-index');
  await insertCursor(t.db, meta.chainId, 1n);
  const lab: ToldIndex = {
    t,
    ctx,
    meta,
    async cursor() {
      const cursor = await selectCursor(t.db, meta.chainId);
      if (!cursor) throw new Error('no cursor');
      return cursor;
    },
    block(number, events, fork = 'main') {
      const [hash, parentHash] = [word(`${fork} ${number}`), word(`${fork} ${number - 1}`)];
      const timestamp = new Date(1_700_000_000_000 + number * 1_000);
      return {
        number: BigInt(number),
        hash,
        parentHash,
        timestamp,
        logs: logsOf(meta, { number: BigInt(number), hash }, events),
      };
    },
    async index(blocks, { head, safe = 0n, finalized = 0n } = {}) {
      const last = blocks.at(-1);
      if (!last) throw new Error('no blocks');
      return await indexRange(ctx, meta, {
        after: await lab.cursor(),
        to: last.number,
        toHash: last.hash,
        blocks,
        logs: await prepareLogs(
          meta,
          blocks.flatMap(({ logs }) => logs),
        ),
        versions: [],
        live: true,
        marks: { head: head ?? last.number, safe, finalized },
      });
    },
    stored: async () => [
      ...(await t.db.sql<{ blockNumber: bigint; event: string | null; orphaned: boolean }[]>`
        select block_number, event, orphaned_at is not null as orphaned from chain_logs
        order by block_number, orphaned_at is null, log_index`),
    ],
    async carbonOf(address) {
      const [row] = await t.db.sql<{ balance: bigint }[]>`
        select balance from token_balances where chain_id = ${meta.chainId}
          and token = decode(${meta.contracts.CarbonToken.slice(2)}, 'hex') and address = decode(${address.slice(2)}, 'hex')`;
      return row?.balance ?? 0n;
    },
    told: async (topic) => {
      const rows = await t.db.sql<{ payload: Record<string, unknown> }[]>`
        select payload from outbox where topic = ${topic} order by outbox.xid, position`;
      return rows.map(({ payload }) => payload);
    },
  };
  return lab;
}
