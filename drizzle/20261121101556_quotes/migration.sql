CREATE TYPE "fee_basis" AS ENUM('OWN', 'TIER', 'DEFAULT');--> statement-breakpoint
CREATE TYPE "quote_status" AS ENUM('OPEN', 'CONSUMED', 'EXPIRED');--> statement-breakpoint
CREATE TYPE "identifier_scheme" AS ENUM('LEI', 'VAT', 'DUNS', 'OTHER');--> statement-breakpoint
CREATE TYPE "retired_asset" AS ENUM('CREDIT', 'CARBON');--> statement-breakpoint
CREATE TYPE "retirement_reason" AS ENUM('ENVIRONMENTAL_BENEFIT', 'PERSON_OR_ORGANIZATION', 'ON_BEHALF_OF_THIRD_PARTY', 'CORPORATE_INVENTORY', 'COMPLIANCE_CORSIA', 'COMPLIANCE_TAX', 'NDC_USE', 'OTHER_INTERNATIONAL_MITIGATION', 'OTHER');--> statement-breakpoint
CREATE TYPE "retirement_status" AS ENUM('REQUESTED', 'SUBMITTED', 'CONFIRMED', 'FINALIZED', 'REVERTED');--> statement-breakpoint
CREATE TYPE "retirement_way" AS ENUM('CUSTODY', 'WALLET');--> statement-breakpoint
CREATE TABLE "quotes" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"actor_id" uuid NOT NULL,
	"organization_id" uuid,
	"batch_id" uuid NOT NULL,
	"quantity" numeric(78,0) NOT NULL,
	"currency" "asset" NOT NULL,
	"unit_price" numeric(78,0) NOT NULL,
	"total" numeric(78,0) NOT NULL,
	"buyer_fee" numeric(78,0) NOT NULL,
	"buyer_fee_bps" integer NOT NULL,
	"buyer_fee_basis" "fee_basis" NOT NULL,
	"fee_schedule_version" integer NOT NULL,
	"model_version" integer NOT NULL,
	"calculation" jsonb NOT NULL,
	"fx_rate" numeric(78,0),
	"fx_base" text,
	"fx_source" text,
	"fx_date" date,
	"status" "quote_status" DEFAULT 'OPEN'::"quote_status" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"consumed_at" timestamp with time zone,
	CONSTRAINT "quotes_currency" CHECK ("currency" in ('USD', 'EUR')),
	CONSTRAINT "quotes_amounts" CHECK ("quantity" > 0 and "unit_price" > 0 and "total" > 0 and "buyer_fee" >= 0),
	CONSTRAINT "quotes_fee_bps" CHECK ("buyer_fee_bps" between 0 and 10000),
	CONSTRAINT "quotes_fx" CHECK (num_nulls("fx_rate", "fx_base", "fx_source", "fx_date") in (0, 4)),
	CONSTRAINT "quotes_fx_positive" CHECK ("fx_rate" > 0),
	CONSTRAINT "quotes_consumed" CHECK (("status" = 'CONSUMED') = ("consumed_at" is not null)),
	CONSTRAINT "quotes_in_time" CHECK ("consumed_at" <= "expires_at")
);
--> statement-breakpoint
CREATE TABLE "retirement_beneficiaries" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"country" text,
	"identifier_scheme" "identifier_scheme",
	"identifier" text,
	"is_private" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "retirement_beneficiaries_once" UNIQUE NULLS NOT DISTINCT("owner_id","name","country","identifier_scheme","identifier","is_private"),
	CONSTRAINT "retirement_beneficiaries_name" CHECK ("name" <> ''),
	CONSTRAINT "retirement_beneficiaries_identifier" CHECK (("identifier" is null) = ("identifier_scheme" is null))
);
--> statement-breakpoint
CREATE TABLE "retirement_blocks" (
	"retirement_id" uuid,
	"block_id" uuid,
	"serial" text NOT NULL,
	"quantity" numeric(78,0) NOT NULL,
	"released_at" timestamp with time zone,
	CONSTRAINT "retirement_blocks_pkey" PRIMARY KEY("retirement_id","block_id"),
	CONSTRAINT "retirement_blocks_quantity" CHECK ("quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "retirements" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"request_id" uuid NOT NULL,
	"way" "retirement_way" NOT NULL,
	"owner_id" uuid,
	"actor_id" uuid,
	"retired_asset" "retired_asset" NOT NULL,
	"batch_id" uuid,
	"project_id" uuid,
	"quantity" numeric(78,0) NOT NULL,
	"beneficiary_id" uuid,
	"beneficiary_hash" bytea NOT NULL,
	"beneficiary_salt" bytea,
	"retiring_entity" text,
	"reason" "retirement_reason" NOT NULL,
	"message" text DEFAULT '' NOT NULL,
	"consumption_country" text,
	"consumption_from" date,
	"consumption_to" date,
	"status" "retirement_status" NOT NULL,
	"status_reason" text,
	"schedule_id" uuid,
	"order_id" uuid,
	"intent_id" uuid,
	"chain_id" integer NOT NULL,
	"chain_batch_id" numeric(78,0) NOT NULL,
	"account" bytea NOT NULL,
	"tx_hash" bytea,
	"block_number" bigint,
	"log_index" integer,
	"retired_at" timestamp with time zone,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"submitted_at" timestamp with time zone,
	"confirmed_at" timestamp with time zone,
	"finalized_at" timestamp with time zone,
	"reverted_at" timestamp with time zone,
	CONSTRAINT "retirements_quantity" CHECK ("quantity" > 0),
	CONSTRAINT "retirements_whole" CHECK ("way" = 'WALLET' or "quantity" % 1000000000000000000 = 0),
	CONSTRAINT "retirements_custody" CHECK ("way" = 'WALLET' or ("owner_id" is not null and "batch_id" is not null
          and "beneficiary_id" is not null and "intent_id" is not null)),
	CONSTRAINT "retirements_project_of_batch" CHECK (("batch_id" is null) = ("project_id" is null)),
	CONSTRAINT "retirements_hash" CHECK (octet_length("beneficiary_hash") = 32),
	CONSTRAINT "retirements_salt" CHECK (octet_length("beneficiary_salt") = 32),
	CONSTRAINT "retirements_period" CHECK ("consumption_to" >= "consumption_from"
          and ("consumption_from" is null) = ("consumption_to" is null)),
	CONSTRAINT "retirements_mined" CHECK ("status" not in ('CONFIRMED', 'FINALIZED') or ("tx_hash" is not null
          and "block_number" is not null and "log_index" is not null and "retired_at" is not null)),
	CONSTRAINT "retirements_finalized" CHECK (("status" = 'FINALIZED') = ("finalized_at" is not null)),
	CONSTRAINT "retirements_reverted" CHECK (("status" = 'REVERTED') = ("reverted_at" is not null)
          and ("status" <> 'REVERTED' or "status_reason" is not null))
);
--> statement-breakpoint
ALTER TABLE "fee_schedules" ADD COLUMN "tiers" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "fee_schedules" ADD COLUMN "limits" jsonb DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "fee_schedules" ADD COLUMN "shares" jsonb DEFAULT '{"platformBps":7000,"communityBps":2000,"insuranceBps":1000}' NOT NULL;--> statement-breakpoint
CREATE INDEX "quotes_actor" ON "quotes" ("actor_id","id");--> statement-breakpoint
CREATE INDEX "quotes_expiry" ON "quotes" ("expires_at") WHERE "status" = 'OPEN';--> statement-breakpoint
CREATE INDEX "quotes_expired" ON "quotes" ("expires_at") WHERE "status" = 'EXPIRED';--> statement-breakpoint
CREATE UNIQUE INDEX "retirement_blocks_once" ON "retirement_blocks" ("block_id") WHERE "released_at" is null;--> statement-breakpoint
CREATE INDEX "retirements_owner" ON "retirements" ("owner_id","id");--> statement-breakpoint
CREATE INDEX "retirements_request" ON "retirements" ("request_id","id");--> statement-breakpoint
CREATE INDEX "retirements_intent" ON "retirements" ("intent_id");--> statement-breakpoint
CREATE INDEX "retirements_beneficiary" ON "retirements" ("beneficiary_id","id");--> statement-breakpoint
CREATE INDEX "retirements_order" ON "retirements" ("order_id") WHERE "order_id" is not null;--> statement-breakpoint
CREATE INDEX "retirements_schedule" ON "retirements" ("schedule_id","id") WHERE "schedule_id" is not null;--> statement-breakpoint
CREATE INDEX "retirements_open" ON "retirements" ("chain_id","status","block_number") WHERE "status" in ('REQUESTED', 'SUBMITTED', 'CONFIRMED');--> statement-breakpoint
CREATE INDEX "retirements_register" ON "retirements" ("retired_at","id") WHERE "status" = 'FINALIZED';--> statement-breakpoint
CREATE INDEX "retirements_project" ON "retirements" ("project_id","retired_at","id") WHERE "status" = 'FINALIZED';--> statement-breakpoint
CREATE UNIQUE INDEX "retirements_place" ON "retirements" ("chain_id","block_number","log_index") WHERE "block_number" is not null and "status" <> 'REVERTED';--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_actor_id_users_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_organization_id_organizations_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id");--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_batch_id_batches_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id");--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_fee_schedule_version_fee_schedules_version_fkey" FOREIGN KEY ("fee_schedule_version") REFERENCES "fee_schedules"("version");--> statement-breakpoint
ALTER TABLE "retirement_beneficiaries" ADD CONSTRAINT "retirement_beneficiaries_owner_id_parties_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "parties"("id");--> statement-breakpoint
ALTER TABLE "retirement_blocks" ADD CONSTRAINT "retirement_blocks_retirement_id_retirements_id_fkey" FOREIGN KEY ("retirement_id") REFERENCES "retirements"("id");--> statement-breakpoint
ALTER TABLE "retirement_blocks" ADD CONSTRAINT "retirement_blocks_block_id_serial_blocks_id_fkey" FOREIGN KEY ("block_id") REFERENCES "serial_blocks"("id");--> statement-breakpoint
ALTER TABLE "retirements" ADD CONSTRAINT "retirements_owner_id_parties_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "parties"("id");--> statement-breakpoint
ALTER TABLE "retirements" ADD CONSTRAINT "retirements_actor_id_users_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "retirements" ADD CONSTRAINT "retirements_batch_id_batches_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id");--> statement-breakpoint
ALTER TABLE "retirements" ADD CONSTRAINT "retirements_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id");--> statement-breakpoint
ALTER TABLE "retirements" ADD CONSTRAINT "retirements_beneficiary_id_retirement_beneficiaries_id_fkey" FOREIGN KEY ("beneficiary_id") REFERENCES "retirement_beneficiaries"("id");--> statement-breakpoint
ALTER TABLE "retirements" ADD CONSTRAINT "retirements_intent_id_chain_intents_id_fkey" FOREIGN KEY ("intent_id") REFERENCES "chain_intents"("id");--> statement-breakpoint
ALTER TABLE "fee_schedules" ADD CONSTRAINT "fee_schedules_shares" CHECK (("shares" ->> 'platformBps')::int + ("shares" ->> 'communityBps')::int
          + ("shares" ->> 'insuranceBps')::int = 10000);