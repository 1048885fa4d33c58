import { selectModelInForce } from '../../db/pricing.ts';
import {
  selectVerifierCases,
  selectVerifiersDue,
  upsertVerifierScores,
  type VerifierCaseRow,
} from '../../db/verifier-scores.ts';
import type { Context } from '../context.ts';
import { type VerifiedCase, verifierRecord } from './factors.ts';
import { parametersOf } from './parameter-sets.ts';

const OUTCOMES = {
  APPROVED: 'STANDS',
  SUPERSEDED: 'MODIFIED',
  REVOKED: 'REVOKED',
} as const satisfies Record<VerifierCaseRow['status'], VerifiedCase['outcome']>;

/**
 * Computes the records of reviewers that are due: once a day, since approvals fade, and whenever one of their cases was
 * decided, replaced or revoked. True while there may be more.
 */
export async function computeVerifiers(ctx: Context): Promise<boolean> {
  const { db, config } = ctx.app;
  return db.transact(async (tx) => {
    const set = await parametersOf(tx, await selectModelInForce(tx));
    const due = await selectVerifiersDue(tx, set.version, config.VERIFIER_BATCH);
    if (due.length === 0) return false;
    const cases = Map.groupBy(await selectVerifierCases(tx, due, config.VERIFIER_CASES), ({ userId }) => userId);
    await upsertVerifierScores(
      tx,
      due.map((userId) => {
        const decided = (cases.get(userId) ?? []).map(({ status, ...rest }): VerifiedCase => ({
          ...rest,
          outcome: OUTCOMES[status],
        }));
        const { score, weight } = verifierRecord(set, decided);
        return { userId, score, weight, cases: decided.length, modelVersion: set.version };
      }),
    );
    return due.length === config.VERIFIER_BATCH;
  });
}
