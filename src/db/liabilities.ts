import type { Db } from './client.ts';
import type { Asset } from './wallets.ts';

/** What the platform owes of each asset: all that lies in wallets, free or held, and its own fees. In minor units. */
export async function selectLiabilities({ sql }: Db, assets: readonly Asset[]): Promise<ReadonlyMap<Asset, bigint>> {
  const rows = await sql<{ asset: Asset; owed: bigint }[]>`
    select a.asset, sum(coalesce(a.balance, (select sum(p.amount) from postings p where p.account_id = a.id), 0)) as owed
    from accounts a
    where a.asset = any(${assets as string[]}) and a.kind in ('AVAILABLE', 'HELD', 'FEES', 'FEES_COMMUNITY', 'FEES_INSURANCE')
    group by a.asset`;
  return new Map(rows.map(({ asset, owed }) => [asset, owed]));
}
