import { selectPriceDays } from '../../db/price-days.ts';
import type { Pair } from '../../db/prices.ts';
import type { Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { type DayInput, recordDays } from './record-days.ts';
import { changeBps, isPair, pairKey, priceOf, RATIO, SIMULATED } from './rules.ts';
import { isSessionBound, isTradingDay } from './sessions.ts';

/** A row of a file: a day, or why it is none. Lines count from 1, the header included. */
export type ImportRow =
  | { readonly line: number; readonly day: Omit<DayInput, 'isOpenDay'> }
  | { readonly line: number; readonly refused: string };

export interface ImportReport {
  /** Rows of the file, the header not counted: the sum of all that follows. */
  readonly read: number;
  readonly stored: number;
  readonly revised: number;
  /** Known with the same values. */
  readonly unchanged: number;
  /** What is known is better (the file has the day still open). */
  readonly kept: number;
  /** Said again in the same words by a later line. */
  readonly repeated: number;
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
  /** The newest day of the file: it may have been open when the file was written, and is stored as such. */
  readonly newestDay: string | null;
}

const SOURCE = 'IMPORT';
const BATCH_DAYS = 1_000;

type Day = Extract<ImportRow, { day: unknown }>;

/**
 * Takes in a file of days of one pair, oldest first, a batch a transaction; a second time nothing changes.
 * Throws InputInvalid when the file cannot be of this pair: EUA with prices of week-ends, or prices far from the known ones.
 */
export async function importPrices(
  ctx: Context,
  { pair, rows, now }: { readonly pair: Pair; readonly rows: AsyncIterable<ImportRow>; readonly now: Date },
): Promise<ImportReport> {
  if (!isPair(pair.instrument, pair.currency) || pairKey(pair) === pairKey(RATIO.quotient)) {
    throw refusal(['instrument'], `${pairKey(pair)} is not a price that is imported`);
  }
  const { days, refused, read, repeated } = await collect(rows, ctx.app.config.PRICE_IMPORT_ROWS);
  await assertSamePair(ctx, pair, days);
  const newestDay = days.at(-1)?.day.date ?? null;
  let [stored, revised, unchanged, kept] = [0, 0, 0, 0];
  for (let at = 0; at < days.length; at += BATCH_DAYS) {
    const batch = days.slice(at, at + BATCH_DAYS);
    const inputs = batch.map(({ day }) => ({ ...day, isOpenDay: day.date === newestDay }));
    const report = await recordDays(ctx, { source: SOURCE, pair, days: inputs, now });
    stored += report.stored;
    revised += report.revised;
    unchanged += report.unchanged;
    kept += report.kept;
    for (const { index, reason } of report.refused) refused.push({ line: batch[index]?.line ?? 0, reason });
  }
  const inOrder = refused.toSorted((a, b) => a.line - b.line);
  return { read, stored, revised, unchanged, kept, repeated, refused: inOrder, newestDay };
}

/** All days of the file, oldest first, each once. */
async function collect(
  rows: AsyncIterable<ImportRow>,
  limit: number,
): Promise<{ days: Day[]; refused: { line: number; reason: string }[]; read: number; repeated: number }> {
  const byDate = new Map<string, Day>();
  const refused: { line: number; reason: string }[] = [];
  let [read, repeated] = [0, 0];
  for await (const row of rows) {
    read += 1;
    if (read > limit) throw refusal(['file'], `has more than ${limit} rows`);
    if ('refused' in row) {
      refused.push({ line: row.line, reason: row.refused });
      continue;
    }
    const known = byDate.get(row.day.date);
    if (known === undefined) byDate.set(row.day.date, row);
    else if (JSON.stringify(known.day) === JSON.stringify(row.day)) repeated += 1;
    else refused.push({ line: row.line, reason: `line ${known.line} tells otherwise of ${row.day.date}` });
  }
  const days = [...byDate.values()].toSorted((a, b) => (a.day.date < b.day.date ? -1 : 1));
  return { days, refused, read, repeated };
}

const LEAST_COMMON_DAYS = 5;
const FAR_BPS = 500;

/** Refuses a file that is not of this pair: nobody could tell its days from the right ones later. */
async function assertSamePair(ctx: Context, pair: Pair, days: readonly Day[]): Promise<void> {
  const [first, last] = [days[0]?.day.date, days.at(-1)?.day.date];
  if (first === undefined || last === undefined) return;
  const weekends = days.filter(({ day }) => !isTradingDay(day.date)).length;
  if (isSessionBound(pair.instrument) && days.length >= LEAST_COMMON_DAYS && weekends * 10 > days.length) {
    throw refusal(
      ['file'],
      `has ${weekends} prices of week-ends among ${days.length}: it is not of ${pair.instrument}`,
    );
  }
  const known = await selectPriceDays(ctx.app.db, pair, {
    from: first,
    to: last,
    limit: ctx.app.config.PRICE_IMPORT_ROWS,
  });
  const closes = new Map(days.map(({ day }) => [day.date, priceOf(day.close)]));
  const common = known.flatMap((row) => {
    const close = row.source === SIMULATED ? undefined : closes.get(row.date);
    return close === undefined ? [] : [{ known: row.close, told: close }];
  });
  const far = common.filter(({ known, told }) => Math.abs(changeBps(known, told)) > FAR_BPS).length;
  if (common.length >= LEAST_COMMON_DAYS && far * 2 > common.length) {
    throw refusal(['file'], `differs by over 5 % on ${far} of ${common.length} known days: is it ${pairKey(pair)}?`);
  }
}

const refusal = (path: string[], message: string) => new InputInvalid([{ path, message }]);
