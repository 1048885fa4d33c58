import { eq, inArray, sql } from 'drizzle-orm';
import {
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  pgEnum,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { amount, createdAt, day, id, instant, json, table } from './columns.ts';
import { organizations } from './organizations.ts';
import { registries } from './registries.ts';
import { users } from './users.ts';

export const projectStatus = pgEnum('project_status', [
  'DRAFT',
  'LISTED',
  'UNDER_VALIDATION',
  'VALIDATED',
  'REGISTERED',
  'COMPLETED',
  'WITHDRAWN',
  'REJECTED',
  'DEREGISTERED',
]);
export type ProjectStatus = (typeof projectStatus.enumValues)[number];

export const mitigation = pgEnum('mitigation', [
  'AVOIDANCE',
  'REDUCTION_NATURE',
  'REDUCTION_TECHNICAL',
  'REMOVAL_NATURE',
  'REMOVAL_TECHNICAL',
  'NOT_DETERMINED',
]);
export type Mitigation = (typeof mitigation.enumValues)[number];

/** Whether the host country lets the reductions count elsewhere than in its own pledge (Article 6 of the Paris Agreement). */
export const hostAuthorization = pgEnum('host_authorization', ['NONE', 'REQUESTED', 'AUTHORIZED', 'REVOKED']);
export type HostAuthorization = (typeof hostAuthorization.enumValues)[number];

/** Whether the host country adds to its own balance what others count (decision 2/CMA.3). */
export const correspondingAdjustment = pgEnum('corresponding_adjustment', ['NOT_APPLICABLE', 'REQUIRED', 'APPLIED']);
export type CorrespondingAdjustment = (typeof correspondingAdjustment.enumValues)[number];

/** What an agency thinks of a project. */
export interface Rating {
  readonly agency: string;
  /** In the agency's own scale, such as "AA". */
  readonly rating: string;
  /** The day it was given, such as "2026-11-21". */
  readonly ratedOn: string;
  readonly url: string | null;
}

/** [longitude, latitude] in degrees of WGS 84; an altitude that follows is not kept. */
export type Position = readonly [number, number];
/** Of RFC 7946: rings are closed, the first is the outline and the others are holes. */
export type Area =
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Position[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Position[])[])[] };

/**
 * An activity that avoids or removes emissions, as it is known now. Every version of it is a row of project_history as
 * well: the database takes no change without one.
 */
