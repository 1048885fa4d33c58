import type { Db } from './client.ts';
import { addFacts, countBalances, countStates, PLATFORM_ARRAY } from './rollup-writes.ts';
import { type RollupFact, type RollupThing, WHOLE_PLATFORM } from './rollups.ts';

/** Tables that are walked once, row by row, and what is counted of each. */
interface WalkedTable {
  readonly facts: readonly RollupFact[];
  readonly thing?: RollupThing;
}

const walked: Readonly<Record<string, WalkedTable>> = {
  trades: { facts: ['TRADE'] },
  transfers: { facts: ['TRANSFER'] },
  orders: { facts: ['ORDER_COMPLETED', 'ORDER_REFUNDED'], thing: 'ORDER' },
  retirements: { facts: ['RETIREMENT'], thing: 'RETIREMENT' },
  announcements: { facts: ['ANNOUNCEMENT'], thing: 'ANNOUNCEMENT' },
  wallets: { facts: [] },
};
/** What triggers note from then on, taken as it is in one statement. */
const NOTED = 'noted';

/** In the order in which they are gone through. */
export const rebuildSources: readonly string[] = [NOTED, ...Object.keys(walked)];

export interface RebuildProgress {
  readonly source: string;
  readonly seen: bigint;
  readonly done: boolean;
}

/** How far each source is. */
export async function selectRebuild({ sql }: Pick<Db, 'sql'>): Promise<RebuildProgress[]> {
  const rows = await sql<RebuildProgress[]>`select source, seen, done_at is not null as done from rollup_rebuilds`;
  return rebuildSources.map((source) => rows.find((row) => row.source === source) ?? { source, seen: 0n, done: false });
}

/**
 * Counts what was there before there were sums: `limit` rows of the next source at most. What was counted already, by this
 * or by an event, is passed over. Gives how far that source is then; undefined if nothing is left to do.
 */
export async function rebuildNext(tx: Db, limit: number): Promise<RebuildProgress | undefined> {
  const next = (await selectRebuild(tx)).find(({ done }) => !done);
  if (!next) return undefined;
  return next.source === NOTED ? await takeNoted(tx) : await walk(tx, next.source, limit);
}

async function walk(tx: Db, source: string, limit: number): Promise<RebuildProgress> {
  const { sql } = tx;
  const rows = await sql<{ id: string }[]>`
    select id from ${sql(source)}
    where id > coalesce((select after_id from rollup_rebuilds where source = ${source}), '00000000-0000-0000-0000-000000000000')
    order by id limit ${limit}`;
  const ids = rows.map(({ id }) => id);
  const { facts, thing } = walked[source] ?? { facts: [] };
  for (const fact of facts) await addFacts(tx, fact, ids);
  if (thing) await countStates(tx, thing, ids);
  if (source === 'wallets') await countBalances(tx, ids);
  return await note(tx, source, { afterId: ids.at(-1), seen: ids.length, done: ids.length < limit });
}

async function note(
  { sql }: Db,
  source: string,
  { afterId, seen, done }: { readonly afterId: string | undefined; readonly seen: number; readonly done: boolean },
): Promise<RebuildProgress> {
  const [row] = await sql<{ seen: bigint }[]>`
    insert into rollup_rebuilds as r (source, after_id, seen, done_at)
    values (${source}, ${afterId ?? null}, ${seen}, case when ${done} then now() end)
    on conflict (source) do update set after_id = coalesce(excluded.after_id, r.after_id), seen = r.seen + excluded.seen,
      done_at = excluded.done_at
    returning seen`;
  return { source, seen: row?.seen ?? 0n, done };
}

/**
 * Users and blocks of serial numbers, in one statement: it sees exactly those rows whose notes it clears away, so that
 * none is counted twice and none is left out, whoever writes meanwhile.
 */
async function takeNoted(tx: Db): Promise<RebuildProgress> {
  const { sql } = tx;
  const [row] = await sql<{ seen: bigint }[]>`
    with gone as (delete from rollup_changes),
    noted as materialized (
      select 'SIGN_UP'::rollup_measure as measure, '' as unit, created_at as at, 1 as n, 0::numeric as amount from users
      union all
      select 'ISSUED', 'TONNE', coalesce(issued_on::timestamp at time zone 'UTC', created_at), 0,
        (block_end - block_start + 1)::numeric * 1e18::numeric from serial_blocks),
    added as (
      insert into rollups as known (party_id, level, bucket, measure, unit, key, count, amount)
      select ${WHOLE_PLATFORM}::uuid, level, date_bin(make_interval(secs => level), at, timestamptz 'epoch') as bucket,
        measure, unit, '', sum(n), sum(amount)
      from noted cross join unnest(${sql.unsafe(PLATFORM_ARRAY)}) as level group by level, bucket, measure, unit
      on conflict (party_id, level, bucket, measure, unit, key) do update
      set count = known.count + excluded.count, amount = known.amount + excluded.amount)
    select count(*) as seen from noted`;
  return await note(tx, NOTED, { afterId: undefined, seen: Number(row?.seen ?? 0n), done: true });
}

/** Forgets all sums and what was counted for them: a rebuild begins anew. */
export async function clearRollups({ sql }: Db): Promise<void> {
  await sql`truncate rollups, rollup_marks, rollup_states, rollup_state_counts, rollup_balances, rollup_balance_bins,
    active_days, active_returns, rollup_rebuilds`;
}
