import type { Db } from '../../db/client.ts';
import { deleteSecondFactor, endChallenges } from '../../db/second-factors.ts';
import { lockPasswordHash } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { tell } from '../feed.ts';
import { securityNoticed } from '../security-events.ts';

/** Ends a second factor without its proof, for the operator's command; false if there was none. The owner is told. */
export async function endFactor(tx: Db, userId: string, actorId: string | null): Promise<boolean> {
  await lockPasswordHash(tx, userId);
  if (!(await deleteSecondFactor(tx, userId))) return false;
  await endChallenges(tx, userId);
  await tell(tx, [securityNoticed(userId, 'SECOND_FACTOR_DISABLED')]);
  await writeAudit(tx, { actorId, action: 'SECOND_FACTOR_DISABLED', subjectType: 'User', subjectId: userId });
  return true;
}
