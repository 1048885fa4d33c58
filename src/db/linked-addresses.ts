import { eq, sql } from 'drizzle-orm';
import { check, index, pgEnum, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { IntentRow } from './chain-intents.ts';
import { PLACE_BITS } from './chain-positions.ts';
import type { Db, Fragment } from './client.ts';
import { bytes, createdAt, id, instant, table } from './columns.ts';
import { users } from './users.ts';

/** EOA: a key signs (secp256k1). CONTRACT: code at the address says whether a signature is its own (ERC-1271). */
export const addressKind = pgEnum('address_kind', ['EOA', 'CONTRACT']);
export type AddressKind = (typeof addressKind.enumValues)[number];

/** How far the link has come on the chain (CarbonAccount), which follows the platform's own by intents. */
export const linkChainState = pgEnum('link_chain_state', [
  'NONE',
  'PENDING',
  'LINKED',
  'UNLINKING',
  'UNLINKED',
  'FAILED',
]);
export type LinkChainState = (typeof linkChainState.enumValues)[number];

/**
 * An address whose owner proved to be this user, from linkedAt to unlinkedAt. A row for each time, so that what was
 * credited meanwhile can be told; one address has one user at a time.
 */
export const linkedAddresses = table(
  'linked_addresses',
  {
    id: id(),
    /** The 20 bytes. */
    address: bytes().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    kind: addressKind().notNull(),
    linkedAt: createdAt(),
    unlinkedAt: instant(),
    chainState: linkChainState().notNull().default('NONE'),
  },
  (t) => [
    uniqueIndex('linked_addresses_address')
      .on(t.address)
      .where(sql`${t.unlinkedAt} is null`),
    index('linked_addresses_user').on(t.userId, t.id),
    index('linked_addresses_history').on(t.address, t.id),
    check('linked_addresses_length', sql`octet_length(${t.address}) = 20`),
  ],
);

/** Challenges of sign-ins with Ethereum that were handed out. Only the hash is kept, as of every token. */
export const siweNonces = table(
  'siwe_nonces',
  {
    nonceHash: bytes().primaryKey(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [index('siwe_nonces_expiry').on(t.expiresAt)],
);

export type LinkedAddressRow = typeof linkedAddresses.$inferSelect;

/** The bytes of an address that is written as 0x and 40 hex digits, in whatever case. */
export const addressBytes = (address: string): Buffer => Buffer.from(address.slice(2), 'hex');

/** Who has these addresses linked now: lower case `0x...` -> user id. Addresses of nobody are left out. */
export async function selectUsersByAddresses(
  { sql }: Db,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const hex = addresses.map((address) => address.slice(2));
  const rows = await sql<{ address: Buffer; userId: string }[]>`
    select address, user_id from linked_addresses
    where unlinked_at is null
      and address = any(select decode(hex, 'hex') from unnest(${hex}::text[]) as given (hex))`;
  return new Map(rows.map((row) => [`0x${row.address.toString('hex')}`, row.userId]));
}

/** The addresses that the user has linked now, lower case `0x...`, oldest link first. */
export async function selectAddressesOf({ sql }: Db, userId: string): Promise<`0x${string}`[]> {
  const rows = await sql<{ address: Buffer }[]>`
    select address from linked_addresses where user_id = ${userId} and unlinked_at is null order by id`;
  return rows.map((row) => `0x${row.address.toString('hex')}` as const);
}

/** Whether the user has the address linked now. Inside a transaction it stays so until its end. */
export async function isLinkedTo({ sql }: Db, userId: string, address: string): Promise<boolean> {
  const rows = await sql`
    select from linked_addresses
    where address = ${addressBytes(address)} and user_id = ${userId} and unlinked_at is null
    for share`;
  return rows.length > 0;
}

/** What these users have linked now, oldest first, under the id of each who has anything. */
export async function selectLinksOf(
  { sql }: Db,
  userIds: readonly string[],
): Promise<{ id: string; links: LinkedAddressRow[] }[]> {
  const rows = await sql<LinkedAddressRow[]>`
    select * from linked_addresses
    where user_id = any(${[...userIds]}::uuid[]) and unlinked_at is null order by id`;
  return [...Map.groupBy(rows, (row) => row.userId)].map(([id, links]) => ({ id, links }));
}

/** Links with these ids, of anyone. */
export async function selectLinksById({ sql }: Db, ids: readonly string[]): Promise<LinkedAddressRow[]> {
  return await sql<LinkedAddressRow[]>`select * from linked_addresses where id = any(${ids}::uuid[])`;
}

/** The link that stands for the address, locked; undefined if it is nobody's. */
export async function lockLink({ sql }: Db, address: string): Promise<LinkedAddressRow | undefined> {
  const [row] = await sql<LinkedAddressRow[]>`
    select * from linked_addresses where address = ${addressBytes(address)} and unlinked_at is null for update`;
  return row;
}

/** Links an address. Undefined if it is linked already, be it by the same user. */
export async function insertLink(
  { orm }: Db,
  { address, ...link }: Pick<LinkedAddressRow, 'userId' | 'kind'> & { readonly address: string },
): Promise<LinkedAddressRow | undefined> {
  const [row] = await orm
    .insert(linkedAddresses)
    .values({ ...link, address: addressBytes(address) })
    .onConflictDoNothing()
    .returning();
  return row;
}

/** Ends a link; what was sent from the address before stays its user's. */
export async function endLink({ orm }: Db, id: string): Promise<LinkedAddressRow> {
  const [row] = await orm
    .update(linkedAddresses)
    .set({ unlinkedAt: sql`clock_timestamp()` })
    .where(eq(linkedAddresses.id, id))
    .returning();
  return row as LinkedAddressRow;
}

/** Moves a link on the chain's side from one of these states; gives the row, or undefined where it stood otherwise. */
export async function moveLinkOnChain(
  { sql }: Db,
  id: string,
  { from, to }: { readonly from: readonly LinkChainState[]; readonly to: LinkChainState },
): Promise<LinkedAddressRow | undefined> {
  const [row] = await sql<LinkedAddressRow[]>`
    update linked_addresses set chain_state = ${to}
    where id = ${id} and chain_state = any(${[...from]}::link_chain_state[]) returning *`;
  return row;
}

/** The link of this address before the one that stands, whoever's it was: its end on the chain comes first. */
export async function selectEndedLink({ sql }: Db, address: string): Promise<LinkedAddressRow | undefined> {
  const [row] = await sql<LinkedAddressRow[]>`
    select * from linked_addresses
    where address = ${addressBytes(address)} and unlinked_at is not null order by id desc limit 1`;
  return row;
}

/**
 * The newest link of each of these addresses, standing or ended, locked in one order. All of them: one that another
 * transaction is just moving is seen as it left it.
 */
export async function lockNewestLinks({ sql }: Db, addresses: readonly string[]): Promise<LinkedAddressRow[]> {
  const hex = addresses.map((address) => address.slice(2));
  return await sql<LinkedAddressRow[]>`
    select * from linked_addresses l
    where address = any(select decode(hex, 'hex') from unnest(${hex}::text[]) as given (hex))
      and not exists (select from linked_addresses n where n.address = l.address and n.id > l.id)
    order by id for update`;
}

/** What the chain said last of the address of a link, and where it carried out what the platform wanted of it. */
export interface ChainWord {
  readonly linkId: string;
  readonly event: 'WalletLinked' | 'WalletUnlinked';
  readonly userKey: string;
  readonly blockNumber: bigint;
  /** The blocks in which the newest intents of the link were mined; null where none is. */
  readonly linkedAtBlock: bigint | null;
  readonly unlinkedAtBlock: bigint | null;
}

/** The newest canonical logs of CarbonAccount about the addresses of these links; nothing where there is none. */
export async function selectChainWords({ sql }: Db, chainId: number, linkIds: readonly string[]): Promise<ChainWord[]> {
  const minedAt = (kind: 'ACCOUNT_LINK_WALLET' | 'ACCOUNT_UNLINK_WALLET'): Fragment => sql`(
    select i.block_number from chain_intents i
    where i.user_id = a.user_id and i.chain_id = ${chainId} and i.kind = ${kind} and i.status in ('MINED', 'FINALIZED')
      and (i.reference = a.id::text or i.reference like a.id::text || ':%')
    order by i.id desc limit 1)`;
  return await sql<ChainWord[]>`
    select a.id as link_id, said.event, said.user_key, said.block_number,
      ${minedAt('ACCOUNT_LINK_WALLET')} as linked_at_block, ${minedAt('ACCOUNT_UNLINK_WALLET')} as unlinked_at_block
    from linked_addresses a cross join lateral (
      select l.event, l.args ->> 'userKey' as user_key, l.block_number
      from chain_participants as p
      cross join lateral unnest(p.places) as u (place)
      join chain_logs as l on l.chain_id = p.chain_id and l.block_number = u.place >> ${PLACE_BITS}
        and l.log_index = (u.place & ${(1 << PLACE_BITS) - 1})::int and l.orphaned_at is null
      where p.chain_id = ${chainId} and p.address = a.address
        and l.contract = 'CarbonAccount' and l.event in ('WalletLinked', 'WalletUnlinked')
      order by p.span desc, u.place desc limit 1
    ) as said
    where a.id = any(${[...linkIds]}::uuid[])`;
}

/** The newest intent of a kind that is for the link; references begin with the link's id. */
export async function selectIntentOfLink(
  { sql }: Db,
  { chainId, kind, linkId }: { chainId: number; kind: 'ACCOUNT_LINK_WALLET' | 'ACCOUNT_UNLINK_WALLET'; linkId: string },
): Promise<IntentRow | undefined> {
  const [row] = await sql<IntentRow[]>`
    select * from chain_intents
    where chain_id = ${chainId} and kind = ${kind} and (reference = ${linkId} or reference like ${`${linkId}:%`})
    order by id desc limit 1`;
  return row;
}

/** Whether money is still to go there: a withdrawal of the user to the address that is neither settled nor given up. */
export async function isAwaited({ sql }: Db, userId: string, address: string): Promise<boolean> {
  const rows = await sql`
    select from withdrawals d join wallets w on w.id = d.wallet_id
    where w.owner_id = ${userId} and lower(d.destination) = lower(${address})
      and d.status::text in ('REQUESTED', 'SENDING') limit 1`;
  return rows.length > 0;
}

export async function insertSiweNonce({ sql }: Db, nonceHash: Buffer, ttlS: number): Promise<{ expiresAt: Date }> {
  const [row] = await sql<{ expiresAt: Date }[]>`
    insert into siwe_nonces (nonce_hash, expires_at) values (${nonceHash}, now() + make_interval(secs => ${ttlS}))
    returning expires_at`;
  return row as { expiresAt: Date };
}

/** Uses the nonce up; false if it is not known, was used or has expired. Of two uses at once, one succeeds. */
export async function takeSiweNonce({ sql }: Db, nonceHash: Buffer): Promise<boolean> {
  const taken = await sql`
    update siwe_nonces set used_at = now()
    where nonce_hash = ${nonceHash} and used_at is null and expires_at > now()`;
  return taken.count > 0;
}

/** Deletes nonces that have expired; gives how many, at most `limit`. */
export async function deleteOldSiweNonces({ sql }: Db, limit: number): Promise<number> {
  const gone = await sql`
    delete from siwe_nonces where nonce_hash in (
      select nonce_hash from siwe_nonces where expires_at < now() order by expires_at limit ${limit})`;
  return gone.count;
}
