import { type IntentRow, selectIntentByReference } from '../../db/chain-intents.ts';
import { lastProof } from '../../db/chain-position-reads.ts';
import type { Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { orderIntent } from './order-intent.ts';
import { anchorProofInput, keyOf } from './rules.ts';

/**
 * Anchors the commitment of a proof of a project. Sequences of a project follow each other: 1, 2, 3 and so on.
 * Throws InputInvalid, SourceReferenceUsed (this sequence was anchored or ordered before), ChainUnavailable,
 * IdempotencyConflict.
 */
export async function anchorProof(ctx: Context, input: unknown): Promise<IntentRow> {
  const { userId: actorId } = await permit(ctx, 'proof.anchor');
  const { idempotencyKey: key, projectKey, sequence, commitment } = readInput(anchorProofInput, input);
  const referenceOf = (number: number): string => `${projectKey}/${number}`;
  return orderIntent(ctx, {
    actorId,
    operation: 'proofAnchor',
    key,
    wish: { projectKey, sequence: String(sequence), commitment },
    kind: 'PROOF_ANCHOR',
    reference: referenceOf(sequence),
    action: 'PROOF_ANCHORED',
    prepare: async (tx, chainId) => {
      const anchored = await lastProof(tx, chainId, keyOf(projectKey));
      const before = await selectIntentByReference(tx, {
        chainId,
        kind: 'PROOF_ANCHOR',
        reference: referenceOf(sequence - 1),
      });
      if (anchored + 1n !== BigInt(sequence) && !before) {
        const message = `does not follow: the last one that is anchored is ${anchored}`;
        throw new InputInvalid([{ path: ['sequence'], message }]);
      }
      return {
        args: { projectKey: keyOf(projectKey), sequence: BigInt(sequence), commitment },
        afterIntentId: before?.id ?? null,
      };
    },
  });
}
