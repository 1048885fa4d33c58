CREATE TYPE "payment_receipt_status" AS ENUM('PENDING', 'TAKEN', 'UNKNOWN', 'UNDOING', 'ORPHANED');--> statement-breakpoint
CREATE TABLE "payment_receipts" (
	"id" uuid PRIMARY KEY,
	"chain_id" integer NOT NULL,
	"block_number" bigint NOT NULL,
	"block_hash" bytea NOT NULL,
	"log_index" integer NOT NULL,
	"tx_hash" bytea NOT NULL,
	"block_time" timestamp with time zone NOT NULL,
	"payment_ref" bytea NOT NULL,
	"payer" bytea NOT NULL,
	"amount" numeric(78,0) NOT NULL,
	"status" "payment_receipt_status" DEFAULT 'PENDING'::"payment_receipt_status" NOT NULL,
	"payment_id" uuid,
	"worth" numeric(78,0),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payment_receipts_log" UNIQUE("chain_id","block_hash","log_index"),
	CONSTRAINT "payment_receipts_amount" CHECK ("amount" > 0),
	CONSTRAINT "payment_receipts_taken" CHECK (("status" in ('TAKEN', 'UNDOING')) = ("payment_id" is not null)),
	CONSTRAINT "payment_receipts_worth" CHECK (("payment_id" is null) = ("worth" is null))
);
--> statement-breakpoint
CREATE INDEX "payment_receipts_due" ON "payment_receipts" ("chain_id","block_number") WHERE "status" in ('PENDING', 'UNDOING');--> statement-breakpoint
CREATE INDEX "payment_receipts_ref" ON "payment_receipts" ("chain_id","payment_ref");--> statement-breakpoint
ALTER TABLE "payment_receipts" ADD CONSTRAINT "payment_receipts_payment_id_payments_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id");