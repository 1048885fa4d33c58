import { selectCertificatesById } from '../../../db/certificates.ts';
import type { Db } from '../../../db/client.ts';
import { type RetirementRow, selectRetirementsById } from '../../../db/retirements.ts';
import { formatAmount } from '../../amounts.ts';
import type { FeedEvent } from '../../feed.ts';
import type { NotificationKind } from '../kinds.ts';
import { projectNames } from '../names.ts';
import type { Occurrence } from '../audiences.ts';

const RETIRED: Readonly<Record<string, NotificationKind>> = {
  FINALIZED: 'RETIREMENT_COMPLETE',
  REVERTED: 'RETIREMENT_REVERTED',
};

/** A retirement is told when it is final, or came to nothing. */
export async function occurrencesOfRetirements(
  tx: Db,
  events: readonly FeedEvent<'retirement'>[],
): Promise<Occurrence[]> {
  const ended = events.filter(({ payload }) => payload.ownerId !== null && payload.status in RETIRED);
  const retirements = await factsOf(
    tx,
    ended.map(({ payload }) => payload.id),
  );
  return ended.flatMap(({ payload: { id, ownerId, status } }): Occurrence[] => {
    const facts = retirements.get(id);
    const kind = RETIRED[status];
    return facts && kind && ownerId !== null
      ? [{ kind, ownerId, key: id, facts, subject: { type: 'Retirement', id } }]
      : [];
  });
}

const CERTIFIED: Readonly<Record<string, NotificationKind>> = {
  ISSUED: 'CERTIFICATE_READY',
  REVOKED: 'CERTIFICATE_REVOKED',
};

/** A certificate is told when it is there, and when it does not hold any more. */
export async function occurrencesOfCertificates(
  tx: Db,
  events: readonly FeedEvent<'certificate'>[],
): Promise<Occurrence[]> {
  const told = events.filter(({ payload }) => payload.ownerId !== null && payload.status in CERTIFIED);
  const certificates = await selectCertificatesById(
    tx,
    told.map(({ payload }) => payload.id),
  );
  const retirementOf = new Map(certificates.map(({ id, retirementId }) => [id, retirementId]));
  const retirements = await factsOf(tx, [...retirementOf.values()]);
  return told.flatMap(({ payload: { id, ownerId, status } }): Occurrence[] => {
    const facts = retirements.get(retirementOf.get(id) ?? '');
    const kind = CERTIFIED[status];
    return facts && kind && ownerId !== null
      ? [{ kind, ownerId, key: id, facts, subject: { type: 'Certificate', id } }]
      : [];
  });
}

/** What the words name of retirements, by their ids. */
async function factsOf(tx: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Record<string, string>>> {
  const retirements: RetirementRow[] = ids.length > 0 ? await selectRetirementsById(tx, ids) : [];
  const names = await projectNames(
    tx,
    retirements.map(({ projectId }) => projectId),
  );
  return new Map(
    retirements.map(({ id, quantity, projectId, statusReason }) => [
      id,
      {
        // Of credits and CARBON alike it is kept in 10^-18 of a tonne.
        quantity: formatAmount(quantity, 'CARBON'),
        project: names.get(projectId ?? '') ?? 'CARBON',
        reason: statusReason ?? '',
      },
    ]),
  );
}
