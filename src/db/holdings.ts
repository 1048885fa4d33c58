import type { Db } from './client.ts';
import type { AccountKind } from './ledger.ts';

/** Credits of batches in the ledger: who holds how many, and what became of the rest. Whole tonnes, never a fraction. */

const BATCH_KINDS = ['EXTERNAL', 'RETIRED', 'CANCELLED'] as const satisfies readonly AccountKind[];
export type BatchAccounts = Readonly<Record<(typeof BATCH_KINDS)[number], bigint>>;

export interface HoldingKey {
  readonly ownerId: string;
  readonly batchId: string;
}

/**
 * Opens an empty holding with its two accounts for each key that has none. Before any lock is taken, and in one statement:
 * it waits for whoever opens the same one, in the order of the keys.
 */
export async function openHoldings({ sql }: Db, keys: readonly HoldingKey[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    with opened as (
      insert into wallets (owner_id, asset, batch_id)
      select distinct k.owner_id, 'CREDIT'::asset, k.batch_id
      from unnest(${keys.map(({ ownerId }) => ownerId)}::uuid[], ${keys.map(({ batchId }) => batchId)}::uuid[])
        as k (owner_id, batch_id)
      where not exists (
        select from wallets w
        where w.owner_id = k.owner_id and w.asset = 'CREDIT'
          and coalesce(w.batch_id, '00000000-0000-0000-0000-000000000000'::uuid) = k.batch_id)
      order by 1, 3
      on conflict do nothing
      returning id, batch_id
    )
    insert into accounts (wallet_id, asset, kind, balance)
    select opened.id, opened.batch_id::text, kind, 0
    from opened, unnest(array['AVAILABLE', 'HELD']::account_kind[]) as kind`;
}

/** Opens the owner's holding of a batch's credits where there is none yet (see `openHoldings`). */
export const openHolding = (db: Db, ownerId: string, batchId: string): Promise<void> =>
  openHoldings(db, [{ ownerId, batchId }]);

/**
 * The accounts of a batch that are nobody's, made where they are missing. EXTERNAL is below zero by what was deposited
 * here and was not withdrawn; RETIRED and CANCELLED hold what was used up. So issued = held + retired + cancelled.
 */
export async function batchAccounts(db: Db, batchId: string): Promise<BatchAccounts> {
  const found = await selectBatchAccounts(db, batchId);
  if (found) return found;
  await db.sql`
    insert into accounts (asset, kind) select ${batchId}::uuid::text, unnest(${[...BATCH_KINDS]}::account_kind[])
    on conflict do nothing`;
  // Another statement: it sees what somebody else made meanwhile.
  const made = await selectBatchAccounts(db, batchId);
  if (!made) throw new Error(`batch ${batchId} has no accounts`);
  return made;
}

async function selectBatchAccounts({ sql }: Db, batchId: string): Promise<BatchAccounts | undefined> {
  const rows = await sql<{ kind: keyof BatchAccounts; id: bigint }[]>`
    select kind, id from accounts where wallet_id is null and asset = ${batchId} and kind = any(${[...BATCH_KINDS]}::account_kind[])`;
  if (rows.length < BATCH_KINDS.length) return undefined;
  return Object.fromEntries(rows.map(({ kind, id }) => [kind, id])) as unknown as BatchAccounts;
}
