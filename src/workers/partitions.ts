import {
  cutPartition,
  detachPartition,
  isLockTaken,
  leastUuid,
  type Partitioned,
  partitionedTables,
  type Partitions,
  selectReached,
  selectPartitions,
  uuidMoment,
} from '../db/partitions.ts';
import type { Context } from '../resolvers/context.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A month of trades begins at least this long before it is needed; periods of the outbox, a whole one. */
const MONTH_AHEAD_MS = 7 * DAY_MS;

/** Where a table is cut next, and what of it is old enough to be taken out. */
interface Plan {
  readonly table: Partitioned;
  /** Undefined where it is cut far enough ahead. */
  readonly cut: { readonly upper: string; readonly name: string; readonly urgent: boolean } | undefined;
  readonly detach: readonly string[];
}

/**
 * Cuts partitions before they are needed, and takes out those that the configuration says are old enough. Never deletes
 * anything. Where a table is locked by others it is tried again; throws once rows already go where none should be.
 */
export async function passPartitions(ctx: Context, now = new Date()): Promise<void> {
  const { db, config, log } = ctx.app;
  const tables = partitionedTables;
  const partsOf = (table: Partitioned): Promise<Partitions> => selectPartitions(db, table);
  const reached = await selectReached(db);
  const plans = [
    planOutbox(await partsOf(tables.outbox), config.OUTBOX_PARTITION_H * HOUR_MS, now),
    planMonths(tables.trades, await partsOf(tables.trades), { now, detachDays: config.TRADE_DETACH_DAYS }),
    planMonths(tables.entries, await partsOf(tables.entries), { now }),
    planCounted(tables.postings, await partsOf(tables.postings), {
      reached: reached.posting,
      period: config.POSTING_PARTITION_ROWS,
    }),
    planCounted(tables.auditLog, await partsOf(tables.auditLog), {
      reached: reached.auditRow,
      period: config.AUDIT_PARTITION_ROWS,
    }),
    planCounted(tables.chainLogs, await partsOf(tables.chainLogs), {
      reached: reached.block,
      period: config.CHAIN_LOG_PARTITION_BLOCKS,
      detachAfter: config.CHAIN_LOG_DETACH_BLOCKS,
    }),
  ];
  for (const { table, cut, detach } of plans) {
    try {
      if (cut && (await cutPartition(db, table, cut.upper, cut.name))) {
        log.info({ table: table.name, partition: cut.name }, 'a partition was made');
      }
      for (const name of detach) {
        await detachPartition(db, table, name);
        log.info({ table: table.name, partition: name }, 'a partition was moved to the archive');
      }
    } catch (error) {
      if (!isLockTaken(error) || cut?.urgent) throw error;
      log.warn({ table: table.name }, 'others hold the table; its partitions are made another time');
    }
  }
}

function planOutbox({ restFrom }: Partitions, periodMs: number, now: Date): Plan {
  const from = new Date(restFrom).getTime();
  // One period is always ahead of the one in which we are.
  const needed = now.getTime() + periodMs;
  const upper = new Date((Math.floor(Math.max(from, needed) / periodMs) + 1) * periodMs).toISOString();
  const name = `outbox_to_${upper.slice(0, 13).replaceAll(/\D/g, '')}`;
  return {
    table: partitionedTables.outbox,
    cut: from <= needed ? { upper, name, urgent: from <= now.getTime() } : undefined,
    detach: [],
  };
}

/** Of a table that is cut by UUIDs of version 7: a part is a month in UTC. */
function planMonths(
  table: Partitioned,
  { parts, restFrom }: Partitions,
  { now, detachDays }: { readonly now: Date; readonly detachDays?: number | undefined },
): Plan {
  const from = uuidMoment(restFrom).getTime();
  const needed = now.getTime() + MONTH_AHEAD_MS;
  const last = new Date(Math.max(from, needed));
  const next = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + 1));
  const name = `${table.name}_to_${next.toISOString().slice(0, 7).replace('-', '')}`;
  const oldest = detachDays === undefined ? -Infinity : now.getTime() - detachDays * DAY_MS;
  return {
    table,
    cut: from <= needed ? { upper: leastUuid(next), name, urgent: from <= now.getTime() } : undefined,
    detach: parts.filter(({ upper }) => uuidMoment(upper).getTime() <= oldest).map((part) => part.name),
  };
}

/** Of a table that is cut by a number that rises: a part is `period` of them. */
function planCounted(
  table: Partitioned,
  { parts, restFrom }: Partitions,
  counted: { readonly reached: bigint | null; readonly period: number; readonly detachAfter?: number | undefined },
): Plan {
  const { reached, detachAfter } = counted;
  if (reached === null) return { table, cut: undefined, detach: [] };
  const period = BigInt(counted.period);
  const from = BigInt(restFrom);
  // A tenth of a part is months of one platform and a day of another: what is cut late costs one look at what is there.
  const needed = reached + period / 10n;
  const upper = ((from > needed ? from : needed) / period + 1n) * period;
  const oldest = detachAfter === undefined ? 0n : reached - BigInt(detachAfter);
  return {
    table,
    cut:
      from <= needed ? { upper: String(upper), name: `${table.name}_to_${upper}`, urgent: from <= reached } : undefined,
    detach: parts.filter((part) => BigInt(part.upper) <= oldest).map((part) => part.name),
  };
}
