import { type IntentRow, lockIntent, updateIntent } from '../../db/chain-intents.ts';
import type { Db } from '../../db/client.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { intentActions, isOver } from './actions.ts';
import { cancelIntentInput, intentChanged } from './rules.ts';
import { stepIntent } from './step-intent.ts';

/**
 * Has an intent not carried out. One that holds no nonce is DROPPED at once. One that does may be signed and under way:
 * the sender gives the chain an empty transaction with the same nonce instead, and whichever is mined decides; so it
 * can still become MINED. Throws InputInvalid, NotFound, IllegalTransition.
 */
export async function cancelChainIntent(ctx: Context, input: unknown): Promise<IntentRow> {
  const { userId: actorId } = await permit(ctx, intentActions.CANCEL.anyone);
  const { intentId, reason } = readInput(cancelIntentInput, input);
  return transact(ctx, async (tx) => {
    const intent = await lockIntent(tx, intentId);
    if (!intent) throw new NotFound('chain intent');
    const { status, kind, reference } = intent;
    if (isOver(intent)) throw new IllegalTransition('chain intent', status, 'cancelled');
    if (intent.cancelRequestedAt) return intent;
    const cancelled = await cancelIntent(tx, ctx, intent);
    await writeAudit(tx, {
      actorId,
      action: 'CHAIN_INTENT_CANCELLED',
      subjectType: 'ChainIntent',
      subjectId: intent.id,
      detail: { kind, reference, status, reason },
    });
    return cancelled;
  });
}

/** Cancels an intent that the caller has locked and that is neither carried out nor given up, as above. */
export async function cancelIntent(tx: Db, ctx: Context, intent: IntentRow): Promise<IntentRow> {
  const cancelRequestedAt = new Date();
  if (intent.status === 'PREPARED' && intent.nonce === null) {
    return stepIntent(tx, ctx, intent, 'CANCEL', { cancelRequestedAt });
  }
  const marked = await updateIntent(tx, intent.id, { cancelRequestedAt, tries: 0, nextTryAt: new Date() });
  await tell(tx, [intentChanged(marked)]);
  return marked;
}
