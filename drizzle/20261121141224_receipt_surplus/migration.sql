ALTER TABLE "payment_receipts" ADD COLUMN "surplus" numeric(78,0) DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "payment_receipts_surplus" ON "payment_receipts" ("id") WHERE "surplus" > 0;--> statement-breakpoint
ALTER TABLE "payment_receipts" ADD CONSTRAINT "payment_receipts_surplus" CHECK ("surplus" >= 0 and ("surplus" = 0 or "payment_id" is not null));