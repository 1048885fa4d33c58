import type { ProjectRow, ProjectStatus } from '../../db/projects.ts';

const CHECKED = new Set<ProjectStatus>(['VALIDATED', 'REGISTERED', 'COMPLETED', 'DEREGISTERED']);

/**
 * Whether all that is known of a project is what a user says of it, before anyone has looked at it. A registry's file makes no
 * registered project of it, and gives it no credits: whoever claims a number first would else own what is another's.
 */
export const isUnchecked = ({ createdBy, status }: Pick<ProjectRow, 'createdBy' | 'status'>): boolean =>
  createdBy !== null && !CHECKED.has(status);

/** Why a row about such a project is refused. */
export const UNCHECKED =
  'a user has written a project of this number here, which nobody has validated: decide about it first';
