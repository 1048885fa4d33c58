import { selectDaysToDerive } from '../../db/price-days.ts';
import { lockPrices } from '../../db/prices.ts';
import { formatDecimal, PRICE_SCALE } from '../amounts.ts';
import { type Context, transact } from '../context.ts';
import { type DayInput, recordDaysWithin } from './record-days.ts';
import { DERIVED, RATIO, ratioOf, SIMULATED } from './rules.ts';

const BATCH_DAYS = 1_000;

/**
 * Makes the days of EUA/ETH that are missing or were made of earlier revisions, at most a batch. Simulated if either of
 * its two days is. Gives how many were made; fewer than were due only where a quotient is no price.
 */
export async function deriveDays(ctx: Context, now: Date): Promise<number> {
  return transact(ctx, async (tx) => {
    await lockPrices(tx);
    const due = await selectDaysToDerive(tx, RATIO, BATCH_DAYS);
    let made = 0;
    for (const source of [DERIVED, SIMULATED]) {
      const days = due
        .filter(
          ({ dividend, divisor }) =>
            [dividend, divisor].some((leg) => leg.source === SIMULATED) === (source === SIMULATED),
        )
        .map(({ date, dividend, divisor, isOpenDay, basis }): DayInput => ({
          date,
          close: formatDecimal(ratioOf(dividend.close, divisor.close), PRICE_SCALE),
          open: null,
          high: null,
          low: null,
          volume: null,
          changePercent: null,
          isOpenDay,
          basis,
        }));
      const report = await recordDaysWithin(tx, { source, pair: RATIO.quotient, days, now });
      made += report.stored + report.revised + report.unchanged;
    }
    return made;
  });
}
