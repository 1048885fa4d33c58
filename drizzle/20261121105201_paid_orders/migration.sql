ALTER TABLE "payments" ADD COLUMN "paid_order" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_paid_order" ON "payments" ("order_id") WHERE "paid_order";