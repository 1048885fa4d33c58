import type { FindingRow } from '../../db/poai-checks.ts';
import { insertAnswerEvidence, updateFinding } from '../../db/poai-reviews.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { evidenceOf } from './evidence.ts';
import { lockFinding } from './held-finding.ts';
import { answerInput } from './inputs.ts';
import { auditDeed, recordDeed } from './record.ts';

/**
 * Says what the owner has to say to a finding, with documents; a later answer takes the place of one before, whose
 * documents stay. Throws InputInvalid, NotFound, Forbidden, IllegalTransition.
 */
export async function answerPoaiFinding(ctx: Context, input: unknown): Promise<FindingRow> {
  const { userId: actorId } = await permitCaller(ctx, 'poai.own');
  const { findingId, answer, evidence } = readInput(answerInput(ctx.app.config.POAI_EVIDENCE), input);
  return transact(ctx, async (tx) => {
    const { row, finding } = await lockFinding(ctx, tx, findingId, 'ANSWER_FINDING');
    const versions = await evidenceOf(ctx, tx, evidence);
    const answered = await updateFinding(tx, findingId, { answer, answeredBy: actorId, answeredAt: new Date() });
    await insertAnswerEvidence(
      tx,
      findingId,
      versions.map(({ id: versionId, sha256 }) => ({ versionId, sha256 })),
    );
    const number = String(finding.number);
    const hashes = versions.map(({ sha256 }) => sha256.toString('hex'));
    await recordDeed(tx, row, { kind: 'ANSWER_FINDING', actorId, detail: { number, answer, evidence: hashes } });
    await auditDeed(tx, row, { actorId, action: 'POAI_FINDING_ANSWERED', detail: { number } });
    return answered;
  });
}
