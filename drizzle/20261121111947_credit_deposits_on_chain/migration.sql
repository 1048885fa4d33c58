ALTER TABLE "credit_deposits" ADD COLUMN "chain_id" integer;--> statement-breakpoint
ALTER TABLE "credit_deposits" ADD COLUMN "chain_batch_id" numeric(78,0);--> statement-breakpoint
ALTER TABLE "credit_deposits" ADD COLUMN "source_ref" bytea;--> statement-breakpoint
CREATE INDEX "credit_deposits_chain_batch" ON "credit_deposits" ("chain_id","chain_batch_id") WHERE "chain_batch_id" is not null;--> statement-breakpoint
ALTER TABLE "credit_deposits" ADD CONSTRAINT "credit_deposits_minted" CHECK (num_nonnulls("intent_id", "chain_id", "chain_batch_id", "source_ref") in (0, 4));