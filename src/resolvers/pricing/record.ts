import type { NewParameter, PricingModelRow } from '../../db/pricing.ts';
import { formatPrice } from '../amounts.ts';
import type { AuditRecord } from '../audit/write-audit.ts';
import { idOfVersion } from '../fee-schedules/rules.ts';
import { encodeId } from '../ids.ts';
import { parameterKey } from './parameters.ts';

/** What the audit log keeps of parameters that were published together, by an administrator or a proposal. */
export const recordOfModel = (model: PricingModelRow, parameters: readonly NewParameter[]): AuditRecord => ({
  actorId: model.authorId,
  action: 'PRICING_PUBLISHED',
  subjectType: 'PricingModel',
  subjectId: idOfVersion(model.version),
  detail: {
    version: String(model.version),
    reason: model.reason,
    effectiveFrom: model.effectiveFrom.toISOString(),
    parameters: JSON.stringify(
      Object.fromEntries(parameters.map((each) => [parameterKey(each), formatPrice(each.value)])),
    ),
    ...(model.proposalId !== null && { proposal: encodeId('Proposal', model.proposalId) }),
  },
});
