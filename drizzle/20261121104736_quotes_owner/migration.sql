DROP INDEX "quotes_actor";--> statement-breakpoint
CREATE INDEX "quotes_owner" ON "quotes" (coalesce("organization_id", "actor_id"),"id");