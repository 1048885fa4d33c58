CREATE TYPE "schedule_run_outcome" AS ENUM('DONE', 'LEFT_OUT');--> statement-breakpoint
CREATE TYPE "schedule_interval" AS ENUM('ONCE', 'DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'YEARLY');--> statement-breakpoint
CREATE TYPE "schedule_status" AS ENUM('ACTIVE', 'PAUSED', 'ENDED', 'CANCELLED');--> statement-breakpoint
CREATE TABLE "prepared_retirements" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"owner_id" uuid NOT NULL,
	"chain_id" integer NOT NULL,
	"account" bytea NOT NULL,
	"chain_batch_id" numeric(78,0) NOT NULL,
	"quantity" numeric(78,0) NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"beneficiary_hash" bytea NOT NULL,
	"beneficiary_salt" bytea,
	"reason" "retirement_reason" NOT NULL,
	"message" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "prepared_retirements_once" UNIQUE("chain_id","account","chain_batch_id","beneficiary_hash","quantity","reason","message")
);
--> statement-breakpoint
CREATE TABLE "retirement_schedule_runs" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"schedule_id" uuid NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"outcome" "schedule_run_outcome" NOT NULL,
	"reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "retirement_schedule_runs_once" UNIQUE("schedule_id","due_at"),
	CONSTRAINT "retirement_schedule_runs_reason" CHECK (("outcome" = 'LEFT_OUT') = ("reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "retirement_schedules" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"owner_id" uuid NOT NULL,
	"actor_id" uuid NOT NULL,
	"batch_id" uuid,
	"quantity" numeric(78,0) NOT NULL,
	"claim" jsonb NOT NULL,
	"interval" "schedule_interval" NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone,
	"status" "schedule_status" DEFAULT 'ACTIVE'::"schedule_status" NOT NULL,
	"occurrence" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone,
	"try_at" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "retirement_schedules_quantity" CHECK ("quantity" > 0),
	CONSTRAINT "retirement_schedules_order" CHECK ("ends_at" >= "starts_at"),
	CONSTRAINT "retirement_schedules_next" CHECK (("status" in ('ACTIVE', 'PAUSED')) = ("next_at" is not null)
          and ("next_at" is null) = ("try_at" is null) and ("next_at" is null) = ("ended_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "retirement_contributions" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"beneficiary_id" uuid NOT NULL,
	"quantity" numeric(78,0) NOT NULL,
	"remainder" numeric(78,0) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "retirement_beneficiaries" ADD COLUMN "carbon_held" numeric(78,0) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "retirements" ADD COLUMN "chain_ref" bytea;--> statement-breakpoint
ALTER TABLE "retirements" ADD CONSTRAINT "retirements_chain_ref" UNIQUE("chain_ref");--> statement-breakpoint
CREATE INDEX "prepared_retirements_age" ON "prepared_retirements" ("created_at");--> statement-breakpoint
CREATE INDEX "retirement_schedules_owner" ON "retirement_schedules" ("owner_id","id");--> statement-breakpoint
CREATE INDEX "retirement_schedules_due" ON "retirement_schedules" ("try_at") WHERE "status" = 'ACTIVE';--> statement-breakpoint
CREATE INDEX "retirement_contributions_beneficiary" ON "retirement_contributions" ("beneficiary_id","id");--> statement-breakpoint
ALTER TABLE "prepared_retirements" ADD CONSTRAINT "prepared_retirements_owner_id_parties_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "parties"("id");--> statement-breakpoint
ALTER TABLE "prepared_retirements" ADD CONSTRAINT "prepared_retirements_fMgMrpMdt53K_fkey" FOREIGN KEY ("beneficiary_id") REFERENCES "retirement_beneficiaries"("id");--> statement-breakpoint
ALTER TABLE "retirement_schedule_runs" ADD CONSTRAINT "retirement_schedule_runs_hYXusyPCVAOJ_fkey" FOREIGN KEY ("schedule_id") REFERENCES "retirement_schedules"("id");--> statement-breakpoint
ALTER TABLE "retirement_schedules" ADD CONSTRAINT "retirement_schedules_owner_id_parties_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "parties"("id");--> statement-breakpoint
ALTER TABLE "retirement_schedules" ADD CONSTRAINT "retirement_schedules_actor_id_users_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "retirement_schedules" ADD CONSTRAINT "retirement_schedules_batch_id_batches_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id");--> statement-breakpoint
ALTER TABLE "retirement_contributions" ADD CONSTRAINT "retirement_contributions_YaHDtxNb2W0l_fkey" FOREIGN KEY ("beneficiary_id") REFERENCES "retirement_beneficiaries"("id");--> statement-breakpoint
ALTER TABLE "retirement_beneficiaries" ADD CONSTRAINT "retirement_beneficiaries_carbon" CHECK ("carbon_held" >= 0 and "carbon_held" < 1000000000000000000);--> statement-breakpoint
ALTER TABLE "retirements" DROP CONSTRAINT "retirements_custody", ADD CONSTRAINT "retirements_custody" CHECK ("way" = 'WALLET' or ("owner_id" is not null and "batch_id" is not null and "beneficiary_id" is not null
          and "chain_ref" is not null and ("status" in ('REQUESTED', 'REVERTED') or "intent_id" is not null)));--> statement-breakpoint
ALTER TABLE "retirements" DROP CONSTRAINT "retirements_project_of_batch", ADD CONSTRAINT "retirements_project_of_batch" CHECK ("batch_id" is null or "project_id" is not null);