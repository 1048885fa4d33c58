ALTER TABLE "document_uploads" ADD COLUMN "organization_id" uuid;--> statement-breakpoint
CREATE INDEX "documents_organization" ON "documents" ("organization_id","id") WHERE "organization_id" is not null;--> statement-breakpoint
ALTER TABLE "document_uploads" ADD CONSTRAINT "document_uploads_organization_id_organizations_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id");