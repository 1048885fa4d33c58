import type { Db } from './client.ts';
import type { PartyKind } from './parties.ts';

export interface PartyName {
  readonly kind: PartyKind;
  /** The display name of a user, the legal name of an organization. */
  readonly name: string;
}

/** What these users and organizations are called, by their ids. */
export async function selectPartyNames(
  { sql }: Pick<Db, 'sql'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PartyName>> {
  const rows = await sql<(PartyName & { id: string })[]>`
    select p.id, p.kind, coalesce(u.display_name, o.legal_name, '') as name
    from parties p left join profiles u on u.user_id = p.id left join organizations o on o.id = p.id
    where p.id = any (${ids as string[]}::uuid[])`;
  return new Map(rows.map(({ id, ...name }) => [id, name]));
}
