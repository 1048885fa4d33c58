CREATE TABLE "credit_deposits" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"wallet_id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"serial" text NOT NULL,
	"quantity" numeric(78,0) NOT NULL,
	"reference" text NOT NULL,
	"intent_id" uuid,
	"recorded_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "credit_deposits_quantity" CHECK ("quantity" > 0)
);
--> statement-breakpoint
DROP INDEX "trades_batch";--> statement-breakpoint
CREATE INDEX "trades_batch" ON "trades" ("batch_id","id") WHERE "batch_id" is not null;--> statement-breakpoint
CREATE INDEX "credit_deposits_wallet" ON "credit_deposits" ("wallet_id","id");--> statement-breakpoint
CREATE INDEX "credit_deposits_batch" ON "credit_deposits" ("batch_id","id");--> statement-breakpoint
ALTER TABLE "credit_deposits" ADD CONSTRAINT "credit_deposits_wallet_id_wallets_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id");--> statement-breakpoint
ALTER TABLE "credit_deposits" ADD CONSTRAINT "credit_deposits_batch_id_batches_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id");--> statement-breakpoint
ALTER TABLE "credit_deposits" ADD CONSTRAINT "credit_deposits_intent_id_chain_intents_id_fkey" FOREIGN KEY ("intent_id") REFERENCES "chain_intents"("id");--> statement-breakpoint
ALTER TABLE "credit_deposits" ADD CONSTRAINT "credit_deposits_recorded_by_users_id_fkey" FOREIGN KEY ("recorded_by") REFERENCES "users"("id");