CREATE TYPE "order_fill" AS ENUM('ALL_OR_NOTHING', 'PARTIAL');--> statement-breakpoint
CREATE TYPE "order_source" AS ENUM('QUOTE', 'BATCH', 'ANNOUNCEMENT', 'CRITERIA', 'BASKET');--> statement-breakpoint
CREATE TYPE "order_status" AS ENUM('PENDING_PAYMENT', 'PAID', 'SETTLING', 'COMPLETED', 'CANCELLED', 'EXPIRED', 'FAILED', 'REFUNDED');--> statement-breakpoint
CREATE TABLE "basket_items" (
	"basket_id" uuid,
	"position" smallint,
	"weight" integer NOT NULL,
	"criteria" jsonb NOT NULL,
	CONSTRAINT "basket_items_pkey" PRIMARY KEY("basket_id","position"),
	CONSTRAINT "basket_items_weight" CHECK ("weight" between 1 and 10000)
);
--> statement-breakpoint
CREATE TABLE "baskets" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"created_by" uuid NOT NULL,
	"organization_id" uuid,
	"is_public" boolean DEFAULT false NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "baskets_name" CHECK ("name" <> ''),
	CONSTRAINT "baskets_public_of_platform" CHECK (not "is_public" or "organization_id" is null)
);
--> statement-breakpoint
CREATE TABLE "order_events" (
	"order_id" uuid,
	"seq" integer,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor_id" uuid,
	"status" "order_status" NOT NULL,
	"reason" text,
	CONSTRAINT "order_events_pkey" PRIMARY KEY("order_id","seq"),
	CONSTRAINT "order_events_seq" CHECK ("seq" > 0)
);
--> statement-breakpoint
CREATE TABLE "order_lines" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"order_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"announcement_id" uuid,
	"batch_id" uuid,
	"seller_id" uuid NOT NULL,
	"quantity" numeric(78,0) NOT NULL,
	"price_per_credit" numeric(78,0) NOT NULL,
	"total" numeric(78,0) NOT NULL,
	"buyer_fee" numeric(78,0) NOT NULL,
	"seller_fee" numeric(78,0) NOT NULL,
	"price_source" text NOT NULL,
	"price_as_of" timestamp with time zone NOT NULL,
	"trade_id" uuid,
	CONSTRAINT "order_lines_position" UNIQUE("order_id","position"),
	CONSTRAINT "order_lines_offer" CHECK ("announcement_id" is not null or "batch_id" is not null),
	CONSTRAINT "order_lines_amounts" CHECK ("quantity" > 0 and "price_per_credit" > 0 and "total" > 0 and "buyer_fee" >= 0
          and "seller_fee" >= 0 and "seller_fee" <= "total")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"buyer_id" uuid NOT NULL,
	"organization_id" uuid,
	"source" "order_source" NOT NULL,
	"source_id" uuid,
	"criteria" jsonb,
	"fill" "order_fill" NOT NULL,
	"asset" "asset" NOT NULL,
	"requested" numeric(78,0) NOT NULL,
	"quantity" numeric(78,0) NOT NULL,
	"currency" "asset" NOT NULL,
	"total" numeric(78,0) NOT NULL,
	"buyer_fee" numeric(78,0) NOT NULL,
	"fee_schedule_version" integer NOT NULL,
	"status" "order_status" DEFAULT 'PENDING_PAYMENT'::"order_status" NOT NULL,
	"reason" text,
	"pay_by" timestamp with time zone NOT NULL,
	"auto_retire" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"paid_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	CONSTRAINT "orders_source" CHECK (("source" in ('QUOTE', 'ANNOUNCEMENT', 'BASKET')) = ("source_id" is not null)),
	CONSTRAINT "orders_quantities" CHECK ("quantity" > 0 and "quantity" <= "requested"),
	CONSTRAINT "orders_all_or_nothing" CHECK ("fill" <> 'ALL_OR_NOTHING' or "quantity" = "requested"),
	CONSTRAINT "orders_amounts" CHECK ("total" > 0 and "buyer_fee" >= 0),
	CONSTRAINT "orders_currency" CHECK ("currency"::text in ('USD', 'EUR')),
	CONSTRAINT "orders_asset" CHECK ("asset"::text in ('CARBON', 'CREDIT')),
	CONSTRAINT "orders_paid" CHECK ("status" not in ('PAID', 'SETTLING', 'COMPLETED', 'REFUNDED') or "paid_at" is not null),
	CONSTRAINT "orders_completed" CHECK (("status" in ('COMPLETED', 'REFUNDED')) = ("completed_at" is not null)),
	CONSTRAINT "orders_closed" CHECK (("status" in ('CANCELLED', 'EXPIRED', 'FAILED', 'REFUNDED')) = ("closed_at" is not null)),
	CONSTRAINT "orders_reason" CHECK ("status" not in ('FAILED', 'REFUNDED') or "reason" is not null)
);
--> statement-breakpoint
CREATE INDEX "baskets_owner" ON "baskets" (coalesce("organization_id", "created_by"),"id");--> statement-breakpoint
CREATE INDEX "baskets_public" ON "baskets" ("id") WHERE "is_public" and "archived_at" is null;--> statement-breakpoint
CREATE INDEX "order_lines_announcement" ON "order_lines" ("announcement_id","id");--> statement-breakpoint
CREATE INDEX "order_lines_batch" ON "order_lines" ("batch_id","id");--> statement-breakpoint
CREATE INDEX "orders_owner" ON "orders" (coalesce("organization_id", "buyer_id"),"id");--> statement-breakpoint
CREATE INDEX "orders_pay_by" ON "orders" ("pay_by") WHERE "status" = 'PENDING_PAYMENT';--> statement-breakpoint
CREATE INDEX "orders_to_settle" ON "orders" ("id") WHERE "status" in ('PAID', 'SETTLING');--> statement-breakpoint
CREATE UNIQUE INDEX "orders_quote" ON "orders" ("source_id") WHERE "source" = 'QUOTE';--> statement-breakpoint
ALTER TABLE "basket_items" ADD CONSTRAINT "basket_items_basket_id_baskets_id_fkey" FOREIGN KEY ("basket_id") REFERENCES "baskets"("id");--> statement-breakpoint
ALTER TABLE "baskets" ADD CONSTRAINT "baskets_created_by_users_id_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "baskets" ADD CONSTRAINT "baskets_organization_id_organizations_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id");--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_order_id_orders_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id");--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_orders_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id");--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_announcement_id_announcements_id_fkey" FOREIGN KEY ("announcement_id") REFERENCES "announcements"("id");--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_batch_id_batches_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id");--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_seller_id_parties_id_fkey" FOREIGN KEY ("seller_id") REFERENCES "parties"("id");--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_buyer_id_users_id_fkey" FOREIGN KEY ("buyer_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_organization_id_organizations_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id");