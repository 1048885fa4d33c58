import type { Config } from '../../config.ts';
import type { CaseRow, CaseStatus } from '../../db/poai.ts';
import type { Action } from '../permissions.ts';
import { stepsOf } from '../machine.ts';

export type CaseStep =
  | 'SUBMIT'
  | 'ASSIGN'
  | 'START_REVIEW'
  | 'REQUEST_CHANGES'
  | 'RESUBMIT'
  | 'COMPLETE_REVIEW'
  | 'START_TECHNICAL_REVIEW'
  | 'APPROVE'
  | 'REJECT'
  | 'SUPERSEDE'
  | 'REVOKE';

/** The state machine of a case; what is not here cannot happen. SUPERSEDE: a case that names this one was approved. */
export const caseMachine = {
  DRAFT: { SUBMIT: 'SUBMITTED' },
  SUBMITTED: { ASSIGN: 'ASSIGNED' },
  ASSIGNED: { ASSIGN: 'ASSIGNED', START_REVIEW: 'IN_REVIEW' },
  IN_REVIEW: { REQUEST_CHANGES: 'CHANGES_REQUESTED', COMPLETE_REVIEW: 'REVIEW_COMPLETE' },
  CHANGES_REQUESTED: { RESUBMIT: 'IN_REVIEW' },
  REVIEW_COMPLETE: { START_TECHNICAL_REVIEW: 'TECHNICAL_REVIEW' },
  TECHNICAL_REVIEW: { APPROVE: 'APPROVED', REJECT: 'REJECTED' },
  APPROVED: { SUPERSEDE: 'SUPERSEDED', REVOKE: 'REVOKED' },
  REJECTED: {},
  SUPERSEDED: {},
  REVOKED: {},
} as const satisfies Record<CaseStatus, Partial<Record<CaseStep, CaseStatus>>>;

const WORDS: Readonly<Record<CaseStep, string>> = {
  SUBMIT: 'submitted',
  ASSIGN: 'assigned',
  START_REVIEW: 'reviewed',
  REQUEST_CHANGES: 'given back for changes',
  RESUBMIT: 'submitted again',
  COMPLETE_REVIEW: 'completed in review',
  START_TECHNICAL_REVIEW: 'reviewed technically',
  APPROVE: 'approved',
  REJECT: 'rejected',
  SUPERSEDE: 'superseded',
  REVOKE: 'revoked',
};

/** The status that a step leads to. Throws IllegalTransition if it leads nowhere from here. */
export const nextCaseStatus = stepsOf<CaseStatus, CaseStep>('PoAI case', caseMachine, WORDS);

/** As whom one acts on a case. DECIDER: who assigns and decides for the platform. */
export type Party = 'OWNER' | 'REVIEWER' | 'TECHNICAL_REVIEWER' | 'DECIDER';

/** The row of the table of permissions that each party needs beside being one. */
export const partyNeeds = {
  OWNER: 'poai.own',
  REVIEWER: 'poai.review',
  TECHNICAL_REVIEWER: 'poai.review',
  DECIDER: 'poai.manage',
} as const satisfies Record<Party, Action>;

export type CaseAction =
  | Exclude<CaseStep, 'SUPERSEDE'>
  | 'RUN_CHECKS'
  | 'COMPLETE_CHECK'
  | 'RAISE_FINDING'
  | 'ANSWER_FINDING'
  | 'CLOSE_FINDING'
  | 'PREPARE_BUNDLE'
  | 'ATTEST';

/** How far a case is, as far as actions ask. */
export interface Standpoint {
  readonly status: CaseStatus;
  /** Once there is a bundle, what is in it stays as it is. */
  readonly hasBundle: boolean;
}

interface ActionRule {
  /** Who may do it, in which states. */
  readonly by: Partial<Record<Party, readonly CaseStatus[]>>;
  /** Whether it needs a bundle, or that there is none; left out, it does not matter. */
  readonly bundle?: boolean;
}

