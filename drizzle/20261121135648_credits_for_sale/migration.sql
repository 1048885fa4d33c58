-- Written by hand: a value that was added to a type cannot be used before the commit, and all migrations that are due run in
-- one transaction. So the type is made anew. The next migration makes the views that name it again.
DROP VIEW "project_search_source";--> statement-breakpoint
DROP VIEW "project_facet_values";--> statement-breakpoint
ALTER TYPE "project_facet" RENAME TO "project_facet_before";--> statement-breakpoint
CREATE TYPE "project_facet" AS ENUM('REGISTRY', 'COUNTRY', 'TYPE', 'CATEGORY', 'STATUS', 'METHODOLOGY', 'SDG', 'VINTAGE', 'SUSPENDED', 'ACTIVE_CREDITS', 'FOR_SALE');--> statement-breakpoint
ALTER TABLE "project_facets" ALTER COLUMN "facet" TYPE "project_facet" USING "facet"::text::"project_facet";--> statement-breakpoint
DROP TYPE "project_facet_before";
