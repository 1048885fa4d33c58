import { type IntentRow, lockIntent, updateIntent } from '../../db/chain-intents.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { intentActions, isLetGo } from './actions.ts';
import { intentChanged, isGivenUp, retryIntentInput } from './rules.ts';
import { stepIntent } from './step-intent.ts';

/**
 * Has an intent tried again: at once, if it waits; from the beginning, if it was given up and nothing was let go with it.
 * Throws InputInvalid, NotFound, IllegalTransition, and what the owner of the intent's cause refuses.
 */
export async function retryChainIntent(ctx: Context, input: unknown): Promise<IntentRow> {
  const { userId: actorId } = await permit(ctx, intentActions.RETRY.anyone);
  const { intentId } = readInput(retryIntentInput, input);
  return transact(ctx, async (tx) => {
    const intent = await lockIntent(tx, intentId);
    if (!intent) throw new NotFound('chain intent');
    const retried = isGivenUp(intent.status) ? await takeUp(tx, ctx, intent) : await hurry(tx, intent);
    await writeAudit(tx, {
      actorId,
      action: 'CHAIN_INTENT_RETRIED',
      subjectType: 'ChainIntent',
      subjectId: intent.id,
      detail: { kind: intent.kind, reference: intent.reference, status: intent.status, error: intent.errorCode },
    });
    return retried;
  });
}

type Tx = Parameters<typeof stepIntent>[0];

/** Its old nonce is used up, or was never handed out: it gets another. */
async function takeUp(tx: Tx, ctx: Context, intent: IntentRow): Promise<IntentRow> {
  if (isLetGo(intent.kind)) {
    throw new IllegalTransition('chain intent', intent.status, 'tried again: what it was for was let go with it');
  }
  return stepIntent(tx, ctx, intent, 'RETRY', {
    signer: null,
    nonce: null,
    txHash: null,
    blockNumber: null,
    blockHash: null,
    errorCode: null,
    errorText: null,
    cancelRequestedAt: null,
  });
}

async function hurry(tx: Tx, intent: IntentRow): Promise<IntentRow> {
  if (intent.status !== 'PREPARED') throw new IllegalTransition('chain intent', intent.status, 'tried again');
  const hurried = await updateIntent(tx, intent.id, { tries: 0, nextTryAt: new Date() });
  await tell(tx, [intentChanged(hurried)]);
  return hurried;
}
