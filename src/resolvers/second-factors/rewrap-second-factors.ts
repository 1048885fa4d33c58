import { rewrapFactor, selectFactorsToRewrap } from '../../db/second-factors.ts';
import type { App } from '../context.ts';
import { sealContext } from './rules.ts';

export interface RewrappedFactors {
  rewrapped: number;
  /** Users whose secret does not open, and why. */
  readonly failed: { readonly userId: string; readonly why: string }[];
}

const PAGE = 100;
const MOST_FAILURES = 1_000;

/** Wraps the secrets of all second factors by the current master key. It can be stopped and run again. */
export async function rewrapSecondFactors({ db, vault }: App): Promise<RewrappedFactors> {
  const { masterKeys } = vault;
  const masterKeyId = await masterKeys.currentId();
  const done: RewrappedFactors = { rewrapped: 0, failed: [] };
  let after: string | undefined;
  for (;;) {
    const page = await selectFactorsToRewrap(db, { masterKeyId, after, limit: PAGE });
    for (const { userId, ...from } of page) {
      try {
        const seed = await masterKeys.unwrap(from, sealContext(userId));
        const to = await masterKeys.wrap(seed, sealContext(userId));
        if (await rewrapFactor(db, { userId, from: from.wrappedKey, ...to })) done.rewrapped += 1;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (done.failed.length < MOST_FAILURES) done.failed.push({ userId, why });
      }
    }
    if (page.length < PAGE) return done;
    after = page.at(-1)?.userId;
  }
}
