CREATE TYPE "price_alert_direction" AS ENUM('ABOVE', 'BELOW');--> statement-breakpoint
CREATE TYPE "price_alert_status" AS ENUM('ACTIVE', 'FIRED', 'CANCELLED');--> statement-breakpoint
CREATE TYPE "webhook_message_state" AS ENUM('WAITING', 'DELIVERED', 'DEAD');--> statement-breakpoint
CREATE TYPE "webhook_status" AS ENUM('ACTIVE', 'PAUSED', 'DISABLED', 'DELETED');--> statement-breakpoint
ALTER TYPE "notification_trigger" ADD VALUE 'WEBHOOK';--> statement-breakpoint
CREATE TABLE "retirement_reminders" (
	"schedule_id" uuid,
	"due_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "retirement_reminders_pkey" PRIMARY KEY("schedule_id","due_at")
);
--> statement-breakpoint
CREATE TABLE "phone_codes" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"user_id" uuid NOT NULL,
	"number" text NOT NULL,
	"code_hash" bytea,
	"expires_at" timestamp with time zone NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_error" text,
	"sent_at" timestamp with time zone,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "phone_codes_number" CHECK ("number" ~ '^\+[1-9][0-9]{6,14}$')
);
--> statement-breakpoint
CREATE TABLE "phones" (
	"user_id" uuid PRIMARY KEY,
	"number" text NOT NULL,
	"verified_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "phones_number" CHECK ("number" ~ '^\+[1-9][0-9]{6,14}$')
);
--> statement-breakpoint
CREATE TABLE "price_alerts" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"user_id" uuid NOT NULL,
	"instrument" "instrument",
	"batch_id" uuid,
	"currency" "price_currency" NOT NULL,
	"direction" "price_alert_direction" NOT NULL,
	"threshold" numeric(78,0) NOT NULL,
	"margin_bps" integer NOT NULL,
	"repeats" boolean NOT NULL,
	"armed" boolean NOT NULL,
	"status" "price_alert_status" DEFAULT 'ACTIVE'::"price_alert_status" NOT NULL,
	"fired" integer DEFAULT 0 NOT NULL,
	"last_fired_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "price_alerts_subject" CHECK (("instrument" is null) <> ("batch_id" is null)),
	CONSTRAINT "price_alerts_threshold" CHECK ("threshold" > 0),
	CONSTRAINT "price_alerts_margin" CHECK ("margin_bps" between 0 and 5000),
	CONSTRAINT "price_alerts_end" CHECK (("status" = 'ACTIVE') = ("ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "push_subscriptions" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"user_id" uuid NOT NULL,
	"endpoint" text NOT NULL CONSTRAINT "push_subscriptions_endpoint" UNIQUE,
	"p256dh" bytea NOT NULL,
	"auth" bytea NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_sent_at" timestamp with time zone,
	CONSTRAINT "push_subscriptions_keys" CHECK (octet_length("p256dh") = 65 and octet_length("auth") = 16)
);
--> statement-breakpoint
CREATE TABLE "webhook_attempts" (
	"message_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"status" integer,
	"duration_ms" integer NOT NULL,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "webhook_messages" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "webhook_messages_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"endpoint_id" uuid NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"dedupe_key" text NOT NULL,
	"state" "webhook_message_state" DEFAULT 'WAITING'::"webhook_message_state" NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "webhook_messages_once" UNIQUE("endpoint_id","dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"owner_id" uuid NOT NULL,
	"created_by" uuid NOT NULL,
	"url" text NOT NULL,
	"description" text NOT NULL,
	"triggers" "notification_trigger"[],
	"status" "webhook_status" DEFAULT 'ACTIVE'::"webhook_status" NOT NULL,
	"status_reason" text,
	"master_key_id" text NOT NULL,
	"secret" bytea NOT NULL,
	"secret_number" integer DEFAULT 1 NOT NULL,
	"previous_master_key_id" text,
	"previous_secret" bytea,
	"previous_until" timestamp with time zone,
	"enqueued" bigint DEFAULT 0 NOT NULL,
	"waiting" boolean DEFAULT false NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT now() NOT NULL,
	"leased_until" timestamp with time zone,
	"failing_since" timestamp with time zone,
	"last_delivered_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_endpoints_previous" CHECK (("previous_secret" is null) = ("previous_until" is null)
          and ("previous_secret" is null) = ("previous_master_key_id" is null)),
	CONSTRAINT "webhook_endpoints_triggers" CHECK (cardinality("triggers") > 0)
);
--> statement-breakpoint
CREATE INDEX "notification_deliveries_sent" ON "notification_deliveries" ("user_id","channel","ended_at") WHERE "state" = 'SENT';--> statement-breakpoint
CREATE INDEX "retirement_reminders_age" ON "retirement_reminders" ("due_at");--> statement-breakpoint
CREATE INDEX "phone_codes_user" ON "phone_codes" ("user_id","id");--> statement-breakpoint
CREATE INDEX "phone_codes_waiting" ON "phone_codes" ("next_attempt_at") WHERE "sent_at" is null and "used_at" is null;--> statement-breakpoint
CREATE INDEX "phone_codes_expiry" ON "phone_codes" ("expires_at");--> statement-breakpoint
CREATE INDEX "price_alerts_user" ON "price_alerts" ("user_id","id");--> statement-breakpoint
CREATE INDEX "price_alerts_instrument" ON "price_alerts" ("instrument","currency") WHERE "status" = 'ACTIVE' and "instrument" is not null;--> statement-breakpoint
CREATE INDEX "price_alerts_batch" ON "price_alerts" ("batch_id","currency") WHERE "status" = 'ACTIVE' and "batch_id" is not null;--> statement-breakpoint
CREATE INDEX "push_subscriptions_user" ON "push_subscriptions" ("user_id","id");--> statement-breakpoint
CREATE INDEX "webhook_attempts_message" ON "webhook_attempts" ("message_id","at");--> statement-breakpoint
CREATE INDEX "webhook_messages_waiting" ON "webhook_messages" ("endpoint_id","position") WHERE "state" = 'WAITING';--> statement-breakpoint
CREATE INDEX "webhook_messages_log" ON "webhook_messages" ("endpoint_id","id");--> statement-breakpoint
CREATE INDEX "webhook_messages_age" ON "webhook_messages" ("created_at");--> statement-breakpoint
CREATE INDEX "webhook_endpoints_owner" ON "webhook_endpoints" ("owner_id","id");--> statement-breakpoint
CREATE INDEX "webhook_endpoints_due" ON "webhook_endpoints" ("next_attempt_at") WHERE "waiting" and "status" = 'ACTIVE';--> statement-breakpoint
ALTER TABLE "retirement_reminders" ADD CONSTRAINT "retirement_reminders_schedule_id_retirement_schedules_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "retirement_schedules"("id");--> statement-breakpoint
ALTER TABLE "phone_codes" ADD CONSTRAINT "phone_codes_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "phones" ADD CONSTRAINT "phones_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "price_alerts" ADD CONSTRAINT "price_alerts_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "price_alerts" ADD CONSTRAINT "price_alerts_batch_id_batches_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id");--> statement-breakpoint
ALTER TABLE "push_subscriptions" ADD CONSTRAINT "push_subscriptions_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_message_id_webhook_messages_id_fkey" FOREIGN KEY ("message_id") REFERENCES "webhook_messages"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "webhook_messages" ADD CONSTRAINT "webhook_messages_endpoint_id_webhook_endpoints_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoints"("id");--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_owner_id_parties_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "parties"("id");--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_created_by_users_id_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id");