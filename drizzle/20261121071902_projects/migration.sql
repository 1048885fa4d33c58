CREATE TYPE "corresponding_adjustment" AS ENUM('NOT_APPLICABLE', 'REQUIRED', 'APPLIED');--> statement-breakpoint
CREATE TYPE "host_authorization" AS ENUM('NONE', 'REQUESTED', 'AUTHORIZED', 'REVOKED');--> statement-breakpoint
CREATE TYPE "mitigation" AS ENUM('AVOIDANCE', 'REDUCTION_NATURE', 'REDUCTION_TECHNICAL', 'REMOVAL_NATURE', 'REMOVAL_TECHNICAL', 'NOT_DETERMINED');--> statement-breakpoint
CREATE TYPE "project_status" AS ENUM('DRAFT', 'LISTED', 'UNDER_VALIDATION', 'VALIDATED', 'REGISTERED', 'COMPLETED', 'WITHDRAWN', 'REJECTED', 'DEREGISTERED');--> statement-breakpoint
CREATE TABLE "project_history" (
	"project_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"effective_at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"actor_id" uuid,
	"reason" text NOT NULL,
	"changes" jsonb NOT NULL,
	"status" "project_status" NOT NULL,
	"suspended" boolean NOT NULL,
	"native_status" text,
	CONSTRAINT "project_history_seq" UNIQUE("project_id","seq"),
	CONSTRAINT "project_history_known_late" CHECK ("effective_at" <= "recorded_at"),
	CONSTRAINT "project_history_first" CHECK ("seq" > 0)
);
--> statement-breakpoint
CREATE TABLE "project_labels" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"project_id" uuid NOT NULL,
	"code" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"evidence" text NOT NULL,
	CONSTRAINT "project_labels_code_form" CHECK ("code" ~ '^[A-Z][A-Z0-9_]{1,39}$'),
	CONSTRAINT "project_labels_period" CHECK ("valid_to" >= "valid_from"),
	CONSTRAINT "project_labels_evidence" CHECK ("evidence" <> '')
);
--> statement-breakpoint
CREATE TABLE "project_methodologies" (
	"project_id" uuid NOT NULL,
	"program" text NOT NULL,
	"code" text NOT NULL,
	"version" text,
	CONSTRAINT "project_methodologies_once" UNIQUE NULLS NOT DISTINCT("project_id","program","code","version"),
	CONSTRAINT "project_methodologies_named" CHECK ("program" <> '' and "code" <> '' and "version" <> '')
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"registry" text,
	"native_id" text,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"proponent" text DEFAULT '' NOT NULL,
	"program" text,
	"project_type" text,
	"category" text,
	"mitigation" "mitigation" DEFAULT 'NOT_DETERMINED'::"mitigation" NOT NULL,
	"country" text,
	"region" text,
	"longitude" double precision,
	"latitude" double precision,
	"area" jsonb,
	"west" double precision,
	"south" double precision,
	"east" double precision,
	"north" double precision,
	"crediting_start" date,
	"crediting_end" date,
	"estimated_annual_reductions" numeric(78,0),
	"sdgs" integer[] DEFAULT '{}'::integer[] NOT NULL,
	"host_authorization" "host_authorization" DEFAULT 'NONE'::"host_authorization" NOT NULL,
	"corresponding_adjustment" "corresponding_adjustment" DEFAULT 'NOT_APPLICABLE'::"corresponding_adjustment" NOT NULL,
	"ratings" jsonb DEFAULT '[]' NOT NULL,
	"native_status" text,
	"status" "project_status" DEFAULT 'DRAFT'::"project_status" NOT NULL,
	"suspended" boolean DEFAULT false NOT NULL,
	"created_by" uuid,
	"organization_id" uuid,
	"published_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "projects_native_id" UNIQUE("registry","native_id"),
	CONSTRAINT "projects_native_id_of_registry" CHECK ("native_id" is null or "registry" is not null),
	CONSTRAINT "projects_country" CHECK ("country" ~ '^[A-Z]{2}$'),
	CONSTRAINT "projects_point" CHECK (("longitude" is null) = ("latitude" is null)
          and "longitude" between -180 and 180 and "latitude" between -90 and 90),
	CONSTRAINT "projects_area" CHECK (coalesce("area" ->> 'type' in ('Polygon', 'MultiPolygon'), "area" is null)),
	CONSTRAINT "projects_box" CHECK (num_nulls("west", "south", "east", "north") in (0, 4)
          and ("west" is null) = ("longitude" is null and "area" is null)
          and "west" between -180 and "east" and "east" <= 180
          and "south" between -90 and "north" and "north" <= 90),
	CONSTRAINT "projects_crediting_period" CHECK ("crediting_end" >= "crediting_start"),
	CONSTRAINT "projects_reductions" CHECK ("estimated_annual_reductions" >= 0),
	CONSTRAINT "projects_sdgs" CHECK ("sdgs" <@ array[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]),
	CONSTRAINT "projects_adjustment" CHECK ("corresponding_adjustment" = 'NOT_APPLICABLE' or "host_authorization" in ('AUTHORIZED', 'REVOKED')),
	CONSTRAINT "projects_ratings" CHECK (jsonb_typeof("ratings") = 'array'),
	CONSTRAINT "projects_version" CHECK ("version" > 0),
	CONSTRAINT "projects_published" CHECK ("published_at" is not null or "status" in ('DRAFT', 'WITHDRAWN'))
);
--> statement-breakpoint
CREATE TABLE "registries" (
	"code" text PRIMARY KEY,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"program" text NOT NULL,
	CONSTRAINT "registries_code" CHECK ("code" ~ '^[A-Z][A-Z0-9_]{1,39}$')
);
--> statement-breakpoint
CREATE INDEX "project_labels_project" ON "project_labels" ("project_id","id");--> statement-breakpoint
CREATE INDEX "project_labels_code" ON "project_labels" ("code","project_id");--> statement-breakpoint
CREATE INDEX "project_methodologies_code" ON "project_methodologies" ("code","project_id");--> statement-breakpoint
CREATE INDEX "projects_public" ON "projects" ("id") WHERE "published_at" is not null;--> statement-breakpoint
CREATE INDEX "projects_created_by" ON "projects" ("created_by","id");--> statement-breakpoint
CREATE INDEX "projects_organization" ON "projects" ("organization_id","id");--> statement-breakpoint
ALTER TABLE "project_history" ADD CONSTRAINT "project_history_actor_id_users_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "project_history" ADD CONSTRAINT "project_history_project" FOREIGN KEY ("project_id") REFERENCES "projects"("id");--> statement-breakpoint
ALTER TABLE "project_labels" ADD CONSTRAINT "project_labels_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id");--> statement-breakpoint
ALTER TABLE "project_methodologies" ADD CONSTRAINT "project_methodologies_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id");--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_registry_registries_code_fkey" FOREIGN KEY ("registry") REFERENCES "registries"("code");--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_created_by_users_id_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id");