CREATE TYPE "invoice_kind" AS ENUM('INVOICE', 'CREDIT_NOTE', 'RECEIPT');--> statement-breakpoint
CREATE TYPE "vat_treatment" AS ENUM('STANDARD', 'REVERSE_CHARGE', 'OUT_OF_SCOPE', 'NONE');--> statement-breakpoint
ALTER TYPE "mail_kind" ADD VALUE 'INVOICE_ISSUED';--> statement-breakpoint
ALTER TYPE "mail_kind" ADD VALUE 'INVOICE_REMINDER';--> statement-breakpoint
CREATE TABLE "due_papers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "due_papers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" "invoice_kind" NOT NULL,
	"payment_id" uuid NOT NULL,
	"refund_id" uuid,
	CONSTRAINT "due_papers_once" UNIQUE NULLS NOT DISTINCT("kind","payment_id","refund_id")
);
--> statement-breakpoint
CREATE TABLE "invoice_counters" (
	"kind" "invoice_kind",
	"year" integer,
	"last" integer NOT NULL,
	CONSTRAINT "invoice_counters_pkey" PRIMARY KEY("kind","year")
);
--> statement-breakpoint
CREATE TABLE "invoice_reminders" (
	"invoice_id" uuid,
	"level" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "invoice_reminders_pkey" PRIMARY KEY("invoice_id","level"),
	CONSTRAINT "invoice_reminders_level" CHECK ("level" > 0)
);
--> statement-breakpoint
CREATE TABLE "invoices" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"kind" "invoice_kind" NOT NULL,
	"year" integer NOT NULL,
	"seq" integer NOT NULL,
	"number" text NOT NULL CONSTRAINT "invoices_number" UNIQUE,
	"order_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"refund_id" uuid,
	"owner_id" uuid NOT NULL,
	"currency" "asset" NOT NULL,
	"net" numeric(78,0) NOT NULL,
	"vat" numeric(78,0) NOT NULL,
	"gross" numeric(78,0) NOT NULL,
	"vat_bps" integer NOT NULL,
	"vat_treatment" "vat_treatment" NOT NULL,
	"seller" jsonb NOT NULL,
	"buyer" jsonb NOT NULL,
	"lines" jsonb NOT NULL,
	"note" text,
	"issued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"due_at" timestamp with time zone,
	CONSTRAINT "invoices_seq" UNIQUE("kind","year","seq"),
	CONSTRAINT "invoices_once" UNIQUE NULLS NOT DISTINCT("payment_id","kind","refund_id"),
	CONSTRAINT "invoices_seq_positive" CHECK ("seq" > 0),
	CONSTRAINT "invoices_sum" CHECK ("net" + "vat" = "gross"),
	CONSTRAINT "invoices_sign" CHECK (case "kind" when 'CREDIT_NOTE' then "gross" < 0 else "gross" > 0 end),
	CONSTRAINT "invoices_refund" CHECK (("kind" = 'CREDIT_NOTE') = ("refund_id" is not null)),
	CONSTRAINT "invoices_vat" CHECK (("vat_treatment" = 'STANDARD') or ("vat" = 0 and "vat_bps" = 0))
);
--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "invoice_id" uuid;--> statement-breakpoint
CREATE INDEX "invoices_owner" ON "invoices" ("owner_id","id");--> statement-breakpoint
CREATE INDEX "invoices_order" ON "invoices" ("order_id","id");--> statement-breakpoint
CREATE INDEX "payments_overdue" ON "payments" ("due_at") WHERE "method" = 'INVOICE' and "status" = 'AUTHORIZED';--> statement-breakpoint
ALTER TABLE "due_papers" ADD CONSTRAINT "due_papers_payment_id_payments_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id");--> statement-breakpoint
ALTER TABLE "due_papers" ADD CONSTRAINT "due_papers_refund_id_payment_refunds_id_fkey" FOREIGN KEY ("refund_id") REFERENCES "payment_refunds"("id");--> statement-breakpoint
ALTER TABLE "invoice_reminders" ADD CONSTRAINT "invoice_reminders_invoice_id_invoices_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoices"("id");--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_order_id_orders_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id");--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_payment_id_payments_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id");--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_refund_id_payment_refunds_id_fkey" FOREIGN KEY ("refund_id") REFERENCES "payment_refunds"("id");--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_invoice_id_invoices_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoices"("id");--> statement-breakpoint
ALTER TABLE "mails" DROP CONSTRAINT "mails_to_one", ADD CONSTRAINT "mails_to_one" CHECK (num_nonnulls("user_id", "invitation_id", "invoice_id") = 1);