import type { ReceiptKind } from './chain-position-writes.ts';
import type { Db, Fragment, Sql } from './client.ts';

type Hex = `0x${string}`;

/** How sure something is: the block that it follows from, and how deep the chain is settled. */
export interface Sureness {
  /** Null where no event was ever about it: then it is nothing, for lack of any block that says else. */
  readonly blockNumber: bigint | null;
  readonly safeBlock: bigint;
  readonly finalizedBlock: bigint;
}

export interface StakeView extends Sureness {
  readonly address: Hex;
  readonly staked: bigint;
  readonly cooling: bigint;
  /** When all that is cooling can be taken; null while nothing is. */
  readonly availableAt: Date | null;
  readonly votes: bigint;
  readonly delegate: Hex | null;
}

const hexOf = (column: string): string => `'0x' || encode(${column}, 'hex')`;
const addressesIn = (sql: Sql, addresses: readonly string[]): Fragment =>
  sql`unnest(${addresses.map((address) => address.slice(2))}::text[]) as given (hex)`;

/**
 * The newest block in which an address did anything: what it holds is as sure as that. `given` names the chain and the
 * address; the chain's marks come with it.
 */
const sureness = (chainId: string, address: string): string => `
  join chain_cursors c on c.chain_id = ${chainId}
  left join lateral (
    select places[cardinality(places)] >> 20 as block_number from chain_participants
    where chain_id = ${chainId} and address = ${address} order by span desc limit 1
  ) as newest on true`;
const SURENESS = 'newest.block_number, c.safe_block, c.finalized_block';

/** The stakes of these addresses, nothing where there is none; no rows before the index of the chain has begun. */
export async function selectStakes({ sql }: Db, chainId: number, addresses: readonly string[]): Promise<StakeView[]> {
  return await sql<StakeView[]>`
    select ${sql.unsafe(hexOf('k.address'))} as address, coalesce(s.staked, 0) as staked,
           coalesce(s.cooling, 0) as cooling, coalesce(s.votes, 0) as votes,
           case when s.cooling > 0 then cooldown.available_at end as available_at,
           ${sql.unsafe(hexOf("nullif(given_to.delegate, decode(repeat('0', 40), 'hex'))"))} as delegate, ${sql.unsafe(SURENESS)}
    from (select ${chainId}::int as chain_id, decode(hex, 'hex') as address from ${addressesIn(sql, addresses)}) as k
    left join stakes s on s.chain_id = k.chain_id and s.address = k.address
    left join lateral (
      select available_at from stake_marks m
      where m.chain_id = k.chain_id and m.address = k.address and m.available_at is not null
      order by m.block_number desc, m.log_index desc limit 1
    ) as cooldown on true
    left join lateral (
      select delegate from stake_marks m
      where m.chain_id = k.chain_id and m.address = k.address and m.delegate is not null
      order by m.block_number desc, m.log_index desc limit 1
    ) as given_to on true
    ${sql.unsafe(sureness('k.chain_id', 'k.address'))}
    order by k.address`;
}

export interface TokenBalanceView extends Sureness {
  readonly token: Hex;
  readonly address: Hex;
  readonly balance: bigint;
}

/** What an address has of each token that is followed in full. */
export async function selectTokenBalances({ sql }: Db, chainId: number, address: string): Promise<TokenBalanceView[]> {
  return await sql<TokenBalanceView[]>`
    select ${sql.unsafe(hexOf('t.token'))} as token, ${sql.unsafe(hexOf('t.address'))} as address, t.balance,
           ${sql.unsafe(SURENESS)}
    from token_balances t ${sql.unsafe(sureness('t.chain_id', 't.address'))}
    where t.chain_id = ${chainId} and t.address = decode(${address.slice(2)}, 'hex') order by t.token`;
}

export interface CreditBatchView extends Sureness {
  readonly blockNumber: bigint;
  readonly batchId: bigint;
  readonly projectKey: Hex;
  readonly vintage: number;
  readonly minted: bigint;
  readonly retired: bigint;
  /** Null where the chain has no record of the project that says so. */
  readonly uri: string | null;
  readonly transferable: boolean | null;
  readonly suspended: boolean | null;
}

export interface CreditBalanceView extends Sureness {
  readonly batchId: bigint;
  readonly address: Hex;
  readonly balance: bigint;
}

export interface BatchPage {
  readonly chainId: number;
  /** The batch at which the page before ended. */
  readonly after: bigint | undefined;
  readonly limit: number;
}

const afterBatch = (sql: Sql, after: bigint | undefined): Fragment =>
  after === undefined ? sql`` : sql`and batch_id > ${after.toString()}::numeric`;

/** What an address has of each batch, in the order of their ids. */
export async function selectCreditBalances(
  { sql }: Db,
  { chainId, address, after, limit }: BatchPage & { readonly address: string },
): Promise<CreditBalanceView[]> {
  return await sql<CreditBalanceView[]>`
    select b.batch_id, ${sql.unsafe(hexOf('b.address'))} as address, b.balance, ${sql.unsafe(SURENESS)}
    from (
      select * from credit_balances
      where chain_id = ${chainId} and address = decode(${address.slice(2)}, 'hex') ${afterBatch(sql, after)}
      order by batch_id limit ${limit}
    ) as b ${sql.unsafe(sureness('b.chain_id', 'b.address'))}
    order by b.batch_id`;
}

