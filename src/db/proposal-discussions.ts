import type { Db } from './client.ts';

export interface NewDiscussion {
  readonly chainId: number;
  readonly number: bigint;
  readonly proposer: string;
  readonly descriptionHash: string;
  readonly url: string;
  readonly userId: string;
}

/** Remembers where a proposal that is about to be made is talked about; said again, the last counts. */
export async function upsertDiscussion({ sql }: Db, row: NewDiscussion): Promise<void> {
  await sql`
    insert into proposal_discussions (chain_id, number, proposer, description_hash, url, user_id)
    values (${row.chainId}, ${row.number.toString()}::numeric, decode(${row.proposer}, 'hex'),
            decode(${row.descriptionHash}, 'hex'), ${row.url}, ${row.userId})
    on conflict (chain_id, number, proposer) do update
      set url = excluded.url, user_id = excluded.user_id, created_at = clock_timestamp()`;
}

/** Forgets discussions of proposals that nobody ever made; gives how many. */
export async function deleteOldDiscussions(
  { sql }: Db,
  { keptS, limit }: { readonly keptS: number; readonly limit: number },
): Promise<number> {
  const gone = await sql`
    delete from proposal_discussions d using (
      select chain_id, number, proposer from proposal_discussions o
      where created_at < now() - make_interval(secs => ${keptS})
        and not exists (select from proposals p where p.chain_id = o.chain_id and p.number = o.number)
      order by created_at limit ${limit}
    ) as old where d.chain_id = old.chain_id and d.number = old.number and d.proposer = old.proposer`;
  return gone.count;
}
