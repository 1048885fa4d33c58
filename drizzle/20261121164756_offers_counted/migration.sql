CREATE TABLE "project_sale_steps" (
	"xid" xid8,
	"project_id" uuid,
	"step" integer NOT NULL,
	CONSTRAINT "project_sale_steps_pkey" PRIMARY KEY("xid","project_id")
);
--> statement-breakpoint
CREATE TABLE "projects_for_sale" (
	"project_id" uuid PRIMARY KEY,
	"offers" integer NOT NULL,
	CONSTRAINT "projects_for_sale_offers" CHECK ("offers" >= 0)
);
--> statement-breakpoint
ALTER TABLE "projects_for_sale" ADD CONSTRAINT "projects_for_sale_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id");