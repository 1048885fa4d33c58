import type { Db } from '../../../db/client.ts';
import { selectCasesById } from '../../../db/poai-cases.ts';
import type { FeedEvent } from '../../feed.ts';
import { projectNames } from '../names.ts';
import type { Occurrence } from '../audiences.ts';

/** Steps that its owner does: they know. */
const BY_OWNER: ReadonlySet<string> = new Set(['SUBMIT', 'RESUBMIT']);
/** Steps after which it is the reviewers' turn. */
const TO_REVIEWERS: ReadonlySet<string> = new Set(['RESUBMIT', 'COMPLETE_REVIEW', 'APPROVE', 'REJECT', 'REVOKE']);
const STEPS: ReadonlySet<string> = new Set([
  ...BY_OWNER,
  ...TO_REVIEWERS,
  'START_REVIEW',
  'REQUEST_CHANGES',
  'START_TECHNICAL_REVIEW',
  'SUPERSEDE',
]);

/** A case is told to its owner as others take it on, and to its reviewers as it becomes their turn. */
export async function occurrencesOfCases(tx: Db, events: readonly FeedEvent<'poaiCase'>[]): Promise<Occurrence[]> {
  const names = await projectNames(
    tx,
    events.map(({ payload }) => payload.projectId),
  );
  return events.flatMap(({ payload, place }): Occurrence[] => {
    const { id, projectId, kind: deed, status, reviewerIds } = payload;
    const ownerId = payload.organizationId ?? payload.ownerId;
    const facts = { project: names.get(projectId) ?? '', status };
    const told = { key: `${id} ${place.position}`, facts, subject: { type: 'PoaiCase', id } };
    const toOwner = (kind: Occurrence['kind']): Occurrence[] => (ownerId === null ? [] : [{ ...told, kind, ownerId }]);
    const toReviewers = (kind: Occurrence['kind'], key = told.key): Occurrence[] =>
      [...new Set(reviewerIds)].map((reviewerId) => ({ ...told, key, kind, ownerId: reviewerId }));
    // Who was assigned before knows it already.
    if (deed === 'ASSIGN') return [...toOwner('POAI_CASE_MOVED'), ...toReviewers('POAI_CASE_TO_REVIEW', id)];
    if (deed === 'RAISE_FINDING') return toOwner('POAI_FINDING_RAISED');
    if (deed === 'ANSWER_FINDING') return toReviewers('POAI_FINDING_ANSWERED');
    if (!STEPS.has(deed)) return [];
    return [
      ...(BY_OWNER.has(deed) ? [] : toOwner('POAI_CASE_MOVED')),
      ...(TO_REVIEWERS.has(deed) ? toReviewers('POAI_CASE_MOVED') : []),
    ];
  });
}

/** A proof is told when the chain cannot take it back any more. */
export async function occurrencesOfProofs(tx: Db, events: readonly FeedEvent<'proof'>[]): Promise<Occurrence[]> {
  const final = events.filter(({ payload }) => payload.finality === 'FINALIZED').map(({ payload }) => payload.caseId);
  const cases = final.length > 0 ? await selectCasesById(tx, final) : [];
  const names = await projectNames(
    tx,
    cases.map(({ projectId }) => projectId),
  );
  return cases.map(({ id, projectId, createdBy, organizationId }) => ({
    kind: 'POAI_PROOF_ANCHORED',
    ownerId: organizationId ?? createdBy,
    key: id,
    facts: { project: names.get(projectId) ?? '' },
    subject: { type: 'PoaiCase', id },
  }));
}
