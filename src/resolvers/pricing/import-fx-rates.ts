import type { Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { type RateInput, recordFxRates } from './record-fx-rates.ts';

/** A line of a file: rates of a day, or why it has none. Lines count from 1, the header included. */
export type FxImportLine =
  | { readonly line: number; readonly rates: readonly RateInput[] }
  | { readonly line: number; readonly refused: string };

export interface FxImportReport {
  /** Rates of the file. */
  readonly read: number;
  readonly stored: number;
  readonly unchanged: number;
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
  readonly newestDay: string | null;
}

const BATCH_RATES = 5_000;

/**
 * Takes in a file of rates of the euro, a batch a transaction; a second time nothing changes. Who imports vouches for what
 * the file says, so no rate is too far from the last. Throws InputInvalid for a file with more rates than FX_IMPORT_ROWS.
 */
export async function importFxRates(
  ctx: Context,
  { source, lines, now }: { readonly source: string; readonly lines: AsyncIterable<FxImportLine>; readonly now: Date },
): Promise<FxImportReport> {
  const refused: { line: number; reason: string }[] = [];
  let [read, stored, unchanged] = [0, 0, 0];
  let newestDay: string | null = null;
  let batch: { readonly line: number; readonly rate: RateInput }[] = [];
  const flush = async (): Promise<void> => {
    const report = await recordFxRates(ctx, { source, rates: batch.map(({ rate }) => rate), guarded: false, now });
    stored += report.stored;
    unchanged += report.unchanged;
    for (const { index, reason } of report.refused) refused.push({ line: batch[index]?.line ?? 0, reason });
    batch = [];
  };
  for await (const line of lines) {
    if ('refused' in line) {
      refused.push({ line: line.line, reason: line.refused });
      continue;
    }
    read += line.rates.length;
    if (read > ctx.app.config.FX_IMPORT_ROWS) {
      const message = `has more than ${ctx.app.config.FX_IMPORT_ROWS} rates`;
      throw new InputInvalid([{ path: ['file'], message }]);
    }
    for (const rate of line.rates) {
      batch.push({ line: line.line, rate });
      if (newestDay === null || rate.date > newestDay) newestDay = rate.date;
    }
    if (batch.length >= BATCH_RATES) await flush();
  }
  await flush();
  return { read, stored, unchanged, refused, newestDay };
}
