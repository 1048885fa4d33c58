import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Db } from '../../db/client.ts';
import { countHits } from '../../db/throttles.ts';

export interface Policy {
  /** How the limit is called in the headers. */
  readonly name: string;
  /** Calls in a window. */
  readonly limit: number;
  readonly windowS: number;
}

/** What is left of a limit, as far as this process knows. */
export interface Budget {
  readonly left: number;
  readonly resetsInS: number;
}

/**
 * Limits that all processes share through the database. A process takes a part of the budget of a key at a time and
 * spends it by itself, so most calls are counted without a statement and without waiting.
 */
export interface Budgets {
  /** Spends one call. Gives 0 if it may be made, else the seconds to wait; a promise only while a part is fetched. */
  spend(key: string, policy: Policy): number | Promise<number>;
  look(key: string, policy: Policy): Budget;
}

interface Bucket {
  readonly key: string;
  readonly policy: Policy;
  /** Taken from the shared budget and not spent yet. */
  left: number;
  /** What nobody had taken when this process last did. */
  unclaimed: number;
  /** Of the window; Infinity before the first part was fetched. */
  endsAt: number;
  /** While a part is fetched. */
  fetching: PromiseWithResolvers<void> | undefined;
}

/** A process takes a twentieth of a budget at once: what it does not spend is lost to the others. */
const PARTS = 20;
/** Buckets fetched by one statement. */
const STATEMENT_KEYS = 500;

export function createBudgets(db: Db, log: Logger, keyLimit: number): Budgets {
  const buckets = new LRUCache<string, Bucket>({ max: keyLimit });
  const { fetchPart, fetching } = createFetcher(db, log);

  function bucketOf(key: string, policy: Policy): Bucket {
    let bucket = buckets.get(key) ?? fetching.get(key);
    if (!bucket) {
      bucket = { key, policy, left: 0, unclaimed: policy.limit, endsAt: Infinity, fetching: undefined };
      buckets.set(key, bucket);
    } else if (bucket.endsAt <= Date.now()) {
      Object.assign(bucket, { left: 0, unclaimed: policy.limit, endsAt: Infinity });
    }
    return bucket;
  }

  async function spendLater(bucket: Bucket): Promise<number> {
    for (;;) {
      await fetchPart(bucket);
      const waitS = take(bucket);
      if (waitS !== undefined) return waitS;
    }
  }

  return {
    spend(key, policy) {
      const bucket = bucketOf(key, policy);
      const waitS = take(bucket);
      if (waitS === undefined) return spendLater(bucket);
      // Before it runs out, so that nobody waits for the next part.
      if (bucket.left < Math.floor(partOf(policy) / 4) && bucket.unclaimed > 0) void fetchPart(bucket);
      return waitS;
    },
    look(key, policy) {
      const bucket = buckets.get(key);
      const endsInS = ((bucket?.endsAt ?? Infinity) - Date.now()) / 1000;
      if (!bucket || !(endsInS > 0 && endsInS < Infinity)) return { left: policy.limit, resetsInS: policy.windowS };
      return { left: bucket.left + bucket.unclaimed, resetsInS: Math.ceil(endsInS) };
    },
  };
}

interface Fetcher {
  /** Takes a part of the shared budget; one at a time for a bucket. Never rejects. */
  fetchPart(bucket: Bucket): Promise<void>;
  /** Those whose part is fetched, also when they had to be forgotten meanwhile. */
  readonly fetching: ReadonlyMap<string, Bucket>;
}

function createFetcher(db: Db, log: Logger): Fetcher {
  const fetching = new Map<string, Bucket>();
  let waiting: Bucket[] = [];
  let running = false;

  /** All that is wanted in one turn, and while a statement runs, goes out as one statement. */
  async function fetchWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, STATEMENT_KEYS);
      waiting = waiting.slice(batch.length);
      await fetchParts(batch);
      for (const bucket of batch) {
        fetching.delete(bucket.key);
        bucket.fetching?.resolve();
        bucket.fetching = undefined;
      }
    }
    running = false;
  }

  async function fetchParts(batch: readonly Bucket[]): Promise<void> {
    try {
      const hits = batch.map(({ key, policy }) => ({ key, hits: partOf(policy), windowS: policy.windowS }));
      const counts = new Map((await countHits(db, hits)).map((count) => [count.key, count]));
      for (const bucket of batch) {
        const count = counts.get(bucket.key);
        if (count) grant(bucket, count.hits, count.endsInS);
      }
    } catch (error) {
      // The limits hold within this process then: better than to let nobody in, or everybody.
      log.warn({ err: error }, 'rate limits could not be shared');
      for (const bucket of batch) grantAlone(bucket);
    }
  }

  return {
    fetching,
    fetchPart(bucket) {
      if (bucket.fetching) return bucket.fetching.promise;
      bucket.fetching = Promise.withResolvers();
      fetching.set(bucket.key, bucket);
      waiting.push(bucket);
      if (!running) {
        running = true;
        setImmediate(() => void fetchWaiting());
      }
      return bucket.fetching.promise;
    },
  };
}

const partOf = ({ limit }: Policy): number => Math.ceil(limit / PARTS);

/** Spends one call of what was taken; undefined if more can be fetched. */
function take(bucket: Bucket): number | undefined {
  if (bucket.left > 0) {
    bucket.left -= 1;
    return 0;
  }
  if (bucket.unclaimed > 0) return undefined;
  return Math.max(1, Math.ceil((bucket.endsAt - Date.now()) / 1000));
}

/** `hits`: what all processes have taken by now, this part included. */
function grant(bucket: Bucket, hits: number, endsInS: number): void {
  const { policy } = bucket;
  const part = partOf(policy);
  const before = hits - part;
  // A new window has begun since: what was left of the one before is gone with it.
  if (before === 0) bucket.left = 0;
  bucket.left += Math.min(part, Math.max(0, policy.limit - before));
  bucket.unclaimed = Math.max(0, policy.limit - hits);
  bucket.endsAt = Date.now() + endsInS * 1000;
}

/** What a process that cannot reach the others counts by itself. */
function grantAlone(bucket: Bucket): void {
  const { policy, unclaimed, endsAt } = bucket;
  const endsInS = endsAt === Infinity ? policy.windowS : Math.max(0, endsAt - Date.now()) / 1000;
  grant(bucket, policy.limit - unclaimed + partOf(policy), endsInS);
}
