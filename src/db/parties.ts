import { pgEnum, uuid } from 'drizzle-orm/pg-core';
import { table } from './columns.ts';

export const partyKind = pgEnum('party_kind', ['USER', 'ORGANIZATION']);

/**
 * Whoever can own a wallet. A user and an organization are each a party of their own id, from their first moment on: the
 * database writes the row. So what belongs to an organization is found by one id, as what belongs to a user is.
 */
export const parties = table('parties', {
  id: uuid().primaryKey(),
  kind: partyKind().notNull(),
});
