-- No chain was ever indexed into the form before, so it holds nothing.
TRUNCATE "chain_participants";--> statement-breakpoint
ALTER TABLE "chain_participants" ADD COLUMN "span" bigint;--> statement-breakpoint
ALTER TABLE "chain_participants" ADD COLUMN "places" bigint[] NOT NULL;--> statement-breakpoint
ALTER TABLE "chain_participants" DROP COLUMN "block_number";--> statement-breakpoint
ALTER TABLE "chain_participants" DROP COLUMN "log_index";--> statement-breakpoint
ALTER TABLE "chain_participants" ADD PRIMARY KEY ("chain_id","address","span");