import { pgEnum, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { table } from './columns.ts';

export const partyKind = pgEnum('party_kind', ['USER', 'ORGANIZATION', 'PLATFORM']);
export type PartyKind = (typeof partyKind.enumValues)[number];

/** The platform itself: it owns the inventory that it sells, and what it is paid for it. The migrations write its row. */
export const PLATFORM_PARTY = '00000000-0000-7000-8000-00000000ec00';

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
