import { z } from 'zod';
import { poaiAssurance, poaiCaseStatus, poaiRole } from '../../db/poai.ts';
import { poaiCheckMethod, poaiCheckResult, poaiFindingKind } from '../../db/poai-checks.ts';
import { ethereumAddress } from '../addresses/rules.ts';
import type { Hex } from '../chain/client.ts';
import { nodeId, optional, text } from '../input.ts';

const caseId = nodeId('PoaiCase');
const organizationId = optional(nodeId('Organization'));
const reason = text(1, 2_000);
const code = text(1, 60);

/** Ids of versions of documents, each once. */
const versionIds = (most: number) =>
  z
    .array(nodeId('DocumentVersion'))
    .max(most, `has more than ${most}`)
    .nullish()
    .transform((ids) => [...new Set(ids)]);

export const createInput = z.object({
  projectId: nodeId('Project'),
  batchId: optional(nodeId('CreditBatch')),
  assurance: z.enum(poaiAssurance.enumValues),
  materialityPercent: z
    .string()
    .regex(/^(?:0|[1-9]\d?)(?:\.\d{1,2})?$/, 'is not a percentage below 100 such as "5" or "2.5"'),
  supersedesId: optional(caseId),
});

export const caseInput = z.object({ caseId });
export const noteInput = z.object({ caseId, note: optional(reason) });
export const reasonInput = z.object({ caseId, reason });

const seat = z.object({ userId: nodeId('User'), organizationId });
export const assignInput = z.object({ caseId, reviewer: seat, technicalReviewer: seat });

export const checkInput = (most: number) =>
  z.object({
    caseId,
    code,
    result: z.enum(poaiCheckResult.enumValues),
    method: z
      .enum(poaiCheckMethod.enumValues)
      .refine((method) => method !== 'AUTOMATED', 'is what the platform alone does'),
    finding: text(1, 10_000),
    evidence: versionIds(most),
  });

export const raiseInput = z.object({
  caseId,
  kind: z.enum(poaiFindingKind.enumValues),
  code,
  text: text(1, 10_000),
});
const findingId = nodeId('PoaiFinding');
export const answerInput = (most: number) =>
  z.object({ findingId, answer: text(1, 10_000), evidence: versionIds(most) });
export const closeInput = z.object({ findingId, resolution: text(1, 10_000) });

const address = ethereumAddress;
export const completeReviewInput = z.object({ caseId, opinion: text(1, 10_000), address });
export const prepareBundleInput = z.object({ caseId, address });

export const attestationInput = z.object({
  caseId,
  role: z.enum(poaiRole.enumValues),
  signature: z
    .string()
    .regex(/^0x(?:[\da-f]{2}){1,4096}$/i, 'is not a signature in hexadecimal')
    .transform((value) => value.toLowerCase() as Hex),
});

export const caseFilter = z.object({
  statuses: optional(z.array(z.enum(poaiCaseStatus.enumValues)).min(1, 'names none').max(11)),
  projectId: optional(nodeId('Project')),
  isOverdue: optional(z.boolean()),
});

export const revealInput = z.object({
  caseId,
  checks: z.array(code).min(1, 'names no check').max(100, 'names more than 100'),
});
