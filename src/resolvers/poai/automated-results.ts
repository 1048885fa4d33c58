import type { Db } from '../../db/client.ts';
import type { CaseRow } from '../../db/poai.ts';
import { selectChecksOf, updateCheck } from '../../db/poai-reviews.ts';
import type { Found } from '../checks/run-checks.ts';
import { recordDeed } from './record.ts';

/**
 * Writes down what the platform found by itself. What a reviewer has completed stays theirs. Gives the codes of what was
 * written. The case is locked by the caller.
 */
export async function recordAutomated(tx: Db, row: CaseRow, found: readonly Found[]): Promise<string[]> {
  const checks = new Map((await selectChecksOf(tx, [row.id])).map((check) => [check.code, check]));
  const ours = found.filter(({ code }) => checks.get(code)?.completedBy === null);
  for (const { code, result, finding, read } of ours) {
    await updateCheck(
      tx,
      { caseId: row.id, code },
      {
        result,
        method: 'AUTOMATED',
        finding: `${finding} Read: ${read.join('; ')}.`,
        completedBy: null,
        completedAt: new Date(),
      },
    );
  }
  const results = ours.map(({ code, result }) => `${code} ${result}`);
  await recordDeed(tx, row, { kind: 'RUN_CHECKS', actorId: null, detail: { results } });
  return results;
}
