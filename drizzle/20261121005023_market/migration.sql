CREATE TYPE "announcement_status" AS ENUM('DRAFT', 'ACTIVE', 'PAUSED', 'SOLD_OUT', 'CANCELLED', 'EXPIRED');--> statement-breakpoint
CREATE TYPE "price_kind" AS ENUM('FIXED', 'MARKET');--> statement-breakpoint
CREATE TYPE "account_kind" AS ENUM('AVAILABLE', 'HELD', 'FEES', 'EXTERNAL');--> statement-breakpoint
CREATE TYPE "entry_kind" AS ENUM('DEPOSIT', 'WITHDRAWAL_HOLD', 'WITHDRAWAL_RELEASE', 'WITHDRAWAL_SETTLEMENT', 'ANNOUNCEMENT_HOLD', 'ANNOUNCEMENT_RELEASE', 'TRADE', 'TRANSFER', 'CORRECTION');--> statement-breakpoint
CREATE TYPE "mail_kind" AS ENUM('EMAIL_VERIFICATION', 'PASSWORD_RESET', 'PASSWORD_CHANGED');--> statement-breakpoint
CREATE TYPE "mail_status" AS ENUM('WAITING', 'SENT', 'GIVEN_UP');--> statement-breakpoint
CREATE TYPE "trade_status" AS ENUM('PENDING', 'COMPLETED', 'FAILED', 'CANCELLED');--> statement-breakpoint
CREATE TYPE "platform_role" AS ENUM('RETAIL_USER', 'ENTERPRISE_USER', 'PROJECT_OWNER', 'POAI_REVIEWER', 'GOVERNANCE_MEMBER', 'FINANCE', 'PLATFORM_ADMIN');--> statement-breakpoint
CREATE TYPE "token_purpose" AS ENUM('EMAIL_VERIFICATION', 'PASSWORD_RESET');--> statement-breakpoint
CREATE TYPE "asset" AS ENUM('USD', 'EUR', 'ETH', 'CARBON');--> statement-breakpoint
CREATE TYPE "withdrawal_status" AS ENUM('REQUESTED', 'APPROVED', 'REJECTED');--> statement-breakpoint
CREATE TABLE "announcements" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"seller_id" uuid NOT NULL,
	"title" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"quantity" numeric(78,0) NOT NULL,
	"remaining" numeric(78,0) NOT NULL,
	"minimum_fill" numeric(78,0) NOT NULL,
	"currency" "asset" NOT NULL,
	"price_kind" "price_kind" NOT NULL,
	"fixed_price" numeric(78,0),
	"premium_bps" integer,
	"status" "announcement_status" DEFAULT 'DRAFT'::"announcement_status" NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"opened_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	CONSTRAINT "announcements_quantities" CHECK ("quantity" > 0 and "remaining" between 0 and "quantity"),
	CONSTRAINT "announcements_minimum_fill" CHECK ("minimum_fill" > 0 and "minimum_fill" <= "quantity"),
	CONSTRAINT "announcements_sold_out" CHECK ("status" <> 'SOLD_OUT' or "remaining" = 0),
	CONSTRAINT "announcements_open_has_left" CHECK ("status" not in ('ACTIVE', 'PAUSED') or "remaining" > 0),
	CONSTRAINT "announcements_currency" CHECK ("currency" <> 'CARBON'),
	CONSTRAINT "announcements_price" CHECK (case "price_kind" when 'FIXED' then "fixed_price" > 0 and "premium_bps" is null
          else "fixed_price" is null and "premium_bps" between -9000 and 100000 end)
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"seq" bigint PRIMARY KEY,
	"at" timestamp with time zone NOT NULL,
	"actor_id" uuid,
	"action" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"detail" jsonb DEFAULT '{}' NOT NULL,
	"previous_hash" bytea NOT NULL,
	"hash" bytea NOT NULL UNIQUE
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"actor_id" uuid,
	"operation" text,
	"key" text,
	"input_hash" bytea NOT NULL,
	"result_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY("actor_id","operation","key")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"wallet_id" uuid,
	"asset" text NOT NULL,
	"kind" "account_kind" NOT NULL,
	"balance" numeric(78,0),
	CONSTRAINT "accounts_of_wallet" UNIQUE NULLS NOT DISTINCT("wallet_id","kind","asset"),
	CONSTRAINT "accounts_balance_not_negative" CHECK ("balance" >= 0),
	CONSTRAINT "accounts_balance_of_wallets" CHECK (("wallet_id" is null) = ("balance" is null)),
	CONSTRAINT "accounts_kind_of_wallets" CHECK (("wallet_id" is null) = ("kind" in ('FEES', 'EXTERNAL')))
);
--> statement-breakpoint
CREATE TABLE "entries" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"kind" "entry_kind" NOT NULL,
	"reference_id" uuid NOT NULL,
	"actor_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "postings" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "postings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"entry_id" uuid NOT NULL,
	"leg" smallint NOT NULL,
	"account_id" bigint NOT NULL,
	"asset" text NOT NULL,
	"amount" numeric(78,0) NOT NULL,
	"balance_after" numeric(78,0),
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "postings_leg" UNIQUE("entry_id","leg"),
	CONSTRAINT "postings_move_something" CHECK ("amount" <> 0)
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"user_id" uuid NOT NULL,
	"kind" "mail_kind" NOT NULL,
	"status" "mail_status" DEFAULT 'WAITING'::"mail_status" NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"xid" xid8 DEFAULT pg_current_xact_id() NOT NULL,
	"topic" text NOT NULL,
	"key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fee_schedules" (
	"version" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "fee_schedules_version_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"maker_bps" integer NOT NULL,
	"taker_bps" integer NOT NULL,
	"effective_from" timestamp with time zone NOT NULL,
	"author_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "fee_schedules_bps" CHECK ("maker_bps" between 0 and 10000 and "taker_bps" between 0 and 10000)
);
--> statement-breakpoint
CREATE TABLE "trades" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"announcement_id" uuid NOT NULL,
	"buyer_id" uuid NOT NULL,
	"seller_id" uuid NOT NULL,
	"quantity" numeric(78,0) NOT NULL,
	"currency" "asset" NOT NULL,
	"price_per_credit" numeric(78,0) NOT NULL,
	"total_price" numeric(78,0) NOT NULL,
	"buyer_fee" numeric(78,0) NOT NULL,
	"seller_fee" numeric(78,0) NOT NULL,
	"fee_schedule_version" integer NOT NULL,
	"price_source" text NOT NULL,
	"price_as_of" timestamp with time zone NOT NULL,
	"status" "trade_status" NOT NULL,
	"entry_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "trades_parties" CHECK ("buyer_id" <> "seller_id"),
	CONSTRAINT "trades_amounts" CHECK ("quantity" > 0 and "total_price" > 0 and "buyer_fee" >= 0 and "seller_fee" >= 0)
);
--> statement-breakpoint
CREATE TABLE "transfers" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"sender_id" uuid NOT NULL,
	"recipient_id" uuid NOT NULL,
	"asset" "asset" NOT NULL,
	"amount" numeric(78,0) NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"status" "trade_status" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "transfers_parties" CHECK ("sender_id" <> "recipient_id"),
	CONSTRAINT "transfers_amount_positive" CHECK ("amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "one_time_tokens" (
	"token_hash" bytea PRIMARY KEY,
	"user_id" uuid NOT NULL,
	"purpose" "token_purpose" NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "profiles" (
	"user_id" uuid PRIMARY KEY,
	"display_name" text NOT NULL,
	"is_seller" boolean DEFAULT false NOT NULL,
	"is_buyer" boolean DEFAULT true NOT NULL,
	"country" text
);
--> statement-breakpoint
CREATE TABLE "refresh_tokens" (
	"token_hash" bytea PRIMARY KEY,
	"session_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"user_id" uuid NOT NULL,
	"address" inet,
	"user_agent" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"end_reason" text
);
--> statement-breakpoint
CREATE TABLE "user_roles" (
	"user_id" uuid,
	"role" "platform_role",
	"granted_by" uuid,
	"granted_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_roles_pkey" PRIMARY KEY("user_id","role")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"username" text NOT NULL,
	"email" text NOT NULL,
	"password_hash" text NOT NULL,
	"email_verified_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deposits" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"wallet_id" uuid NOT NULL,
	"amount" numeric(78,0) NOT NULL,
	"bank_reference" text NOT NULL CONSTRAINT "deposits_bank_reference" UNIQUE,
	"recorded_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "deposits_amount_positive" CHECK ("amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "wallets" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"owner_id" uuid NOT NULL,
	"asset" "asset" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "wallets_owner_asset" UNIQUE("owner_id","asset")
);
--> statement-breakpoint
CREATE TABLE "withdrawals" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"wallet_id" uuid NOT NULL,
	"amount" numeric(78,0) NOT NULL,
	"destination" text NOT NULL,
	"status" "withdrawal_status" DEFAULT 'REQUESTED'::"withdrawal_status" NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "withdrawals_amount_positive" CHECK ("amount" > 0),
	CONSTRAINT "withdrawals_decided" CHECK (("status" = 'REQUESTED') = ("decided_at" is null))
);
--> statement-breakpoint
CREATE INDEX "announcements_seller" ON "announcements" ("seller_id","id");--> statement-breakpoint
CREATE INDEX "announcements_newest" ON "announcements" ("status","id");--> statement-breakpoint
CREATE INDEX "announcements_quantity" ON "announcements" ("status","remaining","id");--> statement-breakpoint
CREATE INDEX "announcements_fixed_price" ON "announcements" ("status","currency","fixed_price","id") WHERE "price_kind" = 'FIXED';--> statement-breakpoint
CREATE INDEX "announcements_premium" ON "announcements" ("status","currency","premium_bps","id") WHERE "price_kind" = 'MARKET';--> statement-breakpoint
CREATE INDEX "announcements_expiry" ON "announcements" ("expires_at") WHERE "status" in ('ACTIVE', 'PAUSED');--> statement-breakpoint
CREATE INDEX "announcements_text" ON "announcements" USING gin (to_tsvector('simple', "title" || ' ' || "description"));--> statement-breakpoint
CREATE INDEX "entries_reference" ON "entries" ("reference_id");--> statement-breakpoint
CREATE INDEX "postings_account" ON "postings" ("account_id","id");--> statement-breakpoint
CREATE INDEX "mails_waiting" ON "mails" ("next_attempt_at") WHERE "status" = 'WAITING';--> statement-breakpoint
CREATE INDEX "outbox_order" ON "outbox" ("xid","position");--> statement-breakpoint
CREATE INDEX "outbox_age" ON "outbox" ("created_at");--> statement-breakpoint
CREATE INDEX "fee_schedules_effective" ON "fee_schedules" ("effective_from");--> statement-breakpoint
CREATE INDEX "trades_announcement" ON "trades" ("announcement_id","id");--> statement-breakpoint
CREATE INDEX "trades_buyer" ON "trades" ("buyer_id","id");--> statement-breakpoint
CREATE INDEX "trades_seller" ON "trades" ("seller_id","id");--> statement-breakpoint
CREATE INDEX "transfers_sender" ON "transfers" ("sender_id","id");--> statement-breakpoint
CREATE INDEX "transfers_recipient" ON "transfers" ("recipient_id","id");--> statement-breakpoint
CREATE INDEX "sessions_open" ON "sessions" ("user_id","last_used_at") WHERE "ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "users_username_folded" ON "users" (lower("username"));--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_folded" ON "users" (lower("email"));--> statement-breakpoint
CREATE INDEX "withdrawals_wallet" ON "withdrawals" ("wallet_id","id");--> statement-breakpoint
CREATE INDEX "withdrawals_open" ON "withdrawals" ("id") WHERE "status" = 'REQUESTED';--> statement-breakpoint
ALTER TABLE "announcements" ADD CONSTRAINT "announcements_seller_id_users_id_fkey" FOREIGN KEY ("seller_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_wallet_id_wallets_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id");--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "fee_schedules" ADD CONSTRAINT "fee_schedules_author_id_users_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "trades" ADD CONSTRAINT "trades_announcement_id_announcements_id_fkey" FOREIGN KEY ("announcement_id") REFERENCES "announcements"("id");--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_sender_id_users_id_fkey" FOREIGN KEY ("sender_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_recipient_id_users_id_fkey" FOREIGN KEY ("recipient_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "one_time_tokens" ADD CONSTRAINT "one_time_tokens_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "profiles" ADD CONSTRAINT "profiles_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_sessions_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id");--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "user_roles" ADD CONSTRAINT "user_roles_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "user_roles" ADD CONSTRAINT "user_roles_granted_by_users_id_fkey" FOREIGN KEY ("granted_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "deposits" ADD CONSTRAINT "deposits_wallet_id_wallets_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id");--> statement-breakpoint
ALTER TABLE "deposits" ADD CONSTRAINT "deposits_recorded_by_users_id_fkey" FOREIGN KEY ("recorded_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_owner_id_users_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "withdrawals" ADD CONSTRAINT "withdrawals_wallet_id_wallets_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id");--> statement-breakpoint
ALTER TABLE "withdrawals" ADD CONSTRAINT "withdrawals_decided_by_users_id_fkey" FOREIGN KEY ("decided_by") REFERENCES "users"("id");