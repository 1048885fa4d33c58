import { expect, test } from 'vitest';
import { projectStatus, type ProjectStatus } from '../../db/projects.ts';
import { IllegalTransition, InputInvalid } from '../errors.ts';
import { EMPTY, PROJECT_FIELDS } from './fields.ts';
import {
  checkComplete,
  checkEditable,
  checkFields,
  editableFields,
  projectActions,
  projectMachine,
  stepTo,
} from './rules.ts';

const at = (status: ProjectStatus, suspended = false) => ({
  status,
  suspended,
  publishedAt: status === 'DRAFT' ? null : new Date(),
  createdBy: 'somebody',
  organizationId: null,
});
const pathsOf = (check: () => void): string[] => {
  try {
    check();
    return [];
  } catch (error) {
    return (error as InputInvalid).issues.map(({ path }) => path.join('.'));
  }
};

test('one step leads from a state to another, and no state is out of reach', () => {
  const reached = new Set<ProjectStatus>(['DRAFT']);
  for (const status of reached) {
    const leads = Object.values(projectMachine[status]) as ProjectStatus[];
    expect(new Set(leads).size, status).toBe(leads.length);
    for (const next of leads) reached.add(next);
  }
  expect([...reached].toSorted()).toEqual([...projectStatus.enumValues].toSorted());
  expect(stepTo(at('UNDER_VALIDATION'), 'LISTED')).toBe('RETURN');
  expect(() => stepTo(at('LISTED'), 'DRAFT')).toThrow(IllegalTransition);
  expect(() => stepTo(at('REGISTERED'), 'REGISTERED')).toThrow(IllegalTransition);
});

test('what is suspended goes no step but out', () => {
  for (const status of projectStatus.enumValues) {
    for (const [step, to] of Object.entries(projectMachine[status])) {
      const out = ['WITHDRAW', 'REJECT', 'DEREGISTER'].includes(step);
      if (out) expect(stepTo(at(status, true), to)).toBe(step);
      else expect(() => stepTo(at(status, true), to), `${status} ${step}`).toThrow(IllegalTransition);
    }
  }
});

test('the table of actions and the machine agree on every step', () => {
  for (const suspended of [false, true]) {
    for (const status of projectStatus.enumValues) {
      const leads = Object.entries(projectMachine[status]) as [keyof typeof projectActions, ProjectStatus][];
      for (const [step, to] of leads) {
        const allowed = projectActions[step].when(at(status, suspended), 'ANYONE');
        if (allowed) expect(stepTo(at(status, suspended), to)).toBe(step);
        else expect(() => stepTo(at(status, suspended), to)).toThrow(IllegalTransition);
      }
      expect(projectActions.REGISTER.when(at(status))).toBe('REGISTER' in projectMachine[status]);
    }
  }
});

test('an owner changes the less, the further the project is, and never what others say', () => {
  const counts = (['DRAFT', 'UNDER_VALIDATION', 'REGISTERED', 'COMPLETED', 'DEREGISTERED'] as const).map(
    (status) => editableFields(at(status), ['OWNER']).length,
  );
  expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  for (const status of projectStatus.enumValues) {
    const owners = editableFields(at(status), ['OWNER']);
    expect(owners).not.toContain('ratings');
    expect(editableFields(at(status, true), ['OWNER'])).toEqual([]);
    // Who is both can do what either can.
    expect(editableFields(at(status), ['OWNER', 'ANYONE'])).toEqual(editableFields(at(status), ['ANYONE']));
    expect(PROJECT_FIELDS).toEqual(expect.arrayContaining(owners));
  }
  expect(editableFields(at('DRAFT'), [])).toEqual([]);
  expect(pathsOf(() => checkEditable(at('REGISTERED'), ['OWNER'], ['sdgs', 'country', 'name']))).toEqual([
    'country',
    'name',
  ]);
  expect(() => checkEditable(at('DRAFT'), ['ANYONE'], ['status'])).toThrow(InputInvalid);
});

test('a status asks for its fields, but not for those that were missing before', () => {
  const listed = { ...EMPTY, proponent: 'Someone', projectType: 'Transport', country: 'PA' };
  expect(pathsOf(() => checkComplete(listed, 'LISTED'))).toEqual([]);
  expect(pathsOf(() => checkComplete({ ...listed, proponent: '' }, 'LISTED'))).toEqual(['proponent']);
  expect(pathsOf(() => checkComplete(EMPTY, 'LISTED'))).toEqual(['proponent', 'projectType', 'country']);
  expect(pathsOf(() => checkComplete(EMPTY, 'LISTED', { ...EMPTY, country: 'PA' }))).toEqual(['country']);
  expect(pathsOf(() => checkComplete(EMPTY, 'WITHDRAWN'))).toEqual([]);
});

test('fields that contradict each other are all named', () => {
  const wrong = {
    ...EMPTY,
    nativeId: '1',
    creditingStart: '2026-02-01',
    creditingEnd: '2026-01-31',
    correspondingAdjustment: 'APPLIED' as const,
  };
  expect(pathsOf(() => checkFields(wrong))).toEqual(['registry', 'creditingEnd', 'correspondingAdjustment']);
  expect(
    pathsOf(() => checkFields({ ...wrong, registry: 'CDM', creditingEnd: null, hostAuthorization: 'REVOKED' })),
  ).toEqual([]);
});
