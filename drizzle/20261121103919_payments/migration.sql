CREATE TYPE "dispute_status" AS ENUM('OPEN', 'WON', 'LOST');--> statement-breakpoint
CREATE TYPE "refund_destination" AS ENUM('ORIGINAL', 'WALLET', 'RECEIVABLE');--> statement-breakpoint
CREATE TYPE "refund_status" AS ENUM('PENDING', 'SUCCEEDED', 'FAILED');--> statement-breakpoint
CREATE TYPE "payment_gateway" AS ENUM('STRIPE', 'DEVELOPMENT', 'BANK', 'CHAIN');--> statement-breakpoint
CREATE TYPE "payment_method" AS ENUM('CARD', 'BANK_TRANSFER', 'CRYPTO', 'INVOICE');--> statement-breakpoint
CREATE TYPE "payment_status" AS ENUM('CREATED', 'AUTHORIZED', 'CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'FAILED', 'CANCELLED', 'DISPUTED');--> statement-breakpoint
CREATE TABLE "development_charges" (
	"payment_id" uuid PRIMARY KEY,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment_notice_cursors" (
	"gateway" "payment_gateway" PRIMARY KEY,
	"read_until" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment_notices" (
	"id" text PRIMARY KEY,
	"gateway" "payment_gateway" NOT NULL,
	"kind" text NOT NULL,
	"payment_id" uuid,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment_disputes" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"payment_id" uuid NOT NULL,
	"external_id" text NOT NULL CONSTRAINT "payment_disputes_external" UNIQUE,
	"amount" numeric(78,0) NOT NULL,
	"reason" text NOT NULL,
	"status" "dispute_status" DEFAULT 'OPEN'::"dispute_status" NOT NULL,
	"taken_amount" numeric(78,0) NOT NULL,
	"taken_fee" numeric(78,0) NOT NULL,
	"evidence_due_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "payment_disputes_amount" CHECK ("amount" > 0 and "taken_amount" >= 0),
	CONSTRAINT "payment_disputes_closed" CHECK (("status" = 'OPEN') = ("closed_at" is null))
);
--> statement-breakpoint
CREATE TABLE "payment_refunds" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"payment_id" uuid NOT NULL,
	"amount" numeric(78,0) NOT NULL,
	"destination" "refund_destination" NOT NULL,
	"status" "refund_status" DEFAULT 'PENDING'::"refund_status" NOT NULL,
	"reason" text NOT NULL,
	"failure" text,
	"external_id" text CONSTRAINT "payment_refunds_external" UNIQUE,
	"requested_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "payment_refunds_amount" CHECK ("amount" > 0),
	CONSTRAINT "payment_refunds_ended" CHECK (("status" = 'PENDING') = ("ended_at" is null)),
	CONSTRAINT "payment_refunds_failure" CHECK (("status" = 'FAILED') = ("failure" is not null))
);
--> statement-breakpoint
CREATE TABLE "payment_crypto" (
	"payment_id" uuid PRIMARY KEY,
	"chain_id" integer NOT NULL,
	"payment_ref" bytea NOT NULL,
	"amount" numeric(78,0) NOT NULL,
	"rate" numeric(78,0) NOT NULL,
	"rate_source" text NOT NULL,
	"rate_as_of" timestamp with time zone NOT NULL,
	"received" numeric(78,0) DEFAULT 0 NOT NULL,
	CONSTRAINT "payment_crypto_ref" UNIQUE("chain_id","payment_ref"),
	CONSTRAINT "payment_crypto_amounts" CHECK ("amount" > 0 and "rate" > 0 and "received" >= 0)
);
--> statement-breakpoint
CREATE TABLE "payment_steps" (
	"payment_id" uuid,
	"seq" integer,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor_id" uuid,
	"status" "payment_status" NOT NULL,
	"moved" numeric(78,0),
	"note" text,
	CONSTRAINT "payment_steps_pkey" PRIMARY KEY("payment_id","seq"),
	CONSTRAINT "payment_steps_seq" CHECK ("seq" > 0)
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"order_id" uuid NOT NULL,
	"payer_id" uuid NOT NULL,
	"organization_id" uuid,
	"method" "payment_method" NOT NULL,
	"gateway" "payment_gateway" NOT NULL,
	"currency" "asset" NOT NULL,
	"due" numeric(78,0) NOT NULL,
	"processor_fee" numeric(78,0) NOT NULL,
	"kept_fee" numeric(78,0) DEFAULT 0 NOT NULL,
	"received" numeric(78,0) DEFAULT 0 NOT NULL,
	"refunded" numeric(78,0) DEFAULT 0 NOT NULL,
	"status" "payment_status" DEFAULT 'CREATED'::"payment_status" NOT NULL,
	"reason" text,
	"reference" text NOT NULL CONSTRAINT "payments_reference" UNIQUE,
	"external_id" text,
	"pay_by" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone,
	"look_at" timestamp with time zone,
	"looks" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"authorized_at" timestamp with time zone,
	"captured_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "payments_external" UNIQUE("gateway","external_id"),
	CONSTRAINT "payments_amounts" CHECK ("due" > 0 and "processor_fee" >= 0 and "received" >= 0),
	CONSTRAINT "payments_refunded" CHECK ("refunded" >= 0 and "refunded" <= greatest("received", "due")),
	CONSTRAINT "payments_captured" CHECK (("status" in ('CREATED', 'AUTHORIZED', 'FAILED', 'CANCELLED')) or "captured_at" is not null),
	CONSTRAINT "payments_ended" CHECK (("status" in ('FAILED', 'CANCELLED')) = ("ended_at" is not null)),
	CONSTRAINT "payments_invoice" CHECK (("method" = 'INVOICE') = ("due_at" is not null))
);
--> statement-breakpoint
CREATE INDEX "payment_notices_payment" ON "payment_notices" ("payment_id");--> statement-breakpoint
CREATE INDEX "payment_notices_received" ON "payment_notices" ("received_at");--> statement-breakpoint
CREATE INDEX "payment_disputes_payment" ON "payment_disputes" ("payment_id","id");--> statement-breakpoint
CREATE INDEX "payment_disputes_open" ON "payment_disputes" ("id") WHERE "status" = 'OPEN';--> statement-breakpoint
CREATE INDEX "payment_refunds_payment" ON "payment_refunds" ("payment_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_open" ON "payments" ("order_id") WHERE "status" in ('CREATED', 'AUTHORIZED');--> statement-breakpoint
CREATE INDEX "payments_order" ON "payments" ("order_id","id");--> statement-breakpoint
CREATE INDEX "payments_owner" ON "payments" (coalesce("organization_id", "payer_id"),"id");--> statement-breakpoint
CREATE INDEX "payments_look" ON "payments" ("look_at") WHERE "look_at" is not null;--> statement-breakpoint
CREATE INDEX "payments_open_by" ON "payments" ("pay_by") WHERE "status" = 'CREATED';--> statement-breakpoint
ALTER TABLE "development_charges" ADD CONSTRAINT "development_charges_payment_id_payments_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id");--> statement-breakpoint
ALTER TABLE "payment_notices" ADD CONSTRAINT "payment_notices_payment_id_payments_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id");--> statement-breakpoint
ALTER TABLE "payment_disputes" ADD CONSTRAINT "payment_disputes_payment_id_payments_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id");--> statement-breakpoint
ALTER TABLE "payment_refunds" ADD CONSTRAINT "payment_refunds_payment_id_payments_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id");--> statement-breakpoint
ALTER TABLE "payment_refunds" ADD CONSTRAINT "payment_refunds_requested_by_users_id_fkey" FOREIGN KEY ("requested_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "payment_crypto" ADD CONSTRAINT "payment_crypto_payment_id_payments_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id");--> statement-breakpoint
ALTER TABLE "payment_steps" ADD CONSTRAINT "payment_steps_payment_id_payments_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_order_id_orders_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_payer_id_users_id_fkey" FOREIGN KEY ("payer_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_organization_id_organizations_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id");