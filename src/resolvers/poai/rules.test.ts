import { expect, test } from 'vitest';
import { loadConfig } from '../../config.ts';
import { poaiCaseStatus } from '../../db/poai.ts';
import { IllegalTransition } from '../errors.ts';
import { type CaseAction, caseActions, caseMachine, dueFrom, mayNow, nextCaseStatus, partiesFor } from './rules.ts';

test('a step leads where the machine says, and nowhere else', () => {
  expect(nextCaseStatus('DRAFT', 'SUBMIT')).toBe('SUBMITTED');
  expect(nextCaseStatus('ASSIGNED', 'ASSIGN')).toBe('ASSIGNED');
  expect(nextCaseStatus('CHANGES_REQUESTED', 'RESUBMIT')).toBe('IN_REVIEW');
  expect(() => nextCaseStatus('IN_REVIEW', 'APPROVE')).toThrow(IllegalTransition);
  for (const status of ['REJECTED', 'SUPERSEDED', 'REVOKED'] as const) expect(caseMachine[status]).toEqual({});
});

test('every state can be reached, and every step but SUPERSEDE is somebody’s action in just these states', () => {
  const reached = new Set<string>(['DRAFT']);
  for (const leads of Object.values(caseMachine)) for (const to of Object.values(leads)) reached.add(to);
  expect([...reached].toSorted()).toEqual(poaiCaseStatus.enumValues.toSorted());
  for (const [status, leads] of Object.entries(caseMachine) as ['DRAFT', object][]) {
    for (const step of Object.keys(leads)) {
      if (step === 'SUPERSEDE') continue;
      const action = step as CaseAction;
      const may = (hasBundle: boolean) =>
        partiesFor(action).some((party) => mayNow(action, party, { status, hasBundle }));
      expect(may(true) || may(false), `${status} ${step}`).toBe(true);
    }
  }
});

test('once there is a bundle, what is in it is not worked on', () => {
  const bound = { status: 'TECHNICAL_REVIEW', hasBundle: true } as const;
  for (const action of ['COMPLETE_CHECK', 'RAISE_FINDING', 'CLOSE_FINDING', 'PREPARE_BUNDLE'] as const) {
    expect(mayNow(action, 'TECHNICAL_REVIEWER', bound), action).toBe(false);
  }
  expect(mayNow('ATTEST', 'REVIEWER', bound)).toBe(true);
  expect(mayNow('APPROVE', 'DECIDER', bound)).toBe(true);
  expect(mayNow('APPROVE', 'DECIDER', { ...bound, hasBundle: false })).toBe(false);
  expect(Object.keys(caseActions)).toHaveLength(17);
});

test('whoever is to act has as many days as the configuration gives', () => {
  const config = loadConfig({ POAI_REVIEW_DAYS: '10' });
  const now = new Date('2026-11-21T00:00:00Z');
  expect(dueFrom(config, 'IN_REVIEW', now)).toEqual(new Date('2026-12-01T00:00:00Z'));
  expect(dueFrom(config, 'DRAFT', now)).toBeNull();
  expect(dueFrom(config, 'APPROVED', now)).toBeNull();
});
