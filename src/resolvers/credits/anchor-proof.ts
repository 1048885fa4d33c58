import { type IntentKind, type IntentRow, selectIntentByReference } from '../../db/chain-intents.ts';
import { hasProject, lastProof } from '../../db/chain-position-reads.ts';
import type { Db } from '../../db/client.ts';
import type { Context } from '../context.ts';
import { InputInvalid, NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { SourceReferenceUsed } from './errors.ts';
import { orderIntent } from './order-intent.ts';
import { anchorProofInput, keyOf } from './rules.ts';

/**
 * Anchors the commitment of a proof of a project. Sequences of a project follow each other: 1, 2, 3 and so on.
 * Throws InputInvalid (also for a sequence that does not follow), NotFound (the chain has no record of the project, and none
 * is ordered), SourceReferenceUsed (this sequence was anchored or ordered before), ChainUnavailable, IdempotencyConflict.
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
      const about = { tx, chainId, projectKey };
      const anchored = await lastProof(tx, chainId, keyOf(projectKey));
      if (BigInt(sequence) <= anchored) throw new SourceReferenceUsed();
      const before = await orderOf(about, 'PROOF_ANCHOR', referenceOf(sequence - 1));
      if (anchored + 1n !== BigInt(sequence) && !before) {
        const message = `does not follow: the last one that is anchored is ${anchored}`;
        throw new InputInvalid([{ path: ['sequence'], message }]);
      }
      return {
        args: { projectKey: keyOf(projectKey), sequence: BigInt(sequence), commitment },
        afterIntentId: before?.id ?? (await recordOf(about)),
      };
    },
  });
}

interface About {
  readonly tx: Db;
  readonly chainId: number;
  readonly projectKey: string;
}

const orderOf = ({ tx, chainId }: About, kind: IntentKind, reference: string): Promise<IntentRow | undefined> =>
  selectIntentByReference(tx, { chainId, kind, reference });

/** What the first proof of a project waits for: its record, unless the chain has that. */
async function recordOf(about: About): Promise<string | null> {
  if (await hasProject(about.tx, about.chainId, keyOf(about.projectKey))) return null;
  const ordered = await orderOf(about, 'PROJECT_RECORD', about.projectKey);
  if (!ordered) throw new NotFound('project');
  return ordered.id;
}