/** The balance of one address in one batch, zero where it has none; undefined before the index has begun. */
export async function selectCreditBalance(
  { sql }: Db,
  { chainId, address, batchId }: { readonly chainId: number; readonly address: string; readonly batchId: bigint },
): Promise<CreditBalanceView | undefined> {
  const [row] = await sql<CreditBalanceView[]>`
    select k.batch_id, ${sql.unsafe(hexOf('k.address'))} as address, coalesce(b.balance, 0) as balance,
           ${sql.unsafe(SURENESS)}
    from (select ${chainId}::int as chain_id, ${batchId.toString()}::numeric as batch_id,
                 decode(${address.slice(2)}, 'hex') as address) as k
    left join credit_balances b on b.chain_id = k.chain_id and b.address = k.address and b.batch_id = k.batch_id
    ${sql.unsafe(sureness('k.chain_id', 'k.address'))}`;
  return row;
}

/** What all batches have in common: the newest block that minted or retired is how sure one is. */
const batchesOf = (sql: Sql, batches: Fragment): Fragment => sql`
  select b.batch_id, ${sql.unsafe(hexOf('b.project_key'))} as project_key, b.vintage, b.minted, b.retired, p.uri,
         open_to.transferable, halted.suspended, ${sql.unsafe(SURENESS)}
  from (${batches}) as b
  join chain_cursors c on c.chain_id = b.chain_id
  cross join lateral (
    select block_number from reserve_moves m where m.chain_id = b.chain_id and m.asset = b.batch_id::text
    order by block_number desc limit 1
  ) as newest
  left join credit_projects p on p.chain_id = b.chain_id and p.project_key = b.project_key
  left join lateral (
    select transferable from credit_project_marks m
    where m.chain_id = b.chain_id and m.project_key = b.project_key and m.transferable is not null
    order by m.block_number desc, m.log_index desc limit 1
  ) as open_to on true
  left join lateral (
    select suspended from credit_project_marks m
    where m.chain_id = b.chain_id and m.project_key = b.project_key and m.suspended is not null
    order by m.block_number desc, m.log_index desc limit 1
  ) as halted on true
  order by b.batch_id`;

/** Batches in the order of their ids: all, or those of one project. */
export async function selectCreditBatches(
  { sql }: Db,
  { chainId, projectKey, after, limit }: BatchPage & { readonly projectKey: string | undefined },
): Promise<CreditBatchView[]> {
  const project = projectKey === undefined ? sql`` : sql`and project_key = decode(${projectKey.slice(2)}, 'hex')`;
  return await sql<CreditBatchView[]>`${batchesOf(
    sql,
    sql`
      select * from credit_batches where chain_id = ${chainId} ${project} ${afterBatch(sql, after)}
      order by batch_id limit ${limit}`,
  )}`;
}

/** Batches by id, in any order; ids as decimal text. */
export async function selectCreditBatchesById(
  { sql }: Db,
  chainId: number,
  ids: readonly string[],
): Promise<CreditBatchView[]> {
  return await sql<CreditBatchView[]>`${batchesOf(
    sql,
    sql`select * from credit_batches where chain_id = ${chainId} and batch_id = any(${ids}::text[]::numeric[])`,
  )}`;
}

/** Whether the chain, as far as it is indexed, has done what a reference of ours stands for. */
export async function hasReceipt(
  { sql }: Db,
  { chainId, kind, ref }: { readonly chainId: number; readonly kind: ReceiptKind; readonly ref: string },
): Promise<boolean> {
  const rows = await sql`
    select from chain_receipts
    where chain_id = ${chainId} and kind = ${kind} and ref = decode(${ref.slice(2)}, 'hex')`;
  return rows.length > 0;
}

/** Whether the chain knows a project, as far as it is indexed. */
export async function hasProject({ sql }: Db, chainId: number, projectKey: string): Promise<boolean> {
  const rows = await sql`
    select from credit_projects where chain_id = ${chainId} and project_key = decode(${projectKey.slice(2)}, 'hex')`;
  return rows.length > 0;
}

/** Whether credits were issued for this serial block or from this source, as far as the chain is indexed. */
export async function hasIssue(
  { sql }: Db,
  chainId: number,
  { serialBlockHash, sourceRef }: { readonly serialBlockHash: string; readonly sourceRef: string },
): Promise<boolean> {
  const rows = await sql`
    select from credit_issues where chain_id = ${chainId} and source_ref = decode(${sourceRef.slice(2)}, 'hex')
    union all
    select from credit_issues where chain_id = ${chainId} and serial_block_hash = decode(${serialBlockHash.slice(2)}, 'hex')
    limit 1`;
  return rows.length > 0;
}

/** The sequence of the last proof of a project that is anchored; 0 if there is none. */
export async function lastProof({ sql }: Db, chainId: number, projectKey: string): Promise<bigint> {
  const [row] = await sql<{ sequence: bigint }[]>`
    select sequence from credit_proofs where chain_id = ${chainId} and project_key = decode(${projectKey.slice(2)}, 'hex')
    order by sequence desc limit 1`;
  return row?.sequence ?? 0n;
}

/** Lets those who order something under one reference come one after the other, until the transaction ends. */
export async function lockReference({ sql }: Db, reference: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(4207003, hashtext(${reference}))`;
}
