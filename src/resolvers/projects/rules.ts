import type { ProjectRow, ProjectStatus } from '../../db/projects.ts';
import { IllegalTransition, InputInvalid } from '../errors.ts';
import type { NewEvent } from '../feed.ts';
import type { Standing, ThingRules } from '../standings.ts';
import type { ProjectField, ProjectFields } from './fields.ts';

export type ProjectStep =
  | 'LIST'
  | 'START_VALIDATION'
  | 'RETURN'
  | 'VALIDATE'
  | 'REGISTER'
  | 'COMPLETE'
  | 'RENEW'
  | 'WITHDRAW'
  | 'REJECT'
  | 'RELIST'
  | 'DEREGISTER';

/** The state machine of a project; what is not here cannot happen, but by the word of its registry in an import. */
export const projectMachine = {
  DRAFT: { LIST: 'LISTED', WITHDRAW: 'WITHDRAWN' },
  LISTED: { START_VALIDATION: 'UNDER_VALIDATION', WITHDRAW: 'WITHDRAWN', REJECT: 'REJECTED' },
  UNDER_VALIDATION: { VALIDATE: 'VALIDATED', RETURN: 'LISTED', WITHDRAW: 'WITHDRAWN', REJECT: 'REJECTED' },
  VALIDATED: { REGISTER: 'REGISTERED', WITHDRAW: 'WITHDRAWN', REJECT: 'REJECTED' },
  REGISTERED: { COMPLETE: 'COMPLETED', DEREGISTER: 'DEREGISTERED' },
  COMPLETED: { RENEW: 'REGISTERED', DEREGISTER: 'DEREGISTERED' },
  WITHDRAWN: {},
  REJECTED: { RELIST: 'LISTED' },
  DEREGISTERED: {},
} as const satisfies Record<ProjectStatus, Partial<Record<ProjectStep, ProjectStatus>>>;

/** Steps that the owner takes alone; validation and registration are decided by others. */
const OWNERS_STEPS: ReadonlySet<ProjectStep> = new Set(['LIST', 'RELIST', 'WITHDRAW']);
/** Steps that lead out; a suspended project takes no other. */
const WAYS_OUT: ReadonlySet<ProjectStep> = new Set(['WITHDRAW', 'REJECT', 'DEREGISTER']);

type Standpoint = Pick<ProjectRow, 'status' | 'suspended' | 'publishedAt'>;

const stepsFrom = (status: ProjectStatus): Partial<Record<ProjectStep, ProjectStatus>> => projectMachine[status];

/** The step that leads to this status. Throws IllegalTransition if none does, or a suspension is in its way. */
export function stepTo({ status, suspended }: Standpoint, to: ProjectStatus): ProjectStep {
  const found = Object.entries(stepsFrom(status)).find(([, next]) => next === to);
  const step = found?.[0] as ProjectStep | undefined;
  if (!step) throw new IllegalTransition('project', status, `made ${to}`);
  if (suspended && !WAYS_OUT.has(step)) throw new IllegalTransition('project', 'SUSPENDED', `made ${to}`);
  return step;
}

const DESCRIPTION = ['name', 'description', 'proponent', 'sdgs'] as const;
const IDENTITY = ['registry', 'nativeId', 'program'] as const;
/** What is validated: it stays as it was when the validation began. */
const DESIGN = [
  'methodologies',
  'projectType',
  'category',
  'mitigation',
  'country',
  'region',
  'location',
  'area',
  'creditingStart',
  'creditingEnd',
  'estimatedAnnualReductions',
] as const;
/** What others say of a project; its owner says none of it. */
const FACTS = ['hostAuthorization', 'correspondingAdjustment', 'ratings', 'nativeStatus'] as const;

const OWNS = [...DESCRIPTION, ...IDENTITY, ...DESIGN];
const ALL = [...OWNS, ...FACTS];
export type EditableField = (typeof ALL)[number];

/** Which fields may be changed in which state: by the owner, and by who manages projects (to correct what is wrong). */
const editable: Record<ProjectStatus, Record<Standing, readonly EditableField[]>> = {
  DRAFT: { OWNER: OWNS, ANYONE: ALL },
  LISTED: { OWNER: OWNS, ANYONE: ALL },
  UNDER_VALIDATION: { OWNER: DESCRIPTION, ANYONE: ALL },
  VALIDATED: { OWNER: ['description', 'sdgs'], ANYONE: ALL },
  REGISTERED: { OWNER: ['description', 'sdgs'], ANYONE: ALL },
  COMPLETED: { OWNER: ['description'], ANYONE: ALL },
  WITHDRAWN: { OWNER: [], ANYONE: [...DESCRIPTION, ...FACTS] },
  REJECTED: { OWNER: OWNS, ANYONE: ALL },
  DEREGISTERED: { OWNER: [], ANYONE: [...DESCRIPTION, ...FACTS] },
};

/** The fields that may be changed now by who stands so; the owner of a suspended project changes none. */
export function editableFields({ status, suspended }: Standpoint, as: readonly Standing[]): EditableField[] {
  const fields = new Set(
    as.flatMap((standing) => (suspended && standing === 'OWNER' ? [] : editable[status][standing])),
  );
  return ALL.filter((field) => fields.has(field));
}

