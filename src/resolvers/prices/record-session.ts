import type { Pair } from '../../db/prices.ts';
import { type Context, transact } from '../context.ts';
import { type DayInput, type DaysReport, recordDaysWithin } from './record-days.ts';
import { recordTicksWithin, type TicksReport } from './record-ticks.ts';
import { sessionOfNewest } from './sessions.ts';

/**
 * Takes in a page of days of a market with sessions, newest first: the days, and the close of the newest as the latest
 * price, both or neither. While the market is closed, that is the last session's price, and says so.
 */
export async function recordSession(
  ctx: Context,
  input: {
    readonly source: string;
    readonly pair: Pair;
    readonly days: readonly Omit<DayInput, 'isOpenDay'>[];
    /** What the page says of its market; null if it says nothing. */
    readonly marketOpen: boolean | null;
    readonly now: Date;
  },
): Promise<{ readonly days: DaysReport; readonly ticks: TicksReport }> {
  const { source, pair, now } = input;
  const [newest] = input.days;
  return transact(ctx, async (tx) => {
    const current = newest && sessionOfNewest(newest.date, input.marketOpen, now);
    const days = input.days.map((day) => ({ ...day, isOpenDay: day === newest && current?.isOpenDay === true }));
    const recorded = await recordDaysWithin(tx, { source, pair, days, now });
    const isUsable = newest !== undefined && !recorded.refused.some(({ index }) => index === 0);
    const ticks =
      isUsable && current
        ? [{ ...pair, price: newest.close, asOf: current.asOf, session: newest.date, marketOpen: current.marketOpen }]
        : [];
    return { days: recorded, ticks: await recordTicksWithin(ctx, tx, { source, ticks, seenAt: now }) };
  });
}
