CREATE TYPE "notification_delivery_state" AS ENUM('WAITING', 'SENT', 'DEAD', 'SKIPPED');--> statement-breakpoint
CREATE TYPE "notification_channel" AS ENUM('IN_APP', 'EMAIL', 'SMS', 'PUSH');--> statement-breakpoint
CREATE TYPE "notification_frequency" AS ENUM('OFF', 'AT_ONCE', 'DAILY', 'WEEKLY');--> statement-breakpoint
CREATE TYPE "notification_language" AS ENUM('EN', 'DE', 'FR');--> statement-breakpoint
CREATE TYPE "notification_trigger" AS ENUM('PROJECT_STATUS', 'POAI_CASE', 'PURCHASE', 'TRADE', 'TRANSFER', 'RETIREMENT', 'CERTIFICATE', 'GOVERNANCE_PROPOSAL', 'SCHEDULED_RETIREMENT', 'PRICE_ALERT', 'DEPOSIT', 'WITHDRAWAL', 'CHAIN_EVENT', 'SECURITY');--> statement-breakpoint
CREATE TABLE "notification_deliveries" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"user_id" uuid NOT NULL,
	"channel" "notification_channel" NOT NULL,
	"target_id" uuid,
	"frequency" "notification_frequency" NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"state" "notification_delivery_state" DEFAULT 'WAITING'::"notification_delivery_state" NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "notification_delivery_items" (
	"delivery_id" uuid,
	"notification_id" uuid,
	CONSTRAINT "notification_delivery_items_pkey" PRIMARY KEY("delivery_id","notification_id")
);
--> statement-breakpoint
CREATE TABLE "notification_preferences" (
	"user_id" uuid,
	"trigger" "notification_trigger",
	"channel" "notification_channel",
	"frequency" "notification_frequency" NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_preferences_pkey" PRIMARY KEY("user_id","trigger","channel"),
	CONSTRAINT "notification_preferences_in_app" CHECK ("channel" <> 'IN_APP' or "frequency" in ('OFF', 'AT_ONCE'))
);
--> statement-breakpoint
CREATE TABLE "notification_settings" (
	"user_id" uuid PRIMARY KEY,
	"language" "notification_language" DEFAULT 'EN'::"notification_language" NOT NULL,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"quiet_from" integer,
	"quiet_to" integer,
	"digest_at" integer DEFAULT 480 NOT NULL,
	"digest_day" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_settings_quiet" CHECK (("quiet_from" is null) = ("quiet_to" is null)),
	CONSTRAINT "notification_settings_minutes" CHECK ("quiet_from" between 0 and 1439 and "quiet_to" between 0 and 1439 and "digest_at" between 0 and 1439
          and "quiet_from" <> "quiet_to" and "digest_day" between 1 and 7)
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"user_id" uuid NOT NULL,
	"organization_id" uuid,
	"trigger" "notification_trigger" NOT NULL,
	"kind" text NOT NULL,
	"facts" jsonb NOT NULL,
	"subject_type" text,
	"subject_id" uuid,
	"dedupe_key" text NOT NULL,
	"in_app" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"read_at" timestamp with time zone,
	CONSTRAINT "notifications_once" UNIQUE("user_id","dedupe_key")
);
--> statement-breakpoint
CREATE INDEX "notification_deliveries_waiting" ON "notification_deliveries" ("channel","next_attempt_at") WHERE "state" = 'WAITING';--> statement-breakpoint
CREATE INDEX "notification_deliveries_dead" ON "notification_deliveries" ("id") WHERE "state" = 'DEAD';--> statement-breakpoint
CREATE UNIQUE INDEX "notification_deliveries_digest" ON "notification_deliveries" ("user_id","channel",coalesce("target_id", "user_id"),"frequency","due_at") WHERE "frequency" <> 'AT_ONCE';--> statement-breakpoint
CREATE INDEX "notification_deliveries_age" ON "notification_deliveries" ("created_at");--> statement-breakpoint
CREATE INDEX "notification_delivery_items_notification" ON "notification_delivery_items" ("notification_id");--> statement-breakpoint
CREATE INDEX "notifications_list" ON "notifications" ("user_id","id") WHERE "in_app";--> statement-breakpoint
CREATE INDEX "notifications_unread" ON "notifications" ("user_id","id") WHERE "in_app" and "read_at" is null;--> statement-breakpoint
CREATE INDEX "notifications_age" ON "notifications" ("created_at");--> statement-breakpoint
CREATE INDEX "order_lines_trade" ON "order_lines" ("trade_id") WHERE "trade_id" is not null;--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" ("user_id");--> statement-breakpoint
ALTER TABLE "notification_deliveries" ADD CONSTRAINT "notification_deliveries_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "notification_delivery_items" ADD CONSTRAINT "notification_delivery_items_zT59KpOsxu6x_fkey" FOREIGN KEY ("delivery_id") REFERENCES "notification_deliveries"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "notification_delivery_items" ADD CONSTRAINT "notification_delivery_items_7AfuNDGM8qxi_fkey" FOREIGN KEY ("notification_id") REFERENCES "notifications"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "notification_preferences" ADD CONSTRAINT "notification_preferences_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "notification_settings" ADD CONSTRAINT "notification_settings_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_organization_id_organizations_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id");