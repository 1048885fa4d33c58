import { selectStretch } from '../../db/rollup-periods.ts';
import { QUARTER_S } from '../../db/rollup-levels.ts';
import type { Span } from '../../db/rollup-reads.ts';
import type { Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { periodInput } from './rules.ts';

const QUARTER_MS = QUARTER_S * 1_000;
const DAY_MS = 86_400_000;

/** Of when statistics are, and with when they are compared. */
export interface Period extends Span {
  readonly timeZone: string;
  /** The period before; while this one is not over, only as far into it as this one is now. */
  readonly compared: Span;
  readonly isOver: boolean;
}

const floor = (at: Date): Date => new Date(Math.floor(at.getTime() / QUARTER_MS) * QUARTER_MS);
const ceil = (at: Date): Date => new Date(Math.ceil(at.getTime() / QUARTER_MS) * QUARTER_MS);

/**
 * Reads which period is meant. Its ends lie on quarters of an hour, to which a custom one is widened. Throws InputInvalid.
 *
 * @param now the moment by which it is judged whether the period is over
 */
export async function readPeriod({ app }: Pick<Context, 'app'>, input: unknown, now = new Date()): Promise<Period> {
  const { period, at = now, from, to, timeZone } = readInput(periodInput, input);
  if (from && to)
    return customPeriod(app.config.ANALYTICS_SPAN_DAYS, { from: floor(from), to: ceil(to) }, timeZone, now);
  const unit = period === 'CUSTOM' ? 'DAY' : period;
  const stretch = await selectStretch(app.db, unit, { at, timeZone });
  return comparedWith({ from: stretch.from, to: stretch.to }, stretch.previous, timeZone, now);
}

function customPeriod(mostDays: number, span: Span, timeZone: string, now: Date): Period {
  const lengthMs = span.to.getTime() - span.from.getTime();
  if (lengthMs > mostDays * DAY_MS) {
    throw new InputInvalid([{ path: ['from'], message: `with \`to\` spans more than ${mostDays} days` }]);
  }
  return comparedWith(span, new Date(span.from.getTime() - lengthMs), timeZone, now);
}

/** Like is compared with like: ten days of a month with ten days of the month before. */
function comparedWith(span: Span, previous: Date, timeZone: string, now: Date): Period {
  const isOver = now >= span.to;
  const elapsedMs = Math.max(0, ceil(now).getTime() - span.from.getTime());
  const until = isOver ? span.from : new Date(Math.min(span.from.getTime(), previous.getTime() + elapsedMs));
  return { ...span, timeZone, isOver, compared: { from: previous, to: until } };
}
