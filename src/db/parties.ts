import { pgEnum, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { table } from './columns.ts';

export const partyKind = pgEnum('party_kind', ['USER', 'ORGANIZATION']);
export type PartyKind = (typeof partyKind.enumValues)[number];

/**
 * Whoever can own a wallet. A user and an organization are each a party of their own id, from their first moment on: the
 * database writes the row. So what belongs to an organization is found by one id, as what belongs to a user is.
 */
export const parties = table('parties', {
  id: uuid().primaryKey(),
  kind: partyKind().notNull(),
});

export async function selectPartyKind({ sql }: Db, id: string): Promise<PartyKind | undefined> {
  const [row] = await sql<{ kind: PartyKind }[]>`select kind from parties where id = ${id}`;
  return row?.kind;
}
