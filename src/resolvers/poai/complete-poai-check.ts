import type { Db } from '../../db/client.ts';
import type { CheckRow } from '../../db/poai-checks.ts';
import { replaceEvidence, updateCheck } from '../../db/poai-reviews.ts';
import { type Context, transact } from '../context.ts';
import { Forbidden, InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { evidenceOf } from './evidence.ts';
import { checkInput } from './inputs.ts';
import { lockFor } from './own.ts';
import { auditDeed, recordDeed } from './record.ts';
import { type Party, TECHNICAL_CHECK } from './rules.ts';

/**
 * Completes a check, or completes it anew as long as the review goes on: the reviewer all but one, which is the technical
 * reviewer's. Throws InputInvalid, NotFound, Forbidden, IllegalTransition.
 */
export async function completePoaiCheck(ctx: Context, input: unknown): Promise<CheckRow> {
  const { userId: actorId } = await permit(ctx, 'poai.review');
  const { POAI_EVIDENCE: most } = ctx.app.config;
  const { caseId, code, evidence, ...said } = readInput(checkInput(most), input);
  return transact(ctx, async (tx) => {
    const { row, as } = await lockFor(ctx, tx, caseId, 'COMPLETE_CHECK');
    refuseOthers(as, code);
    const versions = await evidenceOf(ctx, tx, evidence);
    const check = await complete(tx, { caseId, code }, { ...said, completedBy: actorId, completedAt: new Date() });
    await replaceEvidence(
      tx,
      check,
      versions.map(({ id: versionId, sha256 }) => ({ versionId, sha256 })),
    );
    const hashes = versions.map(({ sha256 }) => sha256.toString('hex'));
    await recordDeed(tx, row, { kind: 'COMPLETE_CHECK', actorId, detail: { code, ...said, evidence: hashes } });
    const detail = { code, result: said.result, method: said.method };
    await auditDeed(tx, row, { actorId, action: 'POAI_CHECK_COMPLETED', detail });
    return check;
  });
}

function refuseOthers(as: Party, code: string): void {
  if ((as === 'TECHNICAL_REVIEWER') === (code === TECHNICAL_CHECK)) return;
  throw new Forbidden(
    as === 'REVIEWER'
      ? 'This check is the technical reviewer’s.'
      : `The technical reviewer completes ${TECHNICAL_CHECK} alone.`,
  );
}

async function complete(
  tx: Db,
  place: Pick<CheckRow, 'caseId' | 'code'>,
  completion: Parameters<typeof updateCheck>[2],
) {
  const check = await updateCheck(tx, place, completion);
  if (check) return check;
  throw new InputInvalid([{ path: ['code'], message: 'is no check of the catalogue of this case' }]);
}
