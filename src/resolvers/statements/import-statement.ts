import { hash } from 'node:crypto';
import {
  type BankLineStatus,
  countLines,
  insertBankLines,
  insertStatement,
  selectStatementByFile,
  selectWaitingLines,
  type StatementFormat,
  type StatementRow,
} from '../../db/bank-statements.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { DocumentTooLarge } from '../documents/errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { tryEach } from '../try-each.ts';
import { readCamt053 } from './camt053.ts';
import { StatementRefused } from './errors.ts';
import { matchLine } from './line-matching.ts';
import { importStatementInput } from './rules.ts';
import { type ReadStatement, StatementUnreadable } from './statement.ts';
import { readStatementCsv } from './statement-csv.ts';

/** A statement and what became of its lines. */
export interface StatementReport {
  readonly statement: StatementRow;
  /** Lines of it by how they stand; those that an earlier statement brought are not among them. */
  readonly counts: ReadonlyMap<BankLineStatus, number>;
}

/**
 * Takes a statement of the bank, and its entries for the payments that they name. A file that was taken before, or an entry
 * that was in another, changes nothing. Throws InputInvalid, StatementRefused, DocumentTooLarge.
 */
export async function importStatement(ctx: Context, input: unknown): Promise<StatementReport> {
  const { userId } = await permit(ctx, 'statement.import');
  const { file } = readInput(importStatementInput, input);
  const { bytes } = await file();
  return takeStatement(ctx, await whole(bytes, ctx.app.config.STATEMENT_BYTES), userId);
}

/** The same for the operator's command, which nobody's permission is asked for. Throws StatementRefused. */
export async function takeStatement(ctx: Context, bytes: Buffer, importedBy: string | null): Promise<StatementReport> {
  const { db, config } = ctx.app;
  const sha256 = hash('sha256', bytes, 'buffer');
  const known = await selectStatementByFile(db, sha256);
  if (known) return report(ctx, known);
  const { format, read } = readStatement(bytes, config.STATEMENT_LINES);
  if (read.lines.length > config.STATEMENT_LINES)
    throw new StatementRefused(`it has over ${config.STATEMENT_LINES} entries`);
  if (read.iban !== null && read.iban !== config.bankIban) throw new StatementRefused('it is of another account');

  const statement = await transact(ctx, async (tx) => {
    const lines = read.lines.length;
    const row = await insertStatement(tx, { format, sha256, iban: read.iban, lines, importedBy });
    if (!row) return undefined;
    await insertBankLines(tx, row.id, read.lines);
    await writeAudit(tx, {
      actorId: importedBy,
      action: 'STATEMENT_IMPORTED',
      subjectType: 'BankStatement',
      subjectId: row.id,
      detail: { format, sha256: sha256.toString('hex'), lines: String(lines) },
    });
    return row;
  });
  const taken = statement ?? (await selectStatementByFile(db, sha256));
  if (!taken) throw new Error('a statement is neither taken nor known');
  await matchWaitingLines(ctx);
  return report(ctx, taken);
}

/**
 * Looks at the lines that nobody has looked at, such as those of an import that was cut off; gives how many. One that cannot be
 * looked at waits for the next time, and keeps none of the others from it.
 */
export async function matchWaitingLines(ctx: Context): Promise<number> {
  const batch = ctx.app.config.PAYMENT_LOOK_BATCH;
  let [looked, after]: [number, string | undefined] = [0, undefined];
  for (;;) {
    const lines: { id: string }[] = await selectWaitingLines(ctx.app.db, { after, limit: batch });
    looked += await tryEach(ctx, lines, 'bank line', ({ id }) => matchLine(ctx, id));
    if (lines.length < batch) return looked;
    after = lines.at(-1)?.id;
  }
}

async function report(ctx: Context, statement: StatementRow): Promise<StatementReport> {
  const counts = await countLines(ctx.app.db, statement.id);
  return { statement, counts: new Map(counts.map(({ status, count }) => [status, count])) };
}

/** XML begins with a bracket, and CSV with the name of a column. */
function readStatement(bytes: Buffer, mostLines: number): { format: StatementFormat; read: ReadStatement } {
  try {
    const text = textOf(bytes);
    if (text.trimStart().startsWith('<')) return { format: 'CAMT_053', read: readCamt053(text, mostLines) };
    return { format: 'CSV', read: readStatementCsv(text) };
  } catch (error) {
    if (error instanceof StatementUnreadable) throw new StatementRefused(error.message);
    throw error;
  }
}

/** UTF-8; what is none is in the older encoding that banks use where they do not say so (Windows-1252). */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

async function whole(bytes: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > most) throw new DocumentTooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
