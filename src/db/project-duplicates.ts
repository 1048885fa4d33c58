import { and, desc, eq, lt, or, sql } from 'drizzle-orm';
import { boolean, check, index, pgEnum, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, id, instant, json, position, table } from './columns.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

/** What two projects of two registries have in common: serial numbers, or the activity itself. */
export const duplicateKind = pgEnum('duplicate_kind', ['SERIALS', 'ACTIVITY']);
export type DuplicateKind = (typeof duplicateKind.enumValues)[number];

export const duplicateStatus = pgEnum('duplicate_status', ['OPEN', 'DISMISSED', 'CONFIRMED']);
export type DuplicateStatus = (typeof duplicateStatus.enumValues)[number];

/** What was seen that makes two projects look like one. Of what is not known there is null. */
export interface DuplicateEvidence {
  /** Between their boxes; 0 where these meet. */
  readonly distanceM: number | null;
  /** 0 to 1, of the names without words that all projects have. */
  readonly nameSimilarity: number | null;
  readonly sameCountry: boolean | null;
  readonly periodsOverlap: boolean | null;
  readonly sameType: boolean | null;
  /** Codes that both use. */
  readonly methodologies: readonly string[];
  /** Of SERIALS: some of those that both claim. */
  readonly serials: readonly string[];
}

/**
 * Projects of which something changed since duplicates of them were looked for, once for each change: who changes a project
 * waits for nobody here, and its row is seen as soon as the change is. Triggers write it.
 */
export const projectDuplicateQueue = table(
  'project_duplicate_queue',
  {
    position: position(),
    projectId: uuid().notNull(),
  },
  (t) => [index('project_duplicate_queue_project').on(t.projectId)],
);

/** Two projects of two registries that may be one: a person decides whether they are. */
export const projectDuplicateReports = table(
  'project_duplicate_reports',
  {
    id: id(),
    /** The one whose id is the smaller, so that a pair is one pair. */
    firstId: uuid()
      .notNull()
      .references(() => projects.id),
    secondId: uuid()
      .notNull()
      .references(() => projects.id),
    kind: duplicateKind().notNull(),
    evidence: json<DuplicateEvidence>().notNull(),
    /** Whether it was so when it was last looked for. */
    holds: boolean().notNull().default(true),
    status: duplicateStatus().notNull().default('OPEN'),
    decidedBy: uuid().references(() => users.id),
    decidedAt: instant(),
    note: text(),
    foundAt: createdAt(),
    seenAt: createdAt(),
  },
  (t) => [
    unique('project_duplicate_pair').on(t.firstId, t.secondId, t.kind),
    index('project_duplicate_second').on(t.secondId),
    index('project_duplicate_status').on(t.status, t.id),
    check('project_duplicate_order', sql`${t.firstId} < ${t.secondId}`),
    check(
      'project_duplicate_decided',
      sql`(${t.decidedBy} is null) = (${t.decidedAt} is null) and (${t.status} = 'OPEN' or ${t.decidedBy} is not null)`,
    ),
  ],
);

export type DuplicateRow = typeof projectDuplicateReports.$inferSelect;

export interface DuplicatesWanted {
  readonly status: DuplicateStatus | undefined;
  readonly kind: DuplicateKind | undefined;
  readonly projectId: string | undefined;
  /** Only those that were so when they were last looked for, or that were not. */
  readonly holds: boolean | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}

/** The newest first. */
export async function selectDuplicates(
  { orm }: Db,
  { status, kind, projectId, holds, after, limit }: DuplicatesWanted,
): Promise<DuplicateRow[]> {
  const t = projectDuplicateReports;
  return await orm
    .select()
    .from(t)
    .where(
      and(
        status && eq(t.status, status),
        kind && eq(t.kind, kind),
        projectId === undefined ? undefined : or(eq(t.firstId, projectId), eq(t.secondId, projectId)),
        holds === undefined ? undefined : eq(t.holds, holds),
        after === undefined ? undefined : lt(t.id, after),
      ),
    )
    .orderBy(desc(t.id))
    .limit(limit);
}

export async function selectDuplicate({ orm }: Db, reportId: string): Promise<DuplicateRow | undefined> {
  const t = projectDuplicateReports;
  const [row] = await orm.select().from(t).where(eq(t.id, reportId));
  return row;
}

/** Locks a report until the transaction ends. */
export async function lockDuplicate({ orm }: Db, reportId: string): Promise<DuplicateRow | undefined> {
  const t = projectDuplicateReports;
  const [row] = await orm.select().from(t).where(eq(t.id, reportId)).for('no key update');
  return row;
}

/** Writes what was decided, and when that was. */
export async function updateDuplicate(
  { orm }: Db,
  reportId: string,
  { status, decidedBy, note }: Pick<DuplicateRow, 'status' | 'note'> & { readonly decidedBy: string },
): Promise<DuplicateRow> {
  const t = projectDuplicateReports;
  const change = { status, decidedBy, note, decidedAt: sql`date_trunc('milliseconds', clock_timestamp())` };
  const [row] = await orm.update(t).set(change).where(eq(t.id, reportId)).returning();
  return row as DuplicateRow;
}