export const projects = table(
  'projects',
  {
    id: id(),
    registry: text().references(() => registries.code),
    /** What the registry calls it. */
    nativeId: text(),
    name: text().notNull(),
    description: text().notNull().default(''),
    proponent: text().notNull().default(''),
    program: text(),
    projectType: text(),
    category: text(),
    mitigation: mitigation().notNull().default('NOT_DETERMINED'),
    /** ISO 3166-1 alpha-2. */
    country: text(),
    /** Of the country, or of the world; as the source says it. */
    region: text(),
    longitude: doublePrecision(),
    latitude: doublePrecision(),
    area: json<Area>(),
    /** The box around area and point, for searches on a map; it is null without either. */
    west: doublePrecision(),
    south: doublePrecision(),
    east: doublePrecision(),
    north: doublePrecision(),
    creditingStart: day(),
    /** The last day of the period. */
    creditingEnd: day(),
    /** Whole tonnes of CO2e a year, as estimated before. */
    estimatedAnnualReductions: amount(),
    /** Goals of the United Nations, 1 to 17, in order. */
    sdgs: integer()
      .array()
      .notNull()
      .default(sql`'{}'`),
    hostAuthorization: hostAuthorization().notNull().default('NONE'),
    correspondingAdjustment: correspondingAdjustment().notNull().default('NOT_APPLICABLE'),
    ratings: json<readonly Rating[]>()
      .notNull()
      .default(sql`'[]'`),
    /** The registry's own word for where the project stands. */
    nativeStatus: text(),
    status: projectStatus().notNull().default('DRAFT'),
    suspended: boolean().notNull().default(false),
    /** Who wrote it; null for what was imported. */
    createdBy: uuid().references(() => users.id),
    organizationId: uuid().references(() => organizations.id),
    /** When it left DRAFT for the public; null for what nobody but its owner has ever seen. */
    publishedAt: instant(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
    /** Counts the changes; that of the newest row of its history. */
    version: integer().notNull().default(1),
  },
  (t) => [
    unique('projects_native_id').on(t.registry, t.nativeId),
    index('projects_public')
      .on(t.id)
      .where(sql`${t.publishedAt} is not null`),
    index('projects_created_by').on(t.createdBy, t.id),
    index('projects_organization').on(t.organizationId, t.id),
    check('projects_native_id_of_registry', sql`${t.nativeId} is null or ${t.registry} is not null`),
    check('projects_country', sql`${t.country} ~ '^[A-Z]{2}$'`),
    check(
      'projects_point',
      sql`(${t.longitude} is null) = (${t.latitude} is null)
          and ${t.longitude} between -180 and 180 and ${t.latitude} between -90 and 90`,
    ),
    check('projects_area', sql`coalesce(${t.area} ->> 'type' in ('Polygon', 'MultiPolygon'), ${t.area} is null)`),
    check(
      'projects_box',
      sql`num_nulls(${t.west}, ${t.south}, ${t.east}, ${t.north}) in (0, 4)
          and (${t.west} is null) = (${t.longitude} is null and ${t.area} is null)
          and ${t.west} between -180 and ${t.east} and ${t.east} <= 180
          and ${t.south} between -90 and ${t.north} and ${t.north} <= 90`,
    ),
    check('projects_crediting_period', sql`${t.creditingEnd} >= ${t.creditingStart}`),
    check('projects_reductions', sql`${t.estimatedAnnualReductions} >= 0`),
    check('projects_sdgs', sql`${t.sdgs} <@ array[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]`),
    check(
      'projects_adjustment',
      sql`${t.correspondingAdjustment} = 'NOT_APPLICABLE' or ${t.hostAuthorization} in ('AUTHORIZED', 'REVOKED')`,
    ),
    check('projects_ratings', sql`jsonb_typeof(${t.ratings}) = 'array'`),
    check('projects_version', sql`${t.version} > 0`),
    check('projects_published', sql`${t.publishedAt} is not null or ${t.status} in ('DRAFT', 'WITHDRAWN')`),
  ],
);

/** Under which rules a project measures; a project may use several. */
export const projectMethodologies = table(
  'project_methodologies',
  {
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    /** Who wrote the methodology, such as CDM for ACM0002 also in a project of VERRA. */
    program: text().notNull(),
    code: text().notNull(),
    version: text(),
  },
  (t) => [
    unique('project_methodologies_once').on(t.projectId, t.program, t.code, t.version).nullsNotDistinct(),
    index('project_methodologies_code').on(t.code, t.projectId),
    check('project_methodologies_named', sql`${t.program} <> '' and ${t.code} <> '' and ${t.version} <> ''`),
  ],
);

/** Marks that others give, such as that of the ICVCM, from day to day. Periods of one label do not overlap. */
export const projectLabels = table(
  'project_labels',
  {
    id: id(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    code: text().notNull(),
    validFrom: day().notNull(),
    /** The last day; null while no end is known. */
    validTo: day(),
    /** Where it can be seen that the label was given: an address, or the id of a document. */
    evidence: text().notNull(),
  },
  (t) => [
    index('project_labels_project').on(t.projectId, t.id),
    index('project_labels_code').on(t.code, t.projectId),
    check('project_labels_code_form', sql`${t.code} ~ '^[A-Z][A-Z0-9_]{1,39}$'`),
    check('project_labels_period', sql`${t.validTo} >= ${t.validFrom}`),
    check('project_labels_evidence', sql`${t.evidence} <> ''`),
  ],
);

/** For each field that changed, by its name: what it was, and what it is from then on. */
export type FieldChanges = Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;

/** Every change of a project: since when it is true (effectiveAt), and since when it is known (recordedAt). Append-only. */
export const projectHistory = table(
  'project_history',
  {
    projectId: uuid().notNull(),
    /** The version of the project that this made. */
    seq: integer().notNull(),
    effectiveAt: instant().notNull(),
    recordedAt: instant().notNull(),
    /** Null: an import. */
    actorId: uuid().references(() => users.id),
    reason: text().notNull(),
    /** Of the first row: all fields that are set. */
    changes: json<FieldChanges>().notNull(),
    status: projectStatus().notNull(),
    suspended: boolean().notNull(),
    nativeStatus: text(),
  },
  (t) => [
    unique('project_history_seq').on(t.projectId, t.seq),
    foreignKey({ name: 'project_history_project', columns: [t.projectId], foreignColumns: [projects.id] }),
    check('project_history_known_late', sql`${t.effectiveAt} <= ${t.recordedAt}`),
    check('project_history_first', sql`${t.seq} > 0`),
  ],
);

export type ProjectRow = typeof projects.$inferSelect;
export type NewProject = typeof projects.$inferInsert & { readonly id: string };
export type MethodologyRow = typeof projectMethodologies.$inferSelect;
export type Methodology = Omit<MethodologyRow, 'projectId'>;
export type LabelRow = typeof projectLabels.$inferSelect;
export type HistoryRow = typeof projectHistory.$inferSelect;

/** In no order; drafts too: who may see them is decided above. */
export async function selectProjectsById({ orm }: Db, ids: readonly string[]): Promise<ProjectRow[]> {
  return await orm
    .select()
    .from(projects)
    .where(inArray(projects.id, [...ids]));
}

export async function selectProjectByNativeId(
  { orm }: Db,
  registry: string,
  nativeId: string,
): Promise<ProjectRow | undefined> {
  const [row] = await orm
    .select()
    .from(projects)
    .where(sql`${projects.registry} = ${registry} and ${projects.nativeId} = ${nativeId}`);
  return row;
}

/** Locks a project: before its parts, and before the audit log. */
export async function lockProject({ orm }: Db, projectId: string): Promise<ProjectRow | undefined> {
  const [row] = await orm.select().from(projects).where(eq(projects.id, projectId)).for('no key update');
  return row;
}

/** Needs a row of history with the same version in the same transaction. Breaks `projects_native_id` if it is taken. */
export async function insertProjects({ orm }: Db, rows: readonly NewProject[]): Promise<ProjectRow[]> {
  return rows.length === 0
    ? []
    : await orm
        .insert(projects)
        .values([...rows])
        .returning();
}

/** The change must count `version` up by one, and needs its row of history. Breaks `projects_native_id` if it is taken. */
export async function updateProjectRow(
  { orm }: Db,
  projectId: string,
  change: Partial<Omit<ProjectRow, 'id' | 'createdBy' | 'createdAt'>>,
): Promise<ProjectRow> {
  const [row] = await orm.update(projects).set(change).where(eq(projects.id, projectId)).returning();
  return row as ProjectRow;
}
