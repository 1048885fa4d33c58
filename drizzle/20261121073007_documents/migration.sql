CREATE TYPE "document_upload_status" AS ENUM('PREPARED', 'RECEIVING');--> statement-breakpoint
CREATE TYPE "document_kind" AS ENUM('PROJECT_DOCUMENT', 'POAI_BUNDLE', 'CERTIFICATE', 'REPORT', 'USER_FILE');--> statement-breakpoint
CREATE TYPE "document_storage" AS ENUM('FOLDER', 'S3', 'IPFS');--> statement-breakpoint
CREATE TABLE "document_accesses" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"document_id" uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"address" text NOT NULL,
	"user_agent" text NOT NULL,
	"first_byte" bigint NOT NULL,
	"last_byte" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "document_uploads" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"user_id" uuid NOT NULL,
	"status" "document_upload_status" NOT NULL,
	"document_id" uuid,
	"kind" "document_kind",
	"project_id" uuid,
	"name" text,
	"media_type" text,
	"size" bigint,
	"version_id" uuid NOT NULL,
	"storage" "document_storage" NOT NULL,
	"place" text,
	"received_bytes" bigint DEFAULT 0 NOT NULL,
	"touched_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "document_uploads_target" CHECK (("document_id" is null) = ("kind" is not null) and ("kind" is null) = ("name" is null)),
	CONSTRAINT "document_uploads_bound" CHECK (("media_type" is null) = ("size" is null))
);
--> statement-breakpoint
CREATE TABLE "document_holds" (
	"version_id" uuid,
	"held_by_kind" text,
	"held_by_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "document_holds_pkey" PRIMARY KEY("version_id","held_by_kind","held_by_id")
);
--> statement-breakpoint
CREATE TABLE "document_versions" (
	"id" uuid PRIMARY KEY,
	"document_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"sha256" bytea NOT NULL,
	"size" bigint NOT NULL,
	"media_type" text NOT NULL,
	"storage" "document_storage" NOT NULL,
	"place" text NOT NULL,
	"chunk_bytes" integer NOT NULL,
	"nonce_prefix" bytea NOT NULL,
	"master_key_id" text NOT NULL,
	"wrapped_key" bytea,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"erased_at" timestamp with time zone,
	CONSTRAINT "document_versions_number" UNIQUE("document_id","number"),
	CONSTRAINT "document_versions_hash" CHECK (octet_length("sha256") = 32),
	CONSTRAINT "document_versions_size" CHECK ("size" > 0),
	CONSTRAINT "document_versions_numbered" CHECK ("number" > 0),
	CONSTRAINT "document_versions_erased" CHECK (("erased_at" is null) = ("wrapped_key" is not null))
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"kind" "document_kind" NOT NULL,
	"project_id" uuid,
	"created_by" uuid NOT NULL,
	"organization_id" uuid,
	"name" text NOT NULL,
	"deleted_at" timestamp with time zone,
	"deleted_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "documents_deletion" CHECK (("deleted_at" is null) = ("deleted_by" is null))
);
--> statement-breakpoint
CREATE INDEX "document_accesses_document" ON "document_accesses" ("document_id","id");--> statement-breakpoint
CREATE INDEX "document_uploads_user" ON "document_uploads" ("user_id","id");--> statement-breakpoint
CREATE INDEX "document_uploads_touched" ON "document_uploads" ("touched_at");--> statement-breakpoint
CREATE INDEX "document_holds_holder" ON "document_holds" ("held_by_kind","held_by_id");--> statement-breakpoint
CREATE UNIQUE INDEX "document_versions_place" ON "document_versions" ("storage","place");--> statement-breakpoint
CREATE INDEX "document_versions_master_key" ON "document_versions" ("master_key_id","id") WHERE "erased_at" is null;--> statement-breakpoint
CREATE INDEX "document_versions_creator" ON "document_versions" ("created_by");--> statement-breakpoint
CREATE INDEX "document_versions_sha256" ON "document_versions" ("sha256");--> statement-breakpoint
CREATE INDEX "documents_creator" ON "documents" ("created_by","id");--> statement-breakpoint
CREATE INDEX "documents_project" ON "documents" ("project_id","id");--> statement-breakpoint
CREATE INDEX "documents_deleted" ON "documents" ("deleted_at") WHERE "deleted_at" is not null;--> statement-breakpoint
ALTER TABLE "document_accesses" ADD CONSTRAINT "document_accesses_document_id_documents_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id");--> statement-breakpoint
ALTER TABLE "document_accesses" ADD CONSTRAINT "document_accesses_version_id_document_versions_id_fkey" FOREIGN KEY ("version_id") REFERENCES "document_versions"("id");--> statement-breakpoint
ALTER TABLE "document_accesses" ADD CONSTRAINT "document_accesses_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "document_uploads" ADD CONSTRAINT "document_uploads_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "document_uploads" ADD CONSTRAINT "document_uploads_document_id_documents_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id");--> statement-breakpoint
ALTER TABLE "document_uploads" ADD CONSTRAINT "document_uploads_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id");--> statement-breakpoint
ALTER TABLE "document_holds" ADD CONSTRAINT "document_holds_version_id_document_versions_id_fkey" FOREIGN KEY ("version_id") REFERENCES "document_versions"("id");--> statement-breakpoint
ALTER TABLE "document_versions" ADD CONSTRAINT "document_versions_document_id_documents_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id");--> statement-breakpoint
ALTER TABLE "document_versions" ADD CONSTRAINT "document_versions_created_by_users_id_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id");--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_created_by_users_id_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_deleted_by_users_id_fkey" FOREIGN KEY ("deleted_by") REFERENCES "users"("id");