ALTER TABLE "chain_cursors" ADD COLUMN "unknown_logs" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chain_cursors" ADD COLUMN "reorgs" integer DEFAULT 0 NOT NULL;