import { setTimeout as pause } from 'node:timers/promises';
import { holdIndexerLock, type HeldLock } from '../../db/chain-locks.ts';
import { insertCursor } from '../../db/chain-cursors.ts';
import type { Chain } from '../../resolvers/chain/client.ts';
import { catchUpGovernance } from '../../resolvers/governance/follow-chain.ts';
import { CursorMoved } from '../../resolvers/chain/index-range.ts';
import type { Context } from '../../resolvers/context.ts';
import { keep, type Kept } from '../keep.ts';
import { passGaps } from './check-gaps.ts';
import { followedOn } from './follow-what.ts';
import { passFollow } from './follow.ts';
import { countFailure, createIndex, type Index } from './index-blocks.ts';
import { subscribeHeads } from './rpc-heads.ts';

export interface Indexer {
  /** The passes that it keeps running, for the health report. */
  readonly kept: readonly Kept[];
  /** Ends after the transaction that is under way, and lets another process take over. */
  stop(): Promise<void>;
}

/**
 * Starts the indexer of a chain in this process. Of all processes that do so, the one that holds the chain's lock works;
 * the others look once a poll whether it is free.
 */
export async function startIndexer(ctx: Context, chain: Chain): Promise<Indexer> {
  const { config, db, log } = ctx.app;
  const index = createIndex(ctx, { rpc: chain.rpc, followed: followedOn(chain, config) });
  await insertCursor(db, chain.chainId, BigInt(chain.deployment.deployedAtBlock));
  const lease = createLease(ctx, chain.chainId);
  const following = keep(
    { name: 'chain', everyMs: config.CHAIN_POLL_MS, run: guarded(index, lease, afterCatchingUp(passFollow)) },
    log,
  );
  const checking = keep(
    { name: 'chain-gaps', everyMs: config.CHAIN_GAP_POLL_S * 1000, run: guarded(index, lease, passGaps) },
    log,
  );
  const heads = chain.socketUrl === undefined ? undefined : listen(ctx, chain.socketUrl, following);
  return {
    kept: [following, checking],
    async stop() {
      heads?.close();
      await Promise.all([following.stop(), checking.stop()]);
      await lease.release();
    },
  };
}

/** Once in a process, before the first pass: what an index lacks that an earlier version of the platform has begun. */
function afterCatchingUp(pass: typeof passFollow): typeof passFollow {
  let isDone = false;
  return async (index, signal) => {
    if (!isDone) await catchUpGovernance(index.ctx, index.followed.meta);
    isDone = true;
    return pass(index, signal);
  };
}

/** The WebSocket only wakes: what is new is asked for over HTTP, and should it fall silent, polling goes on. */
function listen({ app }: Context, url: string, following: Kept): { close(): void } {
  return subscribeHeads({
    url,
    onHead: following.wake,
    onListening: (listening) => {
      if (listening) following.wake();
    },
    onDrop: (reason) => {
      app.log.warn({ reason }, 'the chain does not tell its new heads; it is polled meanwhile');
    },
    backoffMs: app.config.CHAIN_SOCKET_BACKOFF_MS,
    silenceMs: app.config.CHAIN_SOCKET_SILENCE_MS,
  });
}

interface Lease {
  /** Whether this process holds the lock, after a try to take it; with a signal that is aborted when it is lost. */
  take(): Promise<AbortSignal | undefined>;
  release(): Promise<void>;
}

const LEASE_CHECK_MS = 1_000;

/** The chain's lock. Its loss is noticed within a second, and ends what is under way; the cursor guards the rest. */
function createLease(ctx: Context, chainId: number): Lease {
  const { db, log } = ctx.app;
  let held: { lock: HeldLock; lost: AbortController; timer: NodeJS.Timeout } | undefined;
  let taking: Promise<void> | undefined;

  const drop = async (): Promise<void> => {
    const dropped = held;
    held = undefined;
    if (!dropped) return;
    clearInterval(dropped.timer);
    dropped.lost.abort(new CursorMoved('the lock of the indexer is lost'));
    await dropped.lock.release();
  };

  const check = async (): Promise<void> => {
    if (!held || (await held.lock.isHeld())) return;
    log.warn({ chainId }, 'lost the lock of the indexer');
    await drop();
  };

  const take = async (): Promise<void> => {
    await check();
    if (held) return;
    const lock = await holdIndexerLock(db, chainId);
    if (!lock) return;
    log.info({ chainId }, 'this process indexes the chain');
    const timer = setInterval(() => void check(), LEASE_CHECK_MS);
    timer.unref();
    held = { lock, lost: new AbortController(), timer };
  };

  return {
    async take() {
      // Both passes ask; one of them tries.
      taking ??= take().finally(() => {
        taking = undefined;
      });
      await taking;
      return held?.lost.signal;
    },
    release: drop,
  };
}

const LONGEST_PAUSE_MS = 60_000;

/** A pass that runs only under the lock, and after failures waits longer and longer before it fails. */
function guarded(
  index: Index,
  lease: Lease,
  pass: (index: Index, signal: AbortSignal) => Promise<boolean>,
): (stopping: AbortSignal) => Promise<boolean> {
  let failures = 0;
  return async (stopping) => {
    const held = await lease.take();
    if (!held) return false;
    const signal = AbortSignal.any([stopping, held]);
    try {
      const more = await pass(index, signal);
      failures = 0;
      return more;
    } catch (error) {
      if (signal.aborted) return false;
      countFailure(index, error);
      const pauseMs = Math.min(LONGEST_PAUSE_MS, index.limits.backoffMs * 2 ** Math.min(failures, 20));
      failures += 1;
      await pause(pauseMs, undefined, { signal: stopping }).catch(() => {});
      throw error;
    }
  };
}
