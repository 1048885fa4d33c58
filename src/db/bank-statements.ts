import { sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, text, unique, uuid } from 'drizzle-orm/pg-core';
import { type Db, texts } from './client.ts';
import { amount, bytes, createdAt, day, id, instant, table } from './columns.ts';
import { payments } from './payments.ts';
import { users } from './users.ts';
import { asset } from './wallets.ts';

export const statementFormat = pgEnum('statement_format', ['CAMT_053', 'CSV']);
export type StatementFormat = (typeof statementFormat.enumValues)[number];

/**
 * WAITING: not looked at yet. MATCHED: it was taken for a payment. UNMATCHED: somebody must say what it is. KNOWN: its
 * reference at the bank was used before. IGNORED: it is none of ours to book.
 */
export const bankLineStatus = pgEnum('bank_line_status', ['WAITING', 'MATCHED', 'UNMATCHED', 'KNOWN', 'IGNORED']);
export type BankLineStatus = (typeof bankLineStatus.enumValues)[number];

/** A statement of the bank as it was imported; the same file is imported once. */
export const bankStatements = table(
  'bank_statements',
  {
    id: id(),
    format: statementFormat().notNull(),
    /** SHA-256 of the file. */
    sha256: bytes().notNull(),
    /** The account that it is of, as it says; null where it does not. */
    iban: text(),
    lines: integer().notNull(),
    /** Null: by a command of the operator. */
    importedBy: uuid().references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [unique('bank_statements_file').on(t.sha256), check('bank_statements_lines', sql`${t.lines} >= 0`)],
);

/** An entry of a statement. The same entry may be in several statements, and is written once. */
export const bankLines = table(
  'bank_lines',
  {
    id: id(),
    statementId: uuid()
      .notNull()
      .references(() => bankStatements.id),
    position: integer().notNull(),
    /** The bank's own reference, or one that is made of what the entry says where the bank gives none. */
    bankReference: text().notNull(),
    currency: asset().notNull(),
    /** Below zero: it left the account. */
    amount: amount().notNull(),
    bookedOn: day().notNull(),
    /** What the payer wrote, structured and free. */
    remittance: text().notNull(),
    counterparty: text(),
    counterpartyIban: text(),
    status: bankLineStatus().notNull().default('WAITING'),
    /** Why it stands as it does, in words for finance. */
    note: text(),
    paymentId: uuid().references(() => payments.id),
    /** Who decided; null where it decided itself. */
    decidedBy: uuid().references(() => users.id),
    decidedAt: instant(),
    createdAt: createdAt(),
  },
  (t) => [
    unique('bank_lines_reference').on(t.bankReference),
    unique('bank_lines_position').on(t.statementId, t.position),
    index('bank_lines_payment').on(t.paymentId),
    index('bank_lines_waiting')
      .on(t.id)
      .where(sql`${t.status} = 'WAITING'`),
    index('bank_lines_unmatched')
      .on(t.id)
      .where(sql`${t.status} = 'UNMATCHED'`),
    check('bank_lines_amount', sql`${t.amount} <> 0`),
    check('bank_lines_matched', sql`(${t.status} = 'MATCHED') = (${t.paymentId} is not null)`),
    check('bank_lines_currency', sql`${t.currency}::text in ('EUR', 'USD')`),
  ],
);

export type StatementRow = typeof bankStatements.$inferSelect;
export type BankLineRow = typeof bankLines.$inferSelect;

export type NewBankLine = Pick<
  BankLineRow,
  'position' | 'bankReference' | 'currency' | 'amount' | 'bookedOn' | 'remittance' | 'counterparty' | 'counterpartyIban'
>;

/** Writes a statement; undefined if this file was imported before. */
export async function insertStatement(
  { orm }: Db,
  row: typeof bankStatements.$inferInsert,
): Promise<StatementRow | undefined> {
  const [inserted] = await orm.insert(bankStatements).values(row).onConflictDoNothing().returning();
  return inserted;
}

/**
 * Writes the lines that no statement has brought before. One that has the reference of another entry, and is of another amount
 * or day, is money of its own: it gets a name of its own and waits for somebody to look at it.
 */
export async function insertBankLines({ sql }: Db, statementId: string, lines: readonly NewBankLine[]): Promise<void> {
  const given = sql`unnest(
      ${texts(lines.map((line) => line.position))}::int[], ${lines.map((line) => line.bankReference)}::text[],
      ${lines.map((line) => line.currency)}::asset[], ${texts(lines.map((line) => line.amount))}::numeric[],
      ${lines.map((line) => line.bookedOn)}::date[], ${lines.map((line) => line.remittance)}::text[],
      ${lines.map((line) => line.counterparty)}::text[], ${lines.map((line) => line.counterpartyIban)}::text[]
    ) as l (position, bank_reference, currency, amount, booked_on, remittance, counterparty, counterparty_iban)`;
  await sql`
    insert into bank_lines (statement_id, position, bank_reference, currency, amount, booked_on, remittance, counterparty,
      counterparty_iban)
    select ${statementId}, l.* from ${given} on conflict (bank_reference) do nothing`;
  await sql`
    insert into bank_lines (statement_id, position, bank_reference, currency, amount, booked_on, remittance, counterparty,
      counterparty_iban, status, note)
    select ${statementId}, l.position, named.reference, l.currency, l.amount, l.booked_on, l.remittance, l.counterparty,
      l.counterparty_iban, 'UNMATCHED', 'Another entry has its reference at the bank: see whether both are there.'
    from ${given}
    join bank_lines k on k.bank_reference = l.bank_reference
      and (k.currency, k.amount, k.booked_on) is distinct from (l.currency, l.amount, l.booked_on)
    cross join lateral (select l.bank_reference || '#' || upper(left(encode(sha256(convert_to(
      concat_ws('|', l.currency, l.amount, l.booked_on, l.remittance, l.counterparty_iban), 'UTF8')), 'hex'), 16)))
      as named (reference)
    on conflict do nothing`;
}

const LINE =
  'id, statement_id, position, bank_reference, currency, amount, booked_on::text, remittance, counterparty, counterparty_iban, status, note, payment_id, decided_by, decided_at, created_at';

export async function selectStatementById({ sql }: Db, id: string): Promise<StatementRow | undefined> {
  const [row] = await sql<StatementRow[]>`select * from bank_statements where id = ${id}`;
  return row;
}

export async function selectStatementByFile({ sql }: Db, sha256: Buffer): Promise<StatementRow | undefined> {
  const [row] = await sql<StatementRow[]>`select * from bank_statements where sha256 = ${sha256}`;
  return row;
}

/** How many lines of a statement stand how; lines that another statement brought before are not among them. */
export async function countLines(
  { sql }: Db,
  statementId: string,
): Promise<{ status: BankLineStatus; count: number }[]> {
  return await sql<{ status: BankLineStatus; count: number }[]>`
    select status, count(*)::int as count from bank_lines where statement_id = ${statementId} group by status`;
}

/** The lines after `after` that nobody has looked at, oldest first. */
export async function selectWaitingLines(
  { sql }: Db,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<{ id: string }[]> {
  return await sql<{ id: string }[]>`
    select id from bank_lines
    where status = 'WAITING' ${after === undefined ? sql`` : sql`and id > ${after}`} order by id limit ${limit}`;
}

/**
 * A line of another statement that has paid this payment the same amount on the same day: perhaps the same money, under another
 * name, as the bank's CSV and CAMT.053 have it.
 */
export async function findTwin(
  { sql }: Db,
  line: Pick<BankLineRow, 'statementId' | 'currency' | 'amount' | 'bookedOn'>,
  paymentId: string,
): Promise<string | undefined> {
  const [row] = await sql<{ bankReference: string }[]>`
    select bank_reference from bank_lines
    where payment_id = ${paymentId} and statement_id <> ${line.statementId} and status = 'MATCHED'
      and currency = ${line.currency} and amount = ${line.amount.toString()}::numeric and booked_on = ${line.bookedOn}::date
    limit 1`;
  return row?.bankReference;
}

/** Locks a line: before the order and the payment that it is for. */
export async function lockBankLine({ sql }: Db, id: string): Promise<BankLineRow | undefined> {
  const [row] = await sql<BankLineRow[]>`select ${sql.unsafe(LINE)} from bank_lines where id = ${id} for no key update`;
  return row;
}

export async function selectBankLinesById({ sql }: Db, ids: readonly string[]): Promise<BankLineRow[]> {
  return await sql<BankLineRow[]>`select ${sql.unsafe(LINE)} from bank_lines where id = any(${ids}::uuid[])`;
}

/** Newest first: `limit` lines that stand so, or all, after the line `after`. */
export async function selectBankLines(
  { sql }: Db,
  { status, after, limit }: { status: BankLineStatus | undefined; after: string | undefined; limit: number },
): Promise<BankLineRow[]> {
  return await sql<BankLineRow[]>`
    select ${sql.unsafe(LINE)} from bank_lines
    where true ${status === undefined ? sql`` : sql`and status = ${status}`}
      ${after === undefined ? sql`` : sql`and id < ${after}`}
    order by id desc limit ${limit}`;
}

export async function updateBankLine(
  { sql }: Db,
  id: string,
  change: Pick<BankLineRow, 'status'> & Partial<Pick<BankLineRow, 'note' | 'paymentId' | 'decidedBy'>>,
): Promise<BankLineRow> {
  const { status, note = null, paymentId = null, decidedBy = null } = change;
  const [row] = await sql<BankLineRow[]>`
    update bank_lines set status = ${status}, note = ${note}, payment_id = ${paymentId}::uuid,
      decided_by = ${decidedBy}::uuid, decided_at = clock_timestamp()
    where id = ${id} returning ${sql.unsafe(LINE)}`;
  return row as BankLineRow;
}
