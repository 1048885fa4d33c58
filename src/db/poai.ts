import { sql } from 'drizzle-orm';
import { bigint, check, foreignKey, index, integer, pgEnum, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { batches } from './batches.ts';
import { chainIntents } from './chain-intents.ts';
import { bytes, createdAt, id, instant, json, table } from './columns.ts';
import { documentVersions } from './documents.ts';
import { organizations } from './organizations.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

// Proof of Asset Integrity: cases, who reviews them, what was found, and the proof that comes of it.

export const poaiCaseStatus = pgEnum('poai_case_status', [
  'DRAFT',
  'SUBMITTED',
  'ASSIGNED',
  'IN_REVIEW',
  'CHANGES_REQUESTED',
  'REVIEW_COMPLETE',
  'TECHNICAL_REVIEW',
  'APPROVED',
  'REJECTED',
  'SUPERSEDED',
  'REVOKED',
]);
export type CaseStatus = (typeof poaiCaseStatus.enumValues)[number];

export const poaiRole = pgEnum('poai_role', ['REVIEWER', 'TECHNICAL_REVIEWER']);
export type ReviewRole = (typeof poaiRole.enumValues)[number];

export const poaiAttester = pgEnum('poai_attester', ['REVIEWER', 'TECHNICAL_REVIEWER', 'PLATFORM']);

export const poaiAssurance = pgEnum('poai_assurance', ['REASONABLE', 'LIMITED']);
export type Assurance = (typeof poaiAssurance.enumValues)[number];

/** The review of a project, or of one batch of its credits. What it is about never changes. */
export const poaiCases = table(
  'poai_cases',
  {
    id: id(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    /** Null: it is about all credits of the project. */
    batchId: uuid().references(() => batches.id),
    status: poaiCaseStatus().notNull().default('DRAFT'),
    /** Which checks there are: a version of the catalogue. */
    catalogue: text().notNull(),
    assurance: poaiAssurance().notNull(),
    /** By how many percent the reductions may be misstated, such as "5". */
    materialityPercent: text().notNull(),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    organizationId: uuid().references(() => organizations.id),
    /** The approved case whose place it is to take. */
    supersedesId: uuid(),
    /** What the reviewer states at the end of the review. */
    opinion: text(),
    opinionAt: instant(),
    /** Until when whoever is to act should have; null where nobody is. */
    dueAt: instant(),
    reviewStartedAt: instant(),
    /** Approval or rejection. */
    decidedAt: instant(),
    decidedBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    changedAt: createdAt(),
  },
  (t) => [
    foreignKey({ name: 'poai_cases_supersedes', columns: [t.supersedesId], foreignColumns: [t.id] }),
    index('poai_cases_project').on(t.projectId, t.id),
    index('poai_cases_creator').on(t.createdBy, t.id),
    index('poai_cases_organization').on(t.organizationId, t.id),
    index('poai_cases_status').on(t.status, t.id),
    index('poai_cases_supersedes_id').on(t.supersedesId),
    check('poai_cases_materiality', sql`${t.materialityPercent} ~ '^[0-9]{1,2}([.][0-9]{1,2})?$'`),
    check('poai_cases_opinion', sql`(${t.opinion} is null) = (${t.opinionAt} is null)`),
    check(
      'poai_cases_decided',
      sql`(${t.decidedAt} is null) = (${t.decidedBy} is null)
          and (${t.decidedAt} is not null) = (${t.status} in ('APPROVED', 'REJECTED', 'SUPERSEDED', 'REVOKED'))`,
    ),
  ],
);

/** Who reviews a case. The database refuses whoever is not independent (see the migration poai_guards). */
export const poaiAssignments = table(
  'poai_assignments',
  {
    caseId: uuid()
      .notNull()
      .references(() => poaiCases.id),
    role: poaiRole().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    /** For whom they review; null for one who is in no organization. */
    organizationId: uuid().references(() => organizations.id),
    /** Years within which they must not have reviewed this project before. */
    independenceYears: integer().notNull(),
    /** The linked address with which they sign: it is in the bundle, so it is set before there is one. */
    address: bytes(),
    assignedBy: uuid()
      .notNull()
      .references(() => users.id),
    assignedAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.caseId, t.role] }),
    index('poai_assignments_user').on(t.userId, t.caseId),
    check('poai_assignments_address', sql`octet_length(${t.address}) = 20`),
    check('poai_assignments_years', sql`${t.independenceYears} >= 0`),
  ],
);

/** What was signed, as docs/POAI.md has it. A case that is rejected leaves its number to the next. */
export const poaiProofs = table(
  'poai_proofs',
  {
    caseId: uuid()
      .primaryKey()
      .references(() => poaiCases.id),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    sequence: bigint({ mode: 'bigint' }).notNull(),
    /** The bundle; the leaves, which are secret, are sealed in the document. */
    bundle: json<unknown>().notNull(),
    bundleHash: bytes().notNull(),
    commitment: bytes().notNull(),
    versionId: uuid()
      .notNull()
      .references(() => documentVersions.id),
    intentId: uuid().references(() => chainIntents.id),
    voidedAt: instant(),
    createdAt: createdAt(),
  },
  (t) => [
    unique('poai_proofs_bundle_hash').on(t.bundleHash),
    index('poai_proofs_intent').on(t.intentId),
    index('poai_proofs_version').on(t.versionId),
    check('poai_proofs_sequence', sql`${t.sequence} > 0`),
    check('poai_proofs_hashes', sql`octet_length(${t.bundleHash}) = 32 and octet_length(${t.commitment}) = 32`),
  ],
);

/** A signature over a bundle (EIP-712), as it was checked when it came. Append-only. */
export const poaiAttestations = table(
  'poai_attestations',
  {
    caseId: uuid()
      .notNull()
      .references(() => poaiProofs.caseId),
    role: poaiAttester().notNull(),
    signer: bytes().notNull(),
    signature: bytes().notNull(),
    /** UTC by the second, as it was signed. */
    issuedAt: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.caseId, t.role] }),
    index('poai_attestations_role').on(t.role, t.signer),
    check('poai_attestations_signer', sql`octet_length(${t.signer}) = 20`),
  ],
);

/** All that happened to a case. Append-only. */
export const poaiCaseEvents = table(
  'poai_case_events',
  {
    caseId: uuid()
      .notNull()
      .references(() => poaiCases.id),
    seq: integer().notNull(),
    at: instant().notNull(),
    /** Null for the platform itself. */
    actorId: uuid().references(() => users.id),
    /** A step of the state machine, or what else was done. */
    kind: text().notNull(),
    status: poaiCaseStatus().notNull(),
    detail: json<EventDetail>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.caseId, t.seq] })],
);

/** What was said and decided, as text. */
export type EventDetail = { readonly [name: string]: string | null | readonly string[] };

export type CaseRow = typeof poaiCases.$inferSelect;
export type AssignmentRow = typeof poaiAssignments.$inferSelect;
export type ProofRow = typeof poaiProofs.$inferSelect;
export type AttestationRow = typeof poaiAttestations.$inferSelect;
export type CaseEventRow = typeof poaiCaseEvents.$inferSelect;
