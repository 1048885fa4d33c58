ALTER TABLE "announcements" ADD COLUMN "batch_id" uuid;--> statement-breakpoint
ALTER TABLE "announcements" ADD COLUMN "reserved" numeric(78,0) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "trades" ADD COLUMN "batch_id" uuid;--> statement-breakpoint
DROP INDEX "announcements_quantity";--> statement-breakpoint
CREATE INDEX "announcements_quantity" ON "announcements" ("status",(case when "batch_id" is null then "remaining" else "remaining" * 1000000000000000000 end),"id");--> statement-breakpoint
CREATE INDEX "announcements_batch" ON "announcements" ("batch_id","status","id") WHERE "batch_id" is not null;--> statement-breakpoint
CREATE INDEX "trades_batch" ON "trades" ("batch_id","created_at") WHERE "batch_id" is not null;--> statement-breakpoint
ALTER TABLE "announcements" ADD CONSTRAINT "announcements_batch_id_batches_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id");--> statement-breakpoint
ALTER TABLE "announcements" ADD CONSTRAINT "announcements_reserved" CHECK ("reserved" between 0 and "remaining");--> statement-breakpoint
ALTER TABLE "announcements" DROP CONSTRAINT "announcements_currency", ADD CONSTRAINT "announcements_currency" CHECK ("currency"::text not in ('CARBON', 'CREDIT'));