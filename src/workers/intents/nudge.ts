import type { AttemptRow } from '../../db/chain-intents.ts';
import {
  type ClaimedIntent,
  claimIntentById,
  noteWaiting,
  releaseIntent,
  type WatchedIntent,
} from '../../db/chain-sending.ts';
import { readArgs } from '../../resolvers/intents/args.ts';
import { callOf } from '../../resolvers/intents/calls.ts';
import { SignerError } from '../outside/signers.ts';
import type { Desk } from './desk.ts';
import { askMarket, feeLimits, type Fees, highestOf, raiseFees } from './fees.ts';
import { isOutage, noteGiven, signCancel, signerOf } from './send-intents.ts';
import { giveToChain, signAttempt, wantedOf } from './sign.ts';

const ageS = (at: Date | null): number => (at ? (Date.now() - at.getTime()) / 1000 : Infinity);

/**
 * Does what helps a transaction that is not mined: an empty one in its place if it is to be cancelled, a higher fee if it
 * is the next of its signer and has waited for too long, or else the same bytes again now and then.
 */
export async function nudge(desk: Desk, intent: WatchedIntent, isNext: boolean): Promise<void> {
  const { CHAIN_STUCK_S, CHAIN_RESEND_S } = desk.ctx.app.config;
  const [latest, ...earlier] = intent.attempts;
  if (!latest) return;
  const attempts = [latest, ...earlier] as const;
  const newest = wantedOf(intent, attempts);
  const mustCancel = intent.cancelRequestedAt !== null && !attempts.some(({ purpose }) => purpose === 'CANCEL');
  // More would not help who cannot pay what it offers already.
  const isPoor = newest.answer?.includes('insufficient funds') ?? false;
  const isStuck = isNext && !isPoor && ageS(newest.createdAt) >= CHAIN_STUCK_S;
  if (!mustCancel && !isStuck) {
    if (ageS(newest.sentAt) >= CHAIN_RESEND_S) await resend(desk, newest);
    return;
  }
  const claimed = await claimIntentById(desk.ctx.app.db, {
    id: intent.id,
    statuses: ['BROADCAST'],
    claimS: desk.ctx.app.config.CHAIN_CLAIM_S,
  });
  // Another sender is at it, or it is no longer under way.
  if (!claimed) return;
  try {
    await replace(desk, claimed, attempts, newest);
  } catch (error) {
    // One key that cannot be used must not keep the others from being looked after.
    if (!(error instanceof SignerError) || !isOutage(error)) throw error;
    await noteWaiting(desk.ctx.app.db, intent.id, `SignerError: ${error.message}`);
  } finally {
    await releaseIntent(desk.ctx.app.db, claimed);
  }
}

async function resend(desk: Desk, attempt: AttemptRow): Promise<void> {
  await noteGiven(desk, attempt.intentId, await giveToChain(desk, attempt));
}

async function replace(
  desk: Desk,
  intent: ClaimedIntent,
  attempts: readonly [AttemptRow, ...AttemptRow[]],
  newest: AttemptRow,
): Promise<void> {
  const { app } = desk.ctx;
  const fees = raiseFees(highestOf(attempts), await askMarket(desk.chain.rpc), feeLimits(app.config));
  if (!fees) {
    await resend(desk, newest);
    const limit = `${app.config.CHAIN_MAX_FEE_GWEI} gwei`;
    await noteWaiting(app.db, intent.id, `FEES_TOO_HIGH: it is not mined, and a higher fee would be over ${limit}`);
    return;
  }
  const attempt = await signReplacement(desk, intent, newest, fees);
  if (!attempt) return;
  app.log.warn(
    { intentId: intent.id, kind: intent.kind, purpose: attempt.purpose, maxFeePerGas: String(fees.maxFeePerGas) },
    'a transaction that is not mined is replaced',
  );
  await noteGiven(desk, intent.id, await giveToChain(desk, attempt));
}

async function signReplacement(
  desk: Desk,
  intent: ClaimedIntent,
  newest: AttemptRow,
  fees: Fees,
): Promise<AttemptRow | undefined> {
  const { nonce, gasLimit } = newest;
  if (intent.cancelRequestedAt) return signCancel(desk, intent, { nonce, fees });
  const signer = await signerOf(desk, intent);
  if (!signer) throw new SignerError('nobody signs for its address any more');
  const call = callOf(intent.kind, readArgs(intent.kind, intent.args), desk.chain.deployment, signer.address);
  return signAttempt(desk, intent, { signer, purpose: 'SEND', call, nonce, gasLimit, fees });
}
