CREATE TYPE "duplicate_kind" AS ENUM('SERIALS', 'ACTIVITY');--> statement-breakpoint
CREATE TYPE "duplicate_status" AS ENUM('OPEN', 'DISMISSED', 'CONFIRMED');--> statement-breakpoint
CREATE TABLE "project_duplicate_queue" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "project_duplicate_queue_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"project_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "project_duplicate_reports" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"first_id" uuid NOT NULL,
	"second_id" uuid NOT NULL,
	"kind" "duplicate_kind" NOT NULL,
	"evidence" jsonb NOT NULL,
	"holds" boolean DEFAULT true NOT NULL,
	"status" "duplicate_status" DEFAULT 'OPEN'::"duplicate_status" NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"note" text,
	"found_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "project_duplicate_pair" UNIQUE("first_id","second_id","kind"),
	CONSTRAINT "project_duplicate_order" CHECK ("first_id" < "second_id"),
	CONSTRAINT "project_duplicate_decided" CHECK (("decided_by" is null) = ("decided_at" is null) and ("status" = 'OPEN' or "decided_by" is not null))
);
--> statement-breakpoint
CREATE INDEX "project_duplicate_queue_project" ON "project_duplicate_queue" ("project_id");--> statement-breakpoint
CREATE INDEX "project_duplicate_second" ON "project_duplicate_reports" ("second_id");--> statement-breakpoint
CREATE INDEX "project_duplicate_status" ON "project_duplicate_reports" ("status","id");--> statement-breakpoint
ALTER TABLE "project_duplicate_reports" ADD CONSTRAINT "project_duplicate_reports_first_id_projects_id_fkey" FOREIGN KEY ("first_id") REFERENCES "projects"("id");--> statement-breakpoint
ALTER TABLE "project_duplicate_reports" ADD CONSTRAINT "project_duplicate_reports_second_id_projects_id_fkey" FOREIGN KEY ("second_id") REFERENCES "projects"("id");--> statement-breakpoint
ALTER TABLE "project_duplicate_reports" ADD CONSTRAINT "project_duplicate_reports_decided_by_users_id_fkey" FOREIGN KEY ("decided_by") REFERENCES "users"("id");