import canonicalize from 'canonicalize';
import type { FieldChanges, Methodology, Position, ProjectRow } from '../../db/projects.ts';
import { boxOf } from './geometry.ts';
import { sortMethodologies } from './methodologies.ts';

/** All that history keeps of a project: what it says of itself, and where it stands. */
export interface ProjectFields extends Pick<
  ProjectRow,
  | 'registry'
  | 'nativeId'
  | 'name'
  | 'description'
  | 'proponent'
  | 'program'
  | 'projectType'
  | 'category'
  | 'mitigation'
  | 'country'
  | 'region'
  | 'area'
  | 'creditingStart'
  | 'creditingEnd'
  | 'estimatedAnnualReductions'
  | 'sdgs'
  | 'hostAuthorization'
  | 'correspondingAdjustment'
  | 'ratings'
  | 'nativeStatus'
  | 'status'
  | 'suspended'
> {
  readonly methodologies: readonly Methodology[];
  readonly location: Position | null;
}
export type ProjectField = keyof ProjectFields;

/** A project of which nothing is said yet. */
export const EMPTY: ProjectFields = {
  registry: null,
  nativeId: null,
  name: '',
  description: '',
  proponent: '',
  program: null,
  methodologies: [],
  projectType: null,
  category: null,
  mitigation: 'NOT_DETERMINED',
  country: null,
  region: null,
  location: null,
  area: null,
  creditingStart: null,
  creditingEnd: null,
  estimatedAnnualReductions: null,
  sdgs: [],
  hostAuthorization: 'NONE',
  correspondingAdjustment: 'NOT_APPLICABLE',
  ratings: [],
  nativeStatus: null,
  status: 'DRAFT',
  suspended: false,
};
export const PROJECT_FIELDS = Object.keys(EMPTY) as readonly ProjectField[];

export function fieldsOf(project: ProjectRow, methodologies: readonly Methodology[]): ProjectFields {
  const { longitude, latitude } = project;
  const location = longitude === null || latitude === null ? null : ([longitude, latitude] as const);
  const all = { ...project, methodologies: sortMethodologies(methodologies), location };
  return Object.fromEntries(PROJECT_FIELDS.map((field) => [field, all[field]])) as unknown as ProjectFields;
}

/** The columns of the row of a project that follow from its fields; methodologies are rows of their own. */
export function columnsOf({ methodologies: _, location, ...fields }: ProjectFields) {
  const [longitude, latitude] = location ?? [null, null];
  return { ...fields, longitude, latitude, ...boxOf(location, fields.area) };
}

/** The same project in the one form in which fields are compared: sets in order, each item once. */
export const inOrder = (fields: ProjectFields): ProjectFields => ({
  ...fields,
  sdgs: [...new Set(fields.sdgs)].toSorted((a, b) => a - b),
  methodologies: sortMethodologies(fields.methodologies),
});

/** A value as history keeps it, which is JSON: tonnes as text. */
const kept = (value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);

/** What is not the same after. */
export function changesOf(before: ProjectFields, after: ProjectFields): FieldChanges {
  const changed = PROJECT_FIELDS.map((field) => [field, kept(before[field]), kept(after[field])] as const).filter(
    ([, from, to]) => canonicalize(from) !== canonicalize(to),
  );
  return Object.fromEntries(changed.map(([field, from, to]) => [field, { from, to }]));
}

/** The fields that history gives for a moment; those that it does not know were never set. */
export function fieldsKept(values: ReadonlyMap<string, unknown>): ProjectFields {
  const known = PROJECT_FIELDS.filter((field) => values.has(field)).map((field) => [field, values.get(field)] as const);
  const tonnes = values.get('estimatedAnnualReductions');
  const estimatedAnnualReductions = typeof tonnes === 'string' ? BigInt(tonnes) : null;
  return { ...EMPTY, ...Object.fromEntries(known), estimatedAnnualReductions };
}
