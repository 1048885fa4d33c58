import { type Db, type Fragment, type Sql, texts } from './client.ts';
import { WRITTEN_LEVELS } from './rollup-levels.ts';
import { factSources, floorOf, stateSources } from './rollup-facts.ts';
import { NEVER_BEFORE, type RollupFact, type RollupThing, TRADE_VALUES, WHOLE_PLATFORM } from './rollups.ts';

// One transaction at a time writes here (the lock of the consumer), so counts are read and written without a lock of their own.

const array = (levels: readonly number[]): string => `array[${levels.join(', ')}]`;
/** The levels at which a delta is added, by whose it is. */
export const PLATFORM_ARRAY = array(WRITTEN_LEVELS.platform);
const PARTY_ARRAY = array(WRITTEN_LEVELS.party);
const SALE_ARRAY = array(WRITTEN_LEVELS.sale);

/** Adds deltas to the sums, at every level; `before` is what they are read from. Gives how many rows of sums changed. */
async function addDeltas(sql: Sql, deltas: Fragment, before: Fragment = sql``): Promise<number> {
  const { count } = await sql`
    ${before}
    insert into rollups as known (party_id, level, bucket, measure, unit, key, count, amount)
    select party_id, level, date_bin(make_interval(secs => level), at, timestamptz 'epoch') as bucket, measure, unit, key,
      sum(d.count), sum(d.amount)
    from (${deltas}) as d
    cross join lateral unnest(case
      when party_id in (${WHOLE_PLATFORM}, ${TRADE_VALUES}) then ${sql.unsafe(PLATFORM_ARRAY)}
      when measure = 'SALE' then ${sql.unsafe(SALE_ARRAY)}
      else ${sql.unsafe(PARTY_ARRAY)} end) as level
    group by party_id, level, bucket, measure, unit, key
    on conflict (party_id, level, bucket, measure, unit, key) do update
    set count = known.count + excluded.count, amount = known.amount + excluded.amount`;
  return count;
}

/**
 * Adds what these rows tell to the sums: of each that is a fact by now and was not counted before. Gives how many were
 * counted; the rest may be given again whenever something happens to them.
 */
export async function addFacts({ sql }: Db, fact: RollupFact, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const { table, isFact, deltas, acts } = factSources[fact];
  const fresh = await sql<{ id: string }[]>`
    insert into rollup_marks (fact, id)
    select ${fact}::rollup_fact, id from ${sql(table)}
    where id = any (${ids as string[]}::uuid[]) and ${sql.unsafe(isFact)}
    on conflict do nothing returning id`;
  if (fresh.length === 0) return 0;
  const counted = fresh.map(({ id }) => id);
  await addDeltas(sql, deltas(sql, counted));
  await addActs(sql, acts(sql, counted));
  return counted.length;
}

/** Notes who was active when, and counts those of whom it was another day. */
async function addActs(sql: Sql, acts: Fragment): Promise<void> {
  const noted = await sql<{ userId: string; day: string; isNew: boolean }[]>`
    insert into active_days as known (user_id, day, quarters)
    select user_id, day, bit_or(quarter) from (
      select user_id, (at at time zone 'UTC')::date as day,
        set_bit(0::bit(96), (extract(epoch from at at time zone 'UTC')::bigint % 86400 / 900)::int, 1) as quarter
      from (${acts}) as acts) as each
    group by user_id, day
    on conflict (user_id, day) do update set quarters = known.quarters | excluded.quarters
    returning new.user_id, new.day::text, old.user_id is null as is_new`;
  const days = noted.filter(({ isNew }) => isNew);
  if (days.length === 0) return;
  // A day between two others parts what they were to each other: the later one now comes after this one.
  await sql`
    with fresh as materialized (
      select * from unnest(${days.map(({ userId }) => userId)}::uuid[], ${days.map(({ day }) => day)}::date[]) as f (user_id, day)),
    placed as materialized (
      select f.user_id, f.day,
        (select max(a.day) from active_days a where a.user_id = f.user_id and a.day < f.day) as before,
        (select min(a.day) from active_days a where a.user_id = f.user_id and a.day > f.day) as next
      from fresh f),
    later as (
      select p.next as day, p.day as before, (
        select max(a.day) from active_days a where a.user_id = p.user_id and a.day < p.next
          and not exists (select from fresh f where f.user_id = a.user_id and f.day = a.day)) as was
      from placed p
      where p.next is not null and not exists (select from fresh f where f.user_id = p.user_id and f.day = p.next)),
    changes as (
      select day, before, 1 as users from placed
      union all select day, before, 1 from later
      union all select day, was, -1 from later)
    insert into active_returns as known (day, before, users)
    select day, coalesce(before, ${NEVER_BEFORE}::date) as since, sum(users) from changes
    group by day, since having sum(users) <> 0
    on conflict (day, before) do update set users = known.users + excluded.users`;
}

