import type { FeeScheduleRow } from '../../db/trades.ts';
import type { AuditRecord } from '../audit/write-audit.ts';
import { encodeId } from '../ids.ts';
import { idOfVersion } from './rules.ts';

/** What the audit log keeps of a schedule that was published, by an administrator or a proposal. */
export const recordOfSchedule = (published: FeeScheduleRow): AuditRecord => ({
  actorId: published.authorId,
  action: 'FEE_SCHEDULE_PUBLISHED',
  subjectType: 'FeeSchedule',
  subjectId: idOfVersion(published.version),
  detail: {
    version: String(published.version),
    makerBps: String(published.makerBps),
    takerBps: String(published.takerBps),
    tiers: JSON.stringify(published.tiers),
    limits: JSON.stringify(published.limits),
    shares: JSON.stringify(published.shares),
    effectiveFrom: published.effectiveFrom.toISOString(),
    ...(published.proposalId !== null && { proposal: encodeId('Proposal', published.proposalId) }),
  },
});
