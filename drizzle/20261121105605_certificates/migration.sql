CREATE TYPE "certificate_status" AS ENUM('PENDING', 'ISSUED', 'SUPERSEDED', 'REVOKED');--> statement-breakpoint
CREATE TABLE "certificate_keys" (
	"kid" text PRIMARY KEY,
	"public_key" bytea NOT NULL,
	"master_key_id" text NOT NULL,
	"wrapped_key" bytea NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"retired_at" timestamp with time zone,
	CONSTRAINT "certificate_keys_length" CHECK (octet_length("public_key") = 32)
);
--> statement-breakpoint
CREATE TABLE "certificate_templates" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"owner_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"title" text NOT NULL,
	"statement" text NOT NULL,
	"accent" text NOT NULL,
	"footer" text NOT NULL,
	"signatory" text,
	"logo" bytea,
	"fields" jsonb NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "certificate_templates_version" UNIQUE("owner_id","version"),
	CONSTRAINT "certificate_templates_version_counts" CHECK ("version" > 0),
	CONSTRAINT "certificate_templates_accent" CHECK ("accent" ~ '^#[0-9a-f]{6}$')
);
--> statement-breakpoint
CREATE TABLE "certificates" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"retirement_id" uuid NOT NULL,
	"owner_id" uuid,
	"version" integer NOT NULL,
	"supersedes_id" uuid,
	"status" "certificate_status" DEFAULT 'PENDING'::"certificate_status" NOT NULL,
	"status_index" bigint GENERATED ALWAYS AS IDENTITY (sequence name "certificates_status_index_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"template_id" uuid,
	"fields" jsonb DEFAULT '[]' NOT NULL,
	"content" jsonb,
	"digest" bytea,
	"credential" text,
	"kid" text,
	"issued_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"ended_by" uuid,
	"end_reason" text,
	"pending_reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "certificates_version" UNIQUE("retirement_id","version"),
	CONSTRAINT "certificates_version_counts" CHECK ("version" > 0 and ("version" = 1) = ("supersedes_id" is null)),
	CONSTRAINT "certificates_issued" CHECK (("status" = 'PENDING') = ("issued_at" is null) and ("content" is null) = ("issued_at" is null)
          and ("digest" is null) = ("issued_at" is null) and ("credential" is null) = ("issued_at" is null)
          and ("kid" is null) = ("issued_at" is null)),
	CONSTRAINT "certificates_ended_why" CHECK (("status" in ('SUPERSEDED', 'REVOKED')) = ("ended_at" is not null)
          and ("ended_at" is null) = ("end_reason" is null)),
	CONSTRAINT "certificates_digest" CHECK (octet_length("digest") = 32)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "certificate_keys_current" ON "certificate_keys" ((true)) WHERE "retired_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "certificates_supersedes_once" ON "certificates" ("supersedes_id");--> statement-breakpoint
CREATE UNIQUE INDEX "certificates_standing" ON "certificates" ("retirement_id") WHERE "status" in ('PENDING', 'ISSUED');--> statement-breakpoint
CREATE INDEX "certificates_pending" ON "certificates" ("due_at","id") WHERE "status" = 'PENDING';--> statement-breakpoint
CREATE INDEX "certificates_owner" ON "certificates" ("owner_id","id");--> statement-breakpoint
CREATE INDEX "certificates_template" ON "certificates" ("template_id");--> statement-breakpoint
CREATE INDEX "certificates_kid" ON "certificates" ("kid");--> statement-breakpoint
CREATE UNIQUE INDEX "certificates_status_index" ON "certificates" ("status_index");--> statement-breakpoint
CREATE INDEX "certificates_ended" ON "certificates" ("status_index") WHERE "status" in ('SUPERSEDED', 'REVOKED');--> statement-breakpoint
ALTER TABLE "certificate_templates" ADD CONSTRAINT "certificate_templates_owner_id_parties_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "parties"("id");--> statement-breakpoint
ALTER TABLE "certificate_templates" ADD CONSTRAINT "certificate_templates_created_by_users_id_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_retirement_id_retirements_id_fkey" FOREIGN KEY ("retirement_id") REFERENCES "retirements"("id");--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_owner_id_parties_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "parties"("id");--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_template_id_certificate_templates_id_fkey" FOREIGN KEY ("template_id") REFERENCES "certificate_templates"("id");--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_kid_certificate_keys_kid_fkey" FOREIGN KEY ("kid") REFERENCES "certificate_keys"("kid");--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_ended_by_users_id_fkey" FOREIGN KEY ("ended_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_supersedes" FOREIGN KEY ("supersedes_id") REFERENCES "certificates"("id");