import { z } from 'zod';
import { duplicateKind, duplicateStatus, type DuplicateStatus } from '../../db/project-duplicates.ts';
import { nodeId, optional, text } from '../input.ts';

export type DuplicateStep = 'DISMISS' | 'CONFIRM' | 'REOPEN';

/** The state machine of a report that two projects are one; what is not here cannot happen. */
export const duplicateMachine = {
  OPEN: { DISMISS: 'DISMISSED', CONFIRM: 'CONFIRMED' },
  DISMISSED: { REOPEN: 'OPEN' },
  CONFIRMED: { REOPEN: 'OPEN' },
} as const satisfies Record<DuplicateStatus, Partial<Record<DuplicateStep, DuplicateStatus>>>;

/** The steps that there are from here. */
export const stepsFrom = (status: DuplicateStatus): DuplicateStep[] =>
  Object.keys(duplicateMachine[status]) as DuplicateStep[];

export const mayBecome = (from: DuplicateStatus, to: DuplicateStatus): boolean =>
  Object.values<DuplicateStatus>(duplicateMachine[from]).includes(to);

export const decideInput = z.object({
  duplicateId: nodeId('ProjectDuplicate'),
  status: z.enum(duplicateStatus.enumValues),
  note: text(1, 1_000),
});

export const filterInput = z
  .object({
    status: optional(z.enum(duplicateStatus.enumValues)),
    kind: optional(z.enum(duplicateKind.enumValues)),
    projectId: optional(nodeId('Project')),
    holds: optional(z.boolean()),
  })
  .nullish();
