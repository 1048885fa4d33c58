CREATE TYPE "report_format" AS ENUM('PDF', 'CSV', 'JSON', 'XLSX');--> statement-breakpoint
CREATE TYPE "report_kind" AS ENUM('ESG_SUMMARY', 'PROJECT', 'ACCOUNT_STATEMENT', 'TRADES', 'AUDIT_TRAIL', 'CUSTOM', 'CAD_TRUST', 'ARTICLE_6');--> statement-breakpoint
CREATE TYPE "report_status" AS ENUM('QUEUED', 'RUNNING', 'READY', 'FAILED', 'CANCELLED');--> statement-breakpoint
ALTER TYPE "mail_kind" ADD VALUE 'REPORT_READY';--> statement-breakpoint
CREATE TABLE "report_schedules" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"owner_id" uuid NOT NULL,
	"actor_id" uuid NOT NULL,
	"kind" "report_kind" NOT NULL,
	"format" "report_format" NOT NULL,
	"parameters" jsonb NOT NULL,
	"mailed" boolean NOT NULL,
	"interval" "schedule_interval" NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"status" "schedule_status" DEFAULT 'ACTIVE'::"schedule_status" NOT NULL,
	"occurrence" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "report_schedules_recur" CHECK ("interval" <> 'ONCE'),
	CONSTRAINT "report_schedules_next" CHECK (("status" in ('ACTIVE', 'PAUSED')) = ("next_at" is not null)
          and ("next_at" is null) = ("ended_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"owner_id" uuid NOT NULL,
	"actor_id" uuid NOT NULL,
	"kind" "report_kind" NOT NULL,
	"format" "report_format" NOT NULL,
	"parameters" jsonb NOT NULL,
	"mailed" boolean NOT NULL,
	"schedule_id" uuid,
	"status" "report_status" DEFAULT 'QUEUED'::"report_status" NOT NULL,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_id" uuid,
	"rows_done" bigint DEFAULT 0 NOT NULL,
	"rows_total" bigint,
	"document_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"heard_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "reports_rows" CHECK ("rows_done" >= 0 and "rows_total" >= 0 and "attempts" >= 0),
	CONSTRAINT "reports_running_by" CHECK (("status" = 'RUNNING') = ("run_id" is not null)),
	CONSTRAINT "reports_ready" CHECK (("status" = 'READY') = ("document_id" is not null)),
	CONSTRAINT "reports_ended" CHECK (("status" in ('READY', 'FAILED', 'CANCELLED')) = ("ended_at" is not null)),
	CONSTRAINT "reports_failed" CHECK ("status" <> 'FAILED' or "reason" is not null)
);
--> statement-breakpoint
CREATE INDEX "report_schedules_owner" ON "report_schedules" ("owner_id","id");--> statement-breakpoint
CREATE INDEX "report_schedules_due" ON "report_schedules" ("next_at") WHERE "status" = 'ACTIVE';--> statement-breakpoint
CREATE INDEX "reports_owner" ON "reports" ("owner_id","id");--> statement-breakpoint
CREATE INDEX "reports_open" ON "reports" ("owner_id") WHERE "status" in ('QUEUED', 'RUNNING');--> statement-breakpoint
CREATE INDEX "reports_running" ON "reports" ("heard_at") WHERE "status" = 'RUNNING';--> statement-breakpoint
CREATE INDEX "reports_document" ON "reports" ("document_id") WHERE "document_id" is not null;--> statement-breakpoint
ALTER TABLE "report_schedules" ADD CONSTRAINT "report_schedules_owner_id_parties_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "parties"("id");--> statement-breakpoint
ALTER TABLE "report_schedules" ADD CONSTRAINT "report_schedules_actor_id_users_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_owner_id_parties_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "parties"("id");--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_actor_id_users_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_document_id_documents_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id");