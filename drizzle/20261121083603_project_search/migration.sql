CREATE TYPE "project_facet" AS ENUM('REGISTRY', 'COUNTRY', 'TYPE', 'CATEGORY', 'STATUS', 'METHODOLOGY', 'SDG', 'VINTAGE', 'SUSPENDED', 'ACTIVE_CREDITS');--> statement-breakpoint
CREATE TABLE "country_names" (
	"country" text PRIMARY KEY,
	"name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "project_facets" (
	"code" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "project_facets_code_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"facet" "project_facet" NOT NULL,
	"value" text NOT NULL,
	"projects" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "project_facets_value" UNIQUE("facet","value")
);
--> statement-breakpoint
CREATE TABLE "project_search" (
	"project_id" uuid PRIMARY KEY,
	"published" boolean NOT NULL,
	"facets" integer[] NOT NULL,
	"tonnes" numeric(78,0) NOT NULL,
	"west" double precision,
	"south" double precision,
	"east" double precision,
	"north" double precision,
	"sort_name" text collate "C" NOT NULL,
	"document" tsvector NOT NULL
);
--> statement-breakpoint
CREATE TABLE "project_search_marks" (
	"xid" xid8,
	"project_id" uuid,
	CONSTRAINT "project_search_marks_pkey" PRIMARY KEY("xid","project_id")
);
--> statement-breakpoint
CREATE TABLE "project_words" (
	"word" text collate "C" PRIMARY KEY
);
--> statement-breakpoint
CREATE INDEX "project_search_document" ON "project_search" USING gin ("document") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "project_search_names" ON "project_search" USING gin (ts_filter("document", '{a}')) WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "project_search_facets" ON "project_search" USING gin ("facets") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "project_search_newest" ON "project_search" ("project_id") WHERE "published";--> statement-breakpoint
CREATE INDEX "project_search_name" ON "project_search" ("sort_name","project_id") WHERE "published";--> statement-breakpoint
CREATE INDEX "project_search_tonnes" ON "project_search" ("tonnes","project_id") WHERE "published";--> statement-breakpoint
CREATE INDEX "project_search_box" ON "project_search" USING gist (box(point("west", "south"), point("east", "north"))) WHERE "published";--> statement-breakpoint
CREATE INDEX "project_words_alike" ON "project_words" USING gin ("word" gin_trgm_ops);--> statement-breakpoint
ALTER TABLE "project_search" ADD CONSTRAINT "project_search_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id");