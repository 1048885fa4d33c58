CREATE TYPE "governed_change_status" AS ENUM('WAITING', 'APPLIED', 'REFUSED');--> statement-breakpoint
CREATE TYPE "proposal_status" AS ENUM('PENDING', 'ACTIVE', 'CANCELED', 'DEFEATED', 'SUCCEEDED', 'QUEUED', 'EXECUTED');--> statement-breakpoint
CREATE TYPE "vote_support" AS ENUM('AGAINST', 'FOR', 'ABSTAIN');--> statement-breakpoint
CREATE TABLE "governed_changes" (
	"id" uuid PRIMARY KEY,
	"chain_id" integer NOT NULL,
	"block_number" bigint NOT NULL,
	"log_index" integer NOT NULL,
	"tx_hash" bytea NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	"name" text NOT NULL,
	"value" numeric(78,0) NOT NULL,
	"status" "governed_change_status" DEFAULT 'WAITING'::"governed_change_status" NOT NULL,
	"reason" text,
	"proposal_id" uuid,
	"fee_schedule_version" integer,
	"pricing_model_version" integer,
	"decided_at" timestamp with time zone,
	CONSTRAINT "governed_changes_place" UNIQUE("chain_id","block_number","log_index","tx_hash"),
	CONSTRAINT "governed_changes_decided" CHECK (("status" = 'WAITING') = ("decided_at" is null)),
	CONSTRAINT "governed_changes_refused" CHECK (("status" = 'REFUSED') = ("reason" is not null)),
	CONSTRAINT "governed_changes_applied" CHECK (("status" = 'APPLIED')
        = (num_nonnulls("fee_schedule_version", "pricing_model_version") = 1 and "proposal_id" is not null and "reason" is null))
);
--> statement-breakpoint
CREATE TABLE "governance_settings" (
	"chain_id" integer,
	"block_number" bigint,
	"log_index" integer,
	"name" text NOT NULL,
	"value" numeric(78,0) NOT NULL,
	CONSTRAINT "governance_settings_pkey" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "proposal_discussions" (
	"chain_id" integer,
	"number" numeric(78,0),
	"proposer" bytea,
	"description_hash" bytea NOT NULL,
	"url" text NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "proposal_discussions_pkey" PRIMARY KEY("chain_id","number","proposer"),
	CONSTRAINT "proposal_discussions_url" CHECK ("url" ~ '^https://')
);
--> statement-breakpoint
CREATE TABLE "proposal_marks" (
	"chain_id" integer,
	"block_number" bigint,
	"log_index" integer,
	"kind" text NOT NULL,
	"number" numeric(78,0),
	"operation_id" bytea,
	"eta" timestamp with time zone,
	"tx_hash" bytea NOT NULL,
	"marked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "proposal_marks_pkey" PRIMARY KEY("chain_id","block_number","log_index"),
	CONSTRAINT "proposal_marks_kind" CHECK ("kind" in ('QUEUED', 'EXECUTED', 'CANCELED', 'OPERATION_EXECUTED', 'OPERATION_CANCELED')),
	CONSTRAINT "proposal_marks_one" CHECK (("kind" like 'OPERATION%') = ("number" is null)
      and ("number" is null) <> ("operation_id" is null)),
	CONSTRAINT "proposal_marks_eta" CHECK (("kind" = 'QUEUED') = ("eta" is not null))
);
--> statement-breakpoint
CREATE TABLE "proposal_tallies" (
	"chain_id" integer,
	"number" numeric(78,0),
	"against" numeric(78,0) NOT NULL,
	"in_favour" numeric(78,0) NOT NULL,
	"abstaining" numeric(78,0) NOT NULL,
	"voters" integer NOT NULL,
	CONSTRAINT "proposal_tallies_pkey" PRIMARY KEY("chain_id","number"),
	CONSTRAINT "proposal_tallies_positive" CHECK ("against" >= 0 and "in_favour" >= 0 and "abstaining" >= 0 and "voters" >= 0)
);
--> statement-breakpoint
CREATE TABLE "proposal_votes" (
	"chain_id" integer,
	"block_number" bigint,
	"log_index" integer,
	"number" numeric(78,0) NOT NULL,
	"voter" bytea NOT NULL,
	"support" "vote_support" NOT NULL,
	"weight" numeric(78,0) NOT NULL,
	"reason" text NOT NULL,
	"tx_hash" bytea NOT NULL,
	"voted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "proposal_votes_pkey" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "proposals" (
	"id" uuid PRIMARY KEY,
	"chain_id" integer NOT NULL,
	"block_number" bigint NOT NULL,
	"log_index" integer NOT NULL,
	"tx_hash" bytea NOT NULL,
	"proposed_at" timestamp with time zone NOT NULL,
	"number" numeric(78,0) NOT NULL,
	"proposer" bytea NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"description_hash" bytea NOT NULL,
	"calls" jsonb NOT NULL,
	"operation_id" bytea NOT NULL,
	"vote_start" bigint NOT NULL,
	"vote_end" bigint NOT NULL,
	"quorum" numeric(78,0),
	"status" "proposal_status" NOT NULL,
	"settled" boolean DEFAULT false NOT NULL,
	"orphaned_at" timestamp with time zone,
	CONSTRAINT "proposals_number" UNIQUE("chain_id","number"),
	CONSTRAINT "proposals_votes" CHECK ("vote_end" >= "vote_start")
);
--> statement-breakpoint
CREATE TABLE "vote_marks" (
	"chain_id" integer,
	"block_number" bigint,
	"log_index" integer,
	"address" bytea,
	"votes" numeric(78,0) NOT NULL,
	"change" numeric(78,0) NOT NULL,
	CONSTRAINT "vote_marks_pkey" PRIMARY KEY("chain_id","address","block_number","log_index")
);
--> statement-breakpoint
ALTER TABLE "pricing_models" ADD COLUMN "proposal_id" uuid;--> statement-breakpoint
ALTER TABLE "fee_schedules" ADD COLUMN "proposal_id" uuid;--> statement-breakpoint
CREATE INDEX "governed_changes_proposal" ON "governed_changes" ("proposal_id");--> statement-breakpoint
CREATE INDEX "governed_changes_tx" ON "governed_changes" ("tx_hash");--> statement-breakpoint
CREATE INDEX "governed_changes_waiting" ON "governed_changes" ("chain_id","block_number","log_index") WHERE status = 'WAITING';--> statement-breakpoint
CREATE INDEX "governance_settings_name" ON "governance_settings" ("chain_id","name","block_number","log_index");--> statement-breakpoint
CREATE INDEX "proposal_discussions_age" ON "proposal_discussions" ("created_at");--> statement-breakpoint
CREATE INDEX "proposal_marks_number" ON "proposal_marks" ("chain_id","number");--> statement-breakpoint
CREATE INDEX "proposal_marks_operation" ON "proposal_marks" ("chain_id","operation_id");--> statement-breakpoint
CREATE INDEX "proposal_votes_number" ON "proposal_votes" ("chain_id","number","block_number","log_index");--> statement-breakpoint
CREATE INDEX "proposal_votes_voter" ON "proposal_votes" ("chain_id","number","voter");--> statement-breakpoint
CREATE INDEX "proposals_place" ON "proposals" ("chain_id","block_number","log_index");--> statement-breakpoint
CREATE INDEX "proposals_operation" ON "proposals" ("chain_id","operation_id");--> statement-breakpoint
CREATE INDEX "proposals_unsettled" ON "proposals" ("chain_id") WHERE not settled;--> statement-breakpoint
CREATE INDEX "vote_marks_block" ON "vote_marks" ("chain_id","block_number");--> statement-breakpoint
ALTER TABLE "governed_changes" ADD CONSTRAINT "governed_changes_proposal_id_proposals_id_fkey" FOREIGN KEY ("proposal_id") REFERENCES "proposals"("id");--> statement-breakpoint
ALTER TABLE "governed_changes" ADD CONSTRAINT "governed_changes_Mjr7ylcmAKcb_fkey" FOREIGN KEY ("fee_schedule_version") REFERENCES "fee_schedules"("version");--> statement-breakpoint
ALTER TABLE "governed_changes" ADD CONSTRAINT "governed_changes_VD1Rt17J4c4z_fkey" FOREIGN KEY ("pricing_model_version") REFERENCES "pricing_models"("version");--> statement-breakpoint
ALTER TABLE "pricing_models" ADD CONSTRAINT "pricing_models_proposal_id_proposals_id_fkey" FOREIGN KEY ("proposal_id") REFERENCES "proposals"("id");--> statement-breakpoint
ALTER TABLE "proposal_discussions" ADD CONSTRAINT "proposal_discussions_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "fee_schedules" ADD CONSTRAINT "fee_schedules_proposal_id_proposals_id_fkey" FOREIGN KEY ("proposal_id") REFERENCES "proposals"("id");