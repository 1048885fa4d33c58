CREATE TYPE "credit_state" AS ENUM('PENDING', 'ACTIVE', 'ON_HOLD', 'BUFFER', 'RETIRED', 'CANCELLED', 'EXPIRED');--> statement-breakpoint
CREATE TYPE "holder_class" AS ENUM('REGISTRY_ACCOUNT', 'PLATFORM_CUSTODY');--> statement-breakpoint
CREATE TABLE "batches" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"project_id" uuid NOT NULL,
	"vintage_start" date NOT NULL,
	"vintage_end" date NOT NULL,
	"vintage" integer GENERATED ALWAYS AS (extract(year from vintage_start)) STORED NOT NULL,
	"quantity" numeric(78,0) DEFAULT '0' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "batches_vintage" UNIQUE("project_id","vintage_start","vintage_end"),
	CONSTRAINT "batches_vintage_order" CHECK ("vintage_end" >= "vintage_start"),
	CONSTRAINT "batches_quantity" CHECK ("quantity" >= 0)
);
--> statement-breakpoint
CREATE TABLE "external_retirements" (
	"block_id" uuid PRIMARY KEY,
	"retired_on" date NOT NULL,
	"beneficiary" text,
	"reason" text,
	"details" text
);
--> statement-breakpoint
CREATE TABLE "serial_blocks" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"batch_id" uuid NOT NULL,
	"registry" text NOT NULL,
	"prefix" text NOT NULL,
	"block_start" bigint NOT NULL,
	"block_end" bigint NOT NULL,
	"suffix" text NOT NULL,
	"serial" text NOT NULL,
	"state" "credit_state" NOT NULL,
	"holder" "holder_class" NOT NULL,
	"issued_on" date,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "serial_blocks_order" CHECK ("block_end" >= "block_start"),
	CONSTRAINT "serial_blocks_start" CHECK ("block_start" >= 0)
);
--> statement-breakpoint
CREATE INDEX "external_retirements_day" ON "external_retirements" ("retired_on","block_id");--> statement-breakpoint
CREATE INDEX "serial_blocks_batch" ON "serial_blocks" ("batch_id","id");--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id");--> statement-breakpoint
ALTER TABLE "external_retirements" ADD CONSTRAINT "external_retirements_block_id_serial_blocks_id_fkey" FOREIGN KEY ("block_id") REFERENCES "serial_blocks"("id");--> statement-breakpoint
ALTER TABLE "serial_blocks" ADD CONSTRAINT "serial_blocks_batch_id_batches_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id");--> statement-breakpoint
ALTER TABLE "serial_blocks" ADD CONSTRAINT "serial_blocks_registry_registries_code_fkey" FOREIGN KEY ("registry") REFERENCES "registries"("code");