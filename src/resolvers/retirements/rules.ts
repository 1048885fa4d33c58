import type { RetirementStatus } from '../../db/retirements.ts';
import { IllegalTransition } from '../errors.ts';

/**
 * The state machine of a retirement; what is not here cannot happen. UNDO: a reorg took its block away, and the transaction
 * is on its way again. What is FINALIZED never returns.
 */
export const retirementMachine = {
  REQUESTED: { SUBMIT: 'SUBMITTED', CONFIRM: 'CONFIRMED', REVERT: 'REVERTED' },
  SUBMITTED: { CONFIRM: 'CONFIRMED', REVERT: 'REVERTED' },
  CONFIRMED: { FINALIZE: 'FINALIZED', UNDO: 'SUBMITTED', REVERT: 'REVERTED' },
  FINALIZED: {},
  REVERTED: {},
} as const satisfies Record<RetirementStatus, Readonly<Record<string, RetirementStatus>>>;

type Machine = typeof retirementMachine;
export type RetirementStep = { [S in RetirementStatus]: keyof Machine[S] }[RetirementStatus];

const STEP_WORDS: Record<RetirementStep, string> = {
  SUBMIT: 'submitted',
  CONFIRM: 'confirmed',
  FINALIZE: 'finalized',
  UNDO: 'undone',
  REVERT: 'reverted',
};

/** Whether a step leads anywhere from here. */
export const canStep = (status: RetirementStatus, step: RetirementStep): boolean => step in retirementMachine[status];

/** The status that a step leads to. Throws IllegalTransition if it leads nowhere from here. */
export function nextRetirementStatus(status: RetirementStatus, step: RetirementStep): RetirementStatus {
  const steps: Partial<Record<RetirementStep, RetirementStatus>> = retirementMachine[status];
  const next = steps[step];
  if (!next) throw new IllegalTransition('retirement', status, STEP_WORDS[step]);
  return next;
}