/** Counts how these things stand now, in place of how they stood when they were last counted. */
export async function countStates({ sql }: Db, thing: RollupThing, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { table, where } = stateSources[thing];
  const changes = await sql<{ state: string; change: bigint }[]>`
    with known as materialized (
      select id, state from rollup_states where thing = ${thing}::rollup_thing and id = any (${ids as string[]}::uuid[])),
    moved as (
      insert into rollup_states as s (thing, id, state)
      select ${thing}::rollup_thing, id, status::text from ${sql(table)}
      where id = any (${ids as string[]}::uuid[]) and ${sql.unsafe(where)}
      on conflict (thing, id) do update set state = excluded.state where s.state <> excluded.state
      returning id, state)
    select state, sum(n)::bigint as change from (
      select state, 1 as n from moved
      union all select known.state, -1 from moved join known using (id)) as changes
    group by state having sum(n) <> 0`;
  if (changes.length === 0) return;
  // There first and added to then: what is added may be below zero, which no count is.
  const states = changes.map(({ state }) => state);
  await sql`
    insert into rollup_state_counts (thing, state, count)
    select ${thing}::rollup_thing, state, 0 from unnest(${states}::text[]) as state on conflict do nothing`;
  await sql`
    update rollup_state_counts as c set count = c.count + d.change
    from unnest(${states}::text[], ${texts(changes.map(({ change }) => change))}::bigint[]) as d (state, change)
    where c.thing = ${thing}::rollup_thing and c.state = d.state`;
}

/** Counts what these wallets hold now, in place of what they held when they were last counted. The platform's are left out. */
export async function countBalances({ sql }: Db, walletIds: readonly string[]): Promise<void> {
  if (walletIds.length === 0) return;
  const changes = await sql<{ asset: string; floor: bigint; wallets: bigint; total: bigint }[]>`
    with known as materialized (
      select wallet_id, asset, balance from rollup_balances where wallet_id = any (${walletIds as string[]}::uuid[])),
    current as (
      select w.id as wallet_id, w.asset, sum(a.balance) as balance
      from wallets w join accounts a on a.wallet_id = w.id join parties p on p.id = w.owner_id
      where w.id = any (${walletIds as string[]}::uuid[]) and w.batch_id is null and p.kind <> 'PLATFORM'
      group by w.id),
    moved as (
      insert into rollup_balances as b (wallet_id, asset, balance)
      select wallet_id, asset, balance from current
      on conflict (wallet_id) do update set balance = excluded.balance where b.balance <> excluded.balance
      returning wallet_id, asset, balance)
    select asset, ${sql.unsafe(floorOf('balance'))} as floor, sum(n)::bigint as wallets, sum(n * balance) as total
    from (
      select asset, balance, 1 as n from moved
      union all select known.asset, known.balance, -1 from moved join known using (wallet_id)) as changes
    group by asset, floor having sum(n) <> 0 or sum(n * balance) <> 0`;
  if (changes.length === 0) return;
  const [names, floors] = [changes.map(({ asset }) => asset), texts(changes.map(({ floor }) => floor))];
  await sql`
    insert into rollup_balance_bins (asset, floor, wallets, total)
    select asset::asset, floor, 0, 0 from unnest(${names}::text[], ${floors}::numeric[]) as d (asset, floor)
    on conflict do nothing`;
  await sql`
    update rollup_balance_bins as b set wallets = b.wallets + d.wallets, total = b.total + d.total
    from unnest(${names}::text[], ${floors}::numeric[], ${texts(changes.map(({ wallets }) => wallets))}::bigint[],
      ${texts(changes.map(({ total }) => total))}::numeric[]) as d (asset, floor, wallets, total)
    where b.asset = d.asset::asset and b.floor = d.floor`;
}

/** Adds what the triggers noted, so many notes at most; gives how many it were. */
export async function addChanges({ sql }: Db, limit: number): Promise<number> {
  const [row] = await sql<{ last: bigint | null; notes: bigint }[]>`
    select max(id) as last, count(*) as notes from (select id from rollup_changes order by id limit ${limit}) as first`;
  if (!row || row.last === null) return 0;
  await addDeltas(
    sql,
    sql`select ${WHOLE_PLATFORM}::uuid as party_id, measure, unit, '' as key, at, count, amount from gone`,
    sql`with gone as (delete from rollup_changes where id <= ${row.last} returning measure, unit, at, count, amount)`,
  );
  return Number(row.notes);
}

/** Another version of the sums, for whoever is told that they changed. */
export async function touchRollups({ sql }: Db): Promise<void> {
  await sql`
    insert into rollup_clock as c (version, changed_at) values (1, now())
    on conflict (id) do update set version = c.version + 1, changed_at = now()`;
}

/**
 * The version of the sums if it was not told of yet and the last word was `everyMs` ago or more; it counts as told then.
 * One process at a time gets it.
 */
export async function claimUntold({ sql }: Db, everyMs: number): Promise<bigint | undefined> {
  const [row] = await sql<{ version: bigint }[]>`
    update rollup_clock set told_version = version, told_at = clock_timestamp()
    where version <> told_version
      and (told_at is null or told_at <= clock_timestamp() - make_interval(secs => ${everyMs / 1_000}))
    returning version`;
  return row?.version;
}