/** Throws InputInvalid that names every field which may not be changed now. */
export function checkEditable(project: Standpoint, as: readonly Standing[], changed: readonly string[]): void {
  const allowed: readonly string[] = editableFields(project, as);
  const issues = changed
    .filter((field) => !allowed.includes(field))
    .map((field) => ({
      path: [field],
      message: `cannot be changed by you while the project is ${project.suspended ? 'suspended' : project.status}`,
    }));
  if (issues.length > 0) throw new InputInvalid(issues);
}

export type ProjectAction = 'UPDATE' | ProjectStep | 'SUSPEND' | 'RESUME' | 'GRANT_LABEL' | 'END_LABEL' | 'OPEN_CASE';

const stepRule = (step: ProjectStep) => ({
  ...(OWNERS_STEPS.has(step) ? { owner: 'project.update' as const } : {}),
  anyone: 'project.manage' as const,
  when: ({ status, suspended }: Standpoint) => step in projectMachine[status] && (!suspended || WAYS_OUT.has(step)),
});
const manage = (when: (project: Standpoint) => boolean) => ({ anyone: 'project.manage' as const, when });

type Owned = Pick<ProjectRow, 'createdBy' | 'organizationId'>;
/** Whether one who stands so opens cases about it at all: of a registry's project, which is nobody's here, the platform. */
export const opensCases = ({ createdBy, organizationId }: Owned, as: Standing): boolean =>
  as === 'OWNER' || (createdBy === null && organizationId === null);
/** Of what has come to its end there is nothing to prove any more; a case about a draft waits until it is listed. */
const ENDED: ReadonlySet<ProjectStatus> = new Set(['WITHDRAWN', 'REJECTED', 'DEREGISTERED']);

/** Who may do what to a project, and when. */
export const projectActions = {
  UPDATE: {
    owner: 'project.update',
    anyone: 'project.manage',
    when: (project, as) => editableFields(project, [as]).length > 0,
  },
  LIST: stepRule('LIST'),
  START_VALIDATION: stepRule('START_VALIDATION'),
  RETURN: stepRule('RETURN'),
  VALIDATE: stepRule('VALIDATE'),
  REGISTER: stepRule('REGISTER'),
  COMPLETE: stepRule('COMPLETE'),
  RENEW: stepRule('RENEW'),
  WITHDRAW: stepRule('WITHDRAW'),
  REJECT: stepRule('REJECT'),
  RELIST: stepRule('RELIST'),
  DEREGISTER: stepRule('DEREGISTER'),
  SUSPEND: manage(({ publishedAt, suspended }) => publishedAt !== null && !suspended),
  RESUME: manage(({ suspended }) => suspended),
  GRANT_LABEL: manage(({ publishedAt }) => publishedAt !== null),
  END_LABEL: manage(({ publishedAt }) => publishedAt !== null),
  OPEN_CASE: {
    owner: 'poai.own',
    anyone: 'poai.manage',
    when: (project, as) => opensCases(project, as) && !project.suspended && !ENDED.has(project.status),
  },
} as const satisfies ThingRules<Standpoint & Owned, ProjectAction>;

/** What must be known of a project before it takes its place among others. */
const NEEDED: Partial<Record<ProjectStatus, readonly ProjectField[]>> = {
  LISTED: ['proponent', 'projectType', 'country'],
  REGISTERED: ['registry', 'nativeId', 'creditingStart', 'creditingEnd'],
};

const missingOf = (fields: ProjectFields, status: ProjectStatus): ProjectField[] =>
  (NEEDED[status] ?? []).filter((field) => fields[field] === null || fields[field] === '');

/**
 * Throws InputInvalid that names every field which the status needs; what was missing `before` already, as it may be of
 * what a registry does not tell, is not asked for.
 */
export function checkComplete(fields: ProjectFields, to: ProjectStatus, before?: ProjectFields): void {
  const known = before ? missingOf(before, to) : [];
  const missing = missingOf(fields, to).filter((field) => !known.includes(field));
  if (missing.length > 0) {
    throw new InputInvalid(
      missing.map((field) => ({ path: [field], message: `is needed of a project that is ${to}` })),
    );
  }
}

/** Checks what depends on several fields; the database holds the same. Throws InputInvalid. */
export function checkFields(fields: ProjectFields): void {
  const issues = [];
  const { registry, nativeId, creditingStart, creditingEnd, hostAuthorization, correspondingAdjustment } = fields;
  if (nativeId !== null && registry === null) {
    issues.push({ path: ['registry'], message: 'is needed with a number of a registry' });
  }
  // Days in ISO 8601 have the order of their text.
  if (creditingStart !== null && creditingEnd !== null && creditingEnd < creditingStart) {
    issues.push({ path: ['creditingEnd'], message: 'is before the start of the crediting period' });
  }
  if (
    correspondingAdjustment !== 'NOT_APPLICABLE' &&
    hostAuthorization !== 'AUTHORIZED' &&
    hostAuthorization !== 'REVOKED'
  ) {
    issues.push({ path: ['correspondingAdjustment'], message: 'needs an authorization by the host country' });
  }
  if (issues.length > 0) throw new InputInvalid(issues);
}

/** What is told of a project that is published; nobody is told of a draft. */
export const projectChanged = (project: ProjectRow): NewEvent[] => {
  const { id, createdBy, organizationId, registry, country, projectType, status } = project;
  const payload = { id, ownerId: createdBy, organizationId, registry, country, projectType, status };
  return project.publishedAt === null ? [] : [{ topic: 'project', key: id, payload }];
};