/** Who may do what to a case, and when. */
export const caseActions = {
  SUBMIT: { by: { OWNER: ['DRAFT'] } },
  ASSIGN: { by: { DECIDER: ['SUBMITTED', 'ASSIGNED'] } },
  START_REVIEW: { by: { REVIEWER: ['ASSIGNED'] } },
  RUN_CHECKS: { by: { REVIEWER: ['IN_REVIEW'] } },
  COMPLETE_CHECK: { by: { REVIEWER: ['IN_REVIEW'], TECHNICAL_REVIEWER: ['TECHNICAL_REVIEW'] }, bundle: false },
  RAISE_FINDING: { by: { REVIEWER: ['IN_REVIEW'], TECHNICAL_REVIEWER: ['TECHNICAL_REVIEW'] }, bundle: false },
  ANSWER_FINDING: { by: { OWNER: ['IN_REVIEW', 'CHANGES_REQUESTED', 'TECHNICAL_REVIEW'] }, bundle: false },
  CLOSE_FINDING: { by: { REVIEWER: ['IN_REVIEW'], TECHNICAL_REVIEWER: ['TECHNICAL_REVIEW'] }, bundle: false },
  REQUEST_CHANGES: { by: { REVIEWER: ['IN_REVIEW'] } },
  RESUBMIT: { by: { OWNER: ['CHANGES_REQUESTED'] } },
  COMPLETE_REVIEW: { by: { REVIEWER: ['IN_REVIEW'] } },
  START_TECHNICAL_REVIEW: { by: { TECHNICAL_REVIEWER: ['REVIEW_COMPLETE'] } },
  PREPARE_BUNDLE: { by: { TECHNICAL_REVIEWER: ['TECHNICAL_REVIEW'] }, bundle: false },
  ATTEST: { by: { REVIEWER: ['TECHNICAL_REVIEW'], TECHNICAL_REVIEWER: ['TECHNICAL_REVIEW'] }, bundle: true },
  APPROVE: { by: { DECIDER: ['TECHNICAL_REVIEW'] }, bundle: true },
  REJECT: { by: { TECHNICAL_REVIEWER: ['TECHNICAL_REVIEW'], DECIDER: ['TECHNICAL_REVIEW'] } },
  REVOKE: { by: { DECIDER: ['APPROVED'] } },
} as const satisfies Record<CaseAction, ActionRule>;

const ruleOf = (action: CaseAction): ActionRule => caseActions[action];

/** The parties that may ever do it. */
export const partiesFor = (action: CaseAction): readonly Party[] => Object.keys(ruleOf(action).by) as Party[];

/** Whether this party may do it now. */
export function mayNow(action: CaseAction, party: Party, { status, hasBundle }: Standpoint): boolean {
  const { by, bundle } = ruleOf(action);
  return (by[party]?.includes(status) ?? false) && (bundle === undefined || bundle === hasBundle);
}

/** What came of a review that ended well is everybody's to see. */
export const isPublic = (status: CaseStatus): boolean =>
  status === 'APPROVED' || status === 'SUPERSEDED' || status === 'REVOKED';

/** The check that the technical reviewer completes, and nobody else. */
export const TECHNICAL_CHECK = 'TECHNICAL_REVIEW';

const DUE = {
  SUBMITTED: 'POAI_ASSIGN_DAYS',
  ASSIGNED: 'POAI_REVIEW_DAYS',
  IN_REVIEW: 'POAI_REVIEW_DAYS',
  CHANGES_REQUESTED: 'POAI_CHANGES_DAYS',
  REVIEW_COMPLETE: 'POAI_TECHNICAL_DAYS',
  TECHNICAL_REVIEW: 'POAI_TECHNICAL_DAYS',
} as const satisfies Partial<Record<CaseStatus, keyof Config>>;

const DAY_MS = 86_400_000;

/** Until when whoever is to act on a case that comes into this state now should have; null where nobody is. */
export function dueFrom(config: Config, status: CaseStatus, now: Date): Date | null {
  const days = status in DUE ? config[DUE[status as keyof typeof DUE]] : undefined;
  return days === undefined ? null : new Date(now.getTime() + days * DAY_MS);
}

/** Whether somebody should have acted by now. */
export const isOverdue = ({ dueAt }: Pick<CaseRow, 'dueAt'>, now: Date): boolean => dueAt !== null && dueAt < now;
