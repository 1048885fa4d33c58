import { claimPriceSource, type PriceSourceRow, updatePriceSource } from '../db/prices.ts';
import type { Context } from '../resolvers/context.ts';
import { backOffMs } from '../resolvers/prices/rules.ts';
import type { SourceFailure, SourceWarning } from './outside/price-source.ts';

/** What a pass that asks a source works with. Tests have clocks of their own. */
export interface Asking {
  readonly ctx: Context;
  readonly clock?: () => Date;
  readonly stop?: AbortSignal;
}
export const systemClock = () => new Date();

const MOST_WARNINGS = 10;

interface Question<Good> {
  readonly name: string;
  /** The pause after a good answer. */
  readonly pollMs: () => number;
  readonly ask: () => Promise<Good | SourceFailure>;
  /** Takes in a good answer. */
  readonly take: (answer: Good) => Promise<void>;
}

type GoodAnswer = { readonly state: 'OK'; readonly warnings: readonly SourceWarning[]; readonly degraded?: string };

/**
 * Asks a source if it is time and no other process does, and writes down how it went. A failure is waited out: twice as
 * long after each one, up to an hour, and at least as long as the source itself asked for.
 */
export async function askSource<Good extends GoodAnswer>(asking: Asking, question: Question<Good>): Promise<void> {
  const { ctx, clock = systemClock, stop } = asking;
  const { config, db, log } = ctx.app;
  const { name } = question;
  const now = clock();
  // A visit by browser, the plain way after it, and some time to store what came.
  const leaseMs = config.SOURCE_TIMEOUT_MS * 2 + 60_000;
  const before = await claimPriceSource(db, name, now, new Date(now.getTime() + leaseMs));
  if (before === undefined) return;
  const answer = await question.ask();
  if (answer.state !== 'OK' && stop?.aborted === true) {
    // We gave up, not the source: whoever starts next may ask at once.
    await updatePriceSource(db, { ...before, nextTryAt: now }, null);
    return;
  }
  if (answer.state === 'OK') await question.take(answer);
  const after = settled(before, answer, question.pollMs(), clock(), config.SOURCE_BACKOFF_S * 1_000);
  await updatePriceSource(db, after, answer.state === 'OK' ? now : null);
  if (before.state !== after.state) {
    const { state, detail, nextTryAt } = after;
    log[state === 'OK' ? 'info' : 'warn']({ source: name, state, detail, nextTryAt }, 'price source');
  }
}

function settled(
  before: PriceSourceRow,
  answer: GoodAnswer | SourceFailure,
  pollMs: number,
  now: Date,
  firstPauseMs: number,
): PriceSourceRow {
  const after = { ...before, degraded: answer.degraded ?? null };
  if (answer.state === 'OK') {
    const warnings = answer.warnings.slice(0, MOST_WARNINGS);
    const nextTryAt = new Date(now.getTime() + pollMs);
    const told = warnings.map(({ code, detail }) => `${code}: ${detail}`);
    return { ...after, state: 'OK', detail: '', warnings: told, failures: 0, nextTryAt };
  }
  const { state, detail, retryAfterMs } = answer;
  const failures = before.failures + 1;
  const pauseMs = Math.max(backOffMs(failures, firstPauseMs), retryAfterMs ?? 0);
  return { ...after, state, detail, warnings: [], failures, nextTryAt: new Date(now.getTime() + pauseMs) };
}
