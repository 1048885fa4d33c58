import { deleteOldHandovers } from '../db/identities.ts';
import { deleteOldSiweNonces } from '../db/linked-addresses.ts';
import { deleteOldNotices } from '../db/payment-looks.ts';
import { deleteOldDiscussions } from '../db/proposal-discussions.ts';
import { deleteOldPrepared } from '../db/retirement-chain.ts';
import { deleteOldChallenges } from '../db/second-factors.ts';
import { deleteOldSessions } from '../db/sessions.ts';
import { deleteOldThrottles } from '../db/throttles.ts';
import type { Context } from '../resolvers/context.ts';

const DAY_S = 86_400;
/** A session that is over can still be looked at, and a refresh token of it still be told as reused, for this long. */
const SESSIONS_KEPT_S = 30 * DAY_S;

/** Forgets sessions, tokens, nonces, challenges, handovers, counters, notices and what was prepared whose time is over; true if there may be more. */
export async function passSweep({ app: { config, db } }: Context): Promise<boolean> {
  const limit = config.SWEEP_BATCH;
  const sessions = await deleteOldSessions(db, { keptS: SESSIONS_KEPT_S, limit });
  const throttles = await deleteOldThrottles(db, limit);
  const nonces = await deleteOldSiweNonces(db, limit);
  const challenges = await deleteOldChallenges(db, limit);
  const handovers = await deleteOldHandovers(db, limit);
  const prepared = await deleteOldPrepared(db, { keptS: config.PREPARED_RETIREMENT_TTL_S, limit });
  const discussions = await deleteOldDiscussions(db, { keptS: config.PROPOSAL_DISCUSSION_TTL_S, limit });
  const notices = await deleteOldNotices(db, { keptS: config.PAYMENT_NOTICE_DAYS * DAY_S, limit });
  return [sessions, throttles, nonces, challenges, handovers, prepared, discussions, notices].some(
    (count) => count >= limit,
  );
}
