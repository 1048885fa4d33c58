CREATE TYPE "chain_attempt_purpose" AS ENUM('SEND', 'CANCEL');--> statement-breakpoint
CREATE TYPE "chain_intent_kind" AS ENUM('ACCOUNT_REGISTER_USER', 'ACCOUNT_LINK_WALLET', 'ACCOUNT_UNLINK_WALLET', 'ACCOUNT_CREDIT_CARBON', 'PROJECT_RECORD', 'CREDITS_MINT', 'PAYMENT_CONFIRM', 'PAYMENT_CONVERT', 'PRICE_SET', 'CUSTODY_PAY_OUT', 'CUSTODY_RETIRE', 'PROOF_ANCHOR', 'NONCE_FILL');--> statement-breakpoint
CREATE TYPE "chain_intent_status" AS ENUM('PREPARED', 'BROADCAST', 'MINED', 'FINALIZED', 'DROPPED', 'REPLACED', 'FAILED', 'ORPHANED');--> statement-breakpoint
CREATE TABLE "chain_attempts" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"intent_id" uuid NOT NULL,
	"chain_id" integer NOT NULL,
	"purpose" "chain_attempt_purpose" NOT NULL,
	"signer" bytea NOT NULL,
	"nonce" bigint NOT NULL,
	"hash" bytea NOT NULL,
	"raw" bytea NOT NULL,
	"gas_limit" bigint NOT NULL,
	"max_fee_per_gas" numeric(78,0) NOT NULL,
	"max_priority_fee_per_gas" numeric(78,0) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"sends" integer DEFAULT 0 NOT NULL,
	"answer" text
);
--> statement-breakpoint
CREATE TABLE "chain_intents" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"chain_id" integer NOT NULL,
	"kind" "chain_intent_kind" NOT NULL,
	"reference" text NOT NULL,
	"args" jsonb NOT NULL,
	"status" "chain_intent_status" DEFAULT 'PREPARED'::"chain_intent_status" NOT NULL,
	"user_id" uuid,
	"created_by" uuid,
	"after_intent_id" uuid,
	"signer" bytea,
	"nonce" bigint,
	"tx_hash" bytea,
	"block_number" bigint,
	"block_hash" bytea,
	"error_code" text,
	"error_text" text,
	"cancel_requested_at" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"waiting_for" text,
	"next_try_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claim" uuid,
	"claimed_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chain_intents_slot" CHECK (("signer" is null) = ("nonce" is null)),
	CONSTRAINT "chain_intents_mined" CHECK (("block_number" is null) = ("block_hash" is null)
          and ("status" not in ('MINED', 'FINALIZED') or ("tx_hash" is not null and "block_number" is not null))),
	CONSTRAINT "chain_intents_reason" CHECK ("status" <> 'FAILED' or "error_code" is not null),
	CONSTRAINT "chain_intents_not_after_itself" CHECK ("after_intent_id" <> "id")
);
--> statement-breakpoint
CREATE TABLE "chain_signers" (
	"chain_id" integer,
	"address" bytea,
	"next_nonce" bigint NOT NULL,
	"mined_nonce" bigint NOT NULL,
	"balance" numeric(78,0) NOT NULL,
	"gap_since" timestamp with time zone,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chain_signers_pkey" PRIMARY KEY("chain_id","address")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "chain_attempts_hash" ON "chain_attempts" ("chain_id","hash");--> statement-breakpoint
CREATE INDEX "chain_attempts_intent" ON "chain_attempts" ("intent_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "chain_intents_reference" ON "chain_intents" ("chain_id","kind","reference");--> statement-breakpoint
CREATE UNIQUE INDEX "chain_intents_nonce" ON "chain_intents" ("chain_id","signer","nonce") WHERE "nonce" is not null;--> statement-breakpoint
CREATE INDEX "chain_intents_open" ON "chain_intents" ("chain_id","status","next_try_at") WHERE "status" in ('PREPARED', 'BROADCAST', 'MINED', 'ORPHANED');--> statement-breakpoint
CREATE INDEX "chain_intents_after" ON "chain_intents" ("after_intent_id") WHERE "after_intent_id" is not null;--> statement-breakpoint
CREATE INDEX "chain_intents_user" ON "chain_intents" ("user_id","id");--> statement-breakpoint
CREATE INDEX "chain_intents_status" ON "chain_intents" ("status","id");--> statement-breakpoint
ALTER TABLE "chain_attempts" ADD CONSTRAINT "chain_attempts_intent_id_chain_intents_id_fkey" FOREIGN KEY ("intent_id") REFERENCES "chain_intents"("id");--> statement-breakpoint
ALTER TABLE "chain_intents" ADD CONSTRAINT "chain_intents_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "chain_intents" ADD CONSTRAINT "chain_intents_created_by_users_id_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id");