import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgEnum,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytes, createdAt, id, instant, table } from './columns.ts';
import { documentVersions } from './documents.ts';
import { poaiCases } from './poai.ts';
import { users } from './users.ts';

// What is looked at in a case of PoAI, and what was found.

export const poaiTree = pgEnum('poai_tree', ['asset', 'data', 'process']);

export const poaiCheckResult = pgEnum('poai_check_result', ['PASS', 'FAIL', 'NOT_APPLICABLE', 'INCONCLUSIVE']);
export type CheckResult = (typeof poaiCheckResult.enumValues)[number];

export const poaiCheckMethod = pgEnum('poai_check_method', [
  'AUTOMATED',
  'DESK_REVIEW',
  'SITE_VISIT',
  'INTERVIEW',
  'RECALCULATION',
  'CROSS_CHECK',
]);
export type CheckMethod = (typeof poaiCheckMethod.enumValues)[number];

export const poaiFindingKind = pgEnum('poai_finding_kind', ['CAR', 'CL', 'FAR']);
export type FindingKind = (typeof poaiFindingKind.enumValues)[number];

/** Every check of a case, from its beginning on; without a result until it is completed. */
export const poaiChecks = table(
  'poai_checks',
  {
    caseId: uuid()
      .notNull()
      .references(() => poaiCases.id),
    code: text().notNull(),
    tree: poaiTree().notNull(),
    /** Its place within its tree. */
    place: integer().notNull(),
    mandatory: boolean().notNull(),
    result: poaiCheckResult(),
    method: poaiCheckMethod(),
    finding: text(),
    /** Null for what the platform found out by itself. */
    completedBy: uuid().references(() => users.id),
    completedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.caseId, t.code] }),
    unique('poai_checks_place').on(t.caseId, t.tree, t.place),
    check(
      'poai_checks_completed',
      sql`num_nulls(${t.result}, ${t.method}, ${t.finding}, ${t.completedAt}) in (0, 4)
          and ${t.finding} <> '' and (${t.completedBy} is null or ${t.result} is not null)`,
    ),
    check(
      'poai_checks_automated',
      sql`${t.completedBy} is not null or ${t.result} is null or ${t.method} = 'AUTOMATED'`,
    ),
  ],
);

/** What a check rests on, by its hash when the check was completed. */
export const poaiEvidence = table(
  'poai_evidence',
  {
    caseId: uuid().notNull(),
    code: text().notNull(),
    versionId: uuid()
      .notNull()
      .references(() => documentVersions.id),
    sha256: bytes().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.caseId, t.code, t.versionId] }),
    foreignKey({
      name: 'poai_evidence_check',
      columns: [t.caseId, t.code],
      foreignColumns: [poaiChecks.caseId, poaiChecks.code],
    }),
    index('poai_evidence_version').on(t.versionId, t.caseId),
  ],
);

/** A corrective action request (CAR), a clarification request (CL) or a forward action request (FAR). */
export const poaiFindings = table(
  'poai_findings',
  {
    id: id(),
    caseId: uuid().notNull(),
    /** 1, 2, 3 and so on within the case. */
    number: integer().notNull(),
    kind: poaiFindingKind().notNull(),
    code: text().notNull(),
    text: text().notNull(),
    raisedBy: uuid()
      .notNull()
      .references(() => users.id),
    raisedAt: createdAt(),
    /** What the owner says to it. */
    answer: text(),
    answeredBy: uuid().references(() => users.id),
    answeredAt: instant(),
    resolution: text(),
    closedBy: uuid().references(() => users.id),
    closedAt: instant(),
  },
  (t) => [
    unique('poai_findings_number').on(t.caseId, t.number),
    foreignKey({
      name: 'poai_findings_check',
      columns: [t.caseId, t.code],
      foreignColumns: [poaiChecks.caseId, poaiChecks.code],
    }),
    check('poai_findings_text', sql`${t.number} > 0 and ${t.text} <> ''`),
    check('poai_findings_answer', sql`num_nulls(${t.answer}, ${t.answeredBy}, ${t.answeredAt}) in (0, 3)`),
    check('poai_findings_closed', sql`num_nulls(${t.resolution}, ${t.closedBy}, ${t.closedAt}) in (0, 3)`),
  ],
);

/** What the owner hands in to answer a finding. */
export const poaiAnswerEvidence = table(
  'poai_answer_evidence',
  {
    findingId: uuid()
      .notNull()
      .references(() => poaiFindings.id),
    versionId: uuid()
      .notNull()
      .references(() => documentVersions.id),
    sha256: bytes().notNull(),
  },
  (t) => [primaryKey({ columns: [t.findingId, t.versionId] }), index('poai_answer_evidence_version').on(t.versionId)],
);

export type CheckRow = typeof poaiChecks.$inferSelect;
export type EvidenceRow = typeof poaiEvidence.$inferSelect;
export type FindingRow = typeof poaiFindings.$inferSelect;
