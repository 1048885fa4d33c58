CREATE TYPE "poai_assurance" AS ENUM('REASONABLE', 'LIMITED');--> statement-breakpoint
CREATE TYPE "poai_attester" AS ENUM('REVIEWER', 'TECHNICAL_REVIEWER', 'PLATFORM');--> statement-breakpoint
CREATE TYPE "poai_case_status" AS ENUM('DRAFT', 'SUBMITTED', 'ASSIGNED', 'IN_REVIEW', 'CHANGES_REQUESTED', 'REVIEW_COMPLETE', 'TECHNICAL_REVIEW', 'APPROVED', 'REJECTED', 'SUPERSEDED', 'REVOKED');--> statement-breakpoint
CREATE TYPE "poai_check_method" AS ENUM('AUTOMATED', 'DESK_REVIEW', 'SITE_VISIT', 'INTERVIEW', 'RECALCULATION', 'CROSS_CHECK');--> statement-breakpoint
CREATE TYPE "poai_check_result" AS ENUM('PASS', 'FAIL', 'NOT_APPLICABLE', 'INCONCLUSIVE');--> statement-breakpoint
CREATE TYPE "poai_finding_kind" AS ENUM('CAR', 'CL', 'FAR');--> statement-breakpoint
CREATE TYPE "poai_role" AS ENUM('REVIEWER', 'TECHNICAL_REVIEWER');--> statement-breakpoint
CREATE TYPE "poai_tree" AS ENUM('asset', 'data', 'process');--> statement-breakpoint
CREATE TABLE "poai_answer_evidence" (
	"finding_id" uuid,
	"version_id" uuid,
	"sha256" bytea NOT NULL,
	CONSTRAINT "poai_answer_evidence_pkey" PRIMARY KEY("finding_id","version_id")
);
--> statement-breakpoint
CREATE TABLE "poai_assignments" (
	"case_id" uuid,
	"role" "poai_role",
	"user_id" uuid NOT NULL,
	"organization_id" uuid,
	"independence_years" integer NOT NULL,
	"address" bytea,
	"assigned_by" uuid NOT NULL,
	"assigned_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "poai_assignments_pkey" PRIMARY KEY("case_id","role"),
	CONSTRAINT "poai_assignments_address" CHECK (octet_length("address") = 20),
	CONSTRAINT "poai_assignments_years" CHECK ("independence_years" >= 0)
);
--> statement-breakpoint
CREATE TABLE "poai_attestations" (
	"case_id" uuid,
	"role" "poai_attester",
	"signer" bytea NOT NULL,
	"signature" bytea NOT NULL,
	"issued_at" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "poai_attestations_pkey" PRIMARY KEY("case_id","role"),
	CONSTRAINT "poai_attestations_signer" CHECK (octet_length("signer") = 20)
);
--> statement-breakpoint
CREATE TABLE "poai_case_events" (
	"case_id" uuid,
	"seq" integer,
	"at" timestamp with time zone NOT NULL,
	"actor_id" uuid,
	"kind" text NOT NULL,
	"status" "poai_case_status" NOT NULL,
	"detail" jsonb NOT NULL,
	CONSTRAINT "poai_case_events_pkey" PRIMARY KEY("case_id","seq")
);
--> statement-breakpoint
CREATE TABLE "poai_cases" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"project_id" uuid NOT NULL,
	"batch_id" uuid,
	"status" "poai_case_status" DEFAULT 'DRAFT'::"poai_case_status" NOT NULL,
	"catalogue" text NOT NULL,
	"assurance" "poai_assurance" NOT NULL,
	"materiality_percent" text NOT NULL,
	"created_by" uuid NOT NULL,
	"organization_id" uuid,
	"supersedes_id" uuid,
	"opinion" text,
	"opinion_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"review_started_at" timestamp with time zone,
	"decided_at" timestamp with time zone,
	"decided_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "poai_cases_materiality" CHECK ("materiality_percent" ~ '^[0-9]{1,2}([.][0-9]{1,2})?$'),
	CONSTRAINT "poai_cases_opinion" CHECK (("opinion" is null) = ("opinion_at" is null)),
	CONSTRAINT "poai_cases_decided" CHECK (("decided_at" is null) = ("decided_by" is null)
          and ("decided_at" is not null) = ("status" in ('APPROVED', 'REJECTED', 'SUPERSEDED', 'REVOKED')))
);
--> statement-breakpoint
CREATE TABLE "poai_checks" (
	"case_id" uuid,
	"code" text,
	"tree" "poai_tree" NOT NULL,
	"place" integer NOT NULL,
	"mandatory" boolean NOT NULL,
	"result" "poai_check_result",
	"method" "poai_check_method",
	"finding" text,
	"completed_by" uuid,
	"completed_at" timestamp with time zone,
	CONSTRAINT "poai_checks_pkey" PRIMARY KEY("case_id","code"),
	CONSTRAINT "poai_checks_place" UNIQUE("case_id","tree","place"),
	CONSTRAINT "poai_checks_completed" CHECK (num_nulls("result", "method", "finding", "completed_at") in (0, 4)
          and "finding" <> '' and ("completed_by" is null or "result" is not null)),
	CONSTRAINT "poai_checks_automated" CHECK ("completed_by" is not null or "result" is null or "method" = 'AUTOMATED')
);
--> statement-breakpoint
CREATE TABLE "poai_evidence" (
	"case_id" uuid,
	"code" text,
	"version_id" uuid,
	"sha256" bytea NOT NULL,
	CONSTRAINT "poai_evidence_pkey" PRIMARY KEY("case_id","code","version_id")
);
--> statement-breakpoint
CREATE TABLE "poai_findings" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"case_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"kind" "poai_finding_kind" NOT NULL,
	"code" text NOT NULL,
	"text" text NOT NULL,
	"raised_by" uuid NOT NULL,
	"raised_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answer" text,
	"answered_by" uuid,
	"answered_at" timestamp with time zone,
	"resolution" text,
	"closed_by" uuid,
	"closed_at" timestamp with time zone,
	CONSTRAINT "poai_findings_number" UNIQUE("case_id","number"),
	CONSTRAINT "poai_findings_text" CHECK ("number" > 0 and "text" <> ''),
	CONSTRAINT "poai_findings_answer" CHECK (num_nulls("answer", "answered_by", "answered_at") in (0, 3)),
	CONSTRAINT "poai_findings_closed" CHECK (num_nulls("resolution", "closed_by", "closed_at") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "poai_proofs" (
	"case_id" uuid PRIMARY KEY,
	"project_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"bundle" jsonb NOT NULL,
	"bundle_hash" bytea NOT NULL CONSTRAINT "poai_proofs_bundle_hash" UNIQUE,
	"commitment" bytea NOT NULL,
	"version_id" uuid NOT NULL,
	"intent_id" uuid,
	"voided_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "poai_proofs_sequence" CHECK ("sequence" > 0),
	CONSTRAINT "poai_proofs_hashes" CHECK (octet_length("bundle_hash") = 32 and octet_length("commitment") = 32)
);
--> statement-breakpoint
CREATE INDEX "poai_answer_evidence_version" ON "poai_answer_evidence" ("version_id");--> statement-breakpoint
CREATE INDEX "poai_assignments_user" ON "poai_assignments" ("user_id","case_id");--> statement-breakpoint
CREATE INDEX "poai_attestations_role" ON "poai_attestations" ("role","signer");--> statement-breakpoint
CREATE INDEX "poai_cases_project" ON "poai_cases" ("project_id","id");--> statement-breakpoint
CREATE INDEX "poai_cases_creator" ON "poai_cases" ("created_by","id");--> statement-breakpoint
CREATE INDEX "poai_cases_organization" ON "poai_cases" ("organization_id","id");--> statement-breakpoint
CREATE INDEX "poai_cases_status" ON "poai_cases" ("status","id");--> statement-breakpoint
CREATE INDEX "poai_cases_supersedes_id" ON "poai_cases" ("supersedes_id");--> statement-breakpoint
CREATE INDEX "poai_evidence_version" ON "poai_evidence" ("version_id","case_id");--> statement-breakpoint
CREATE INDEX "poai_proofs_intent" ON "poai_proofs" ("intent_id");--> statement-breakpoint
CREATE INDEX "poai_proofs_version" ON "poai_proofs" ("version_id");--> statement-breakpoint
ALTER TABLE "poai_answer_evidence" ADD CONSTRAINT "poai_answer_evidence_finding_id_poai_findings_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "poai_findings"("id");--> statement-breakpoint
ALTER TABLE "poai_answer_evidence" ADD CONSTRAINT "poai_answer_evidence_version_id_document_versions_id_fkey" FOREIGN KEY ("version_id") REFERENCES "document_versions"("id");--> statement-breakpoint
ALTER TABLE "poai_assignments" ADD CONSTRAINT "poai_assignments_case_id_poai_cases_id_fkey" FOREIGN KEY ("case_id") REFERENCES "poai_cases"("id");--> statement-breakpoint
ALTER TABLE "poai_assignments" ADD CONSTRAINT "poai_assignments_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "poai_assignments" ADD CONSTRAINT "poai_assignments_organization_id_organizations_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id");--> statement-breakpoint
ALTER TABLE "poai_assignments" ADD CONSTRAINT "poai_assignments_assigned_by_users_id_fkey" FOREIGN KEY ("assigned_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "poai_attestations" ADD CONSTRAINT "poai_attestations_case_id_poai_proofs_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "poai_proofs"("case_id");--> statement-breakpoint
ALTER TABLE "poai_case_events" ADD CONSTRAINT "poai_case_events_case_id_poai_cases_id_fkey" FOREIGN KEY ("case_id") REFERENCES "poai_cases"("id");--> statement-breakpoint
ALTER TABLE "poai_case_events" ADD CONSTRAINT "poai_case_events_actor_id_users_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "poai_cases" ADD CONSTRAINT "poai_cases_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id");--> statement-breakpoint
ALTER TABLE "poai_cases" ADD CONSTRAINT "poai_cases_batch_id_batches_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id");--> statement-breakpoint
ALTER TABLE "poai_cases" ADD CONSTRAINT "poai_cases_created_by_users_id_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "poai_cases" ADD CONSTRAINT "poai_cases_organization_id_organizations_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id");--> statement-breakpoint
ALTER TABLE "poai_cases" ADD CONSTRAINT "poai_cases_decided_by_users_id_fkey" FOREIGN KEY ("decided_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "poai_cases" ADD CONSTRAINT "poai_cases_supersedes" FOREIGN KEY ("supersedes_id") REFERENCES "poai_cases"("id");--> statement-breakpoint
ALTER TABLE "poai_checks" ADD CONSTRAINT "poai_checks_case_id_poai_cases_id_fkey" FOREIGN KEY ("case_id") REFERENCES "poai_cases"("id");--> statement-breakpoint
ALTER TABLE "poai_checks" ADD CONSTRAINT "poai_checks_completed_by_users_id_fkey" FOREIGN KEY ("completed_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "poai_evidence" ADD CONSTRAINT "poai_evidence_version_id_document_versions_id_fkey" FOREIGN KEY ("version_id") REFERENCES "document_versions"("id");--> statement-breakpoint
ALTER TABLE "poai_evidence" ADD CONSTRAINT "poai_evidence_check" FOREIGN KEY ("case_id","code") REFERENCES "poai_checks"("case_id","code");--> statement-breakpoint
ALTER TABLE "poai_findings" ADD CONSTRAINT "poai_findings_raised_by_users_id_fkey" FOREIGN KEY ("raised_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "poai_findings" ADD CONSTRAINT "poai_findings_answered_by_users_id_fkey" FOREIGN KEY ("answered_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "poai_findings" ADD CONSTRAINT "poai_findings_closed_by_users_id_fkey" FOREIGN KEY ("closed_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "poai_findings" ADD CONSTRAINT "poai_findings_check" FOREIGN KEY ("case_id","code") REFERENCES "poai_checks"("case_id","code");--> statement-breakpoint
ALTER TABLE "poai_proofs" ADD CONSTRAINT "poai_proofs_case_id_poai_cases_id_fkey" FOREIGN KEY ("case_id") REFERENCES "poai_cases"("id");--> statement-breakpoint
ALTER TABLE "poai_proofs" ADD CONSTRAINT "poai_proofs_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id");--> statement-breakpoint
ALTER TABLE "poai_proofs" ADD CONSTRAINT "poai_proofs_version_id_document_versions_id_fkey" FOREIGN KEY ("version_id") REFERENCES "document_versions"("id");--> statement-breakpoint
ALTER TABLE "poai_proofs" ADD CONSTRAINT "poai_proofs_intent_id_chain_intents_id_fkey" FOREIGN KEY ("intent_id") REFERENCES "chain_intents"("id");