import type { Db } from '../../db/client.ts';
import type { IntentRow } from '../../db/chain-intents.ts';
import { selectProofByIntent } from '../../db/poai-proofs.ts';
import { tell } from '../feed.ts';
import type { IntentHandlers } from '../intents/handlers.ts';

type AnchorFinality = 'PENDING' | 'FINALIZED' | 'ORPHANED';

/** Tells how far the anchor of a proof is. What was anchored by hand is of no case, and nobody is told. */
async function follow(tx: Db, { id }: Pick<IntentRow, 'id'>, finality: AnchorFinality): Promise<void> {
  const proof = await selectProofByIntent(tx, id);
  if (!proof) return;
  const { caseId, projectId, sequence } = proof;
  const payload = { caseId, projectId, sequence: String(sequence), finality };
  await tell(tx, [{ topic: 'proof', key: caseId, payload }]);
}

export const anchorHandlers: IntentHandlers<'PROOF_ANCHOR'> = {
  onMined: (tx, _, intent) => follow(tx, intent, 'PENDING'),
  onFinalized: (tx, _, intent) => follow(tx, intent, 'FINALIZED'),
  onOrphaned: (tx, _, intent) => follow(tx, intent, 'ORPHANED'),
};
