CREATE TYPE "rollup_fact" AS ENUM('TRADE', 'TRANSFER', 'ORDER_COMPLETED', 'ORDER_REFUNDED', 'RETIREMENT', 'ANNOUNCEMENT');--> statement-breakpoint
CREATE TYPE "rollup_measure" AS ENUM('TRADE', 'TRADE_QUANTITY', 'TRADE_VALUE', 'SALE', 'SPEND', 'FEE', 'STOCK_SALE', 'PURCHASE', 'REFUND', 'TRANSFER', 'TRANSFER_IN', 'TRANSFER_OUT', 'RETIREMENT', 'ISSUED', 'SIGN_UP', 'ANNOUNCEMENT');--> statement-breakpoint
CREATE TYPE "rollup_thing" AS ENUM('ANNOUNCEMENT', 'ORDER', 'RETIREMENT');--> statement-breakpoint
ALTER TYPE "report_kind" ADD VALUE 'STATISTICS';--> statement-breakpoint
ALTER TYPE "report_kind" ADD VALUE 'PLATFORM_STATISTICS';--> statement-breakpoint
CREATE TABLE "active_days" (
	"user_id" uuid,
	"day" date,
	"quarters" bit(96) NOT NULL,
	CONSTRAINT "active_days_pkey" PRIMARY KEY("user_id","day")
);
--> statement-breakpoint
CREATE TABLE "active_returns" (
	"day" date,
	"before" date,
	"users" bigint NOT NULL,
	CONSTRAINT "active_returns_pkey" PRIMARY KEY("day","before")
);
--> statement-breakpoint
CREATE TABLE "rollup_balance_bins" (
	"asset" "asset",
	"floor" numeric(78,0),
	"wallets" bigint NOT NULL,
	"total" numeric(78,0) NOT NULL,
	CONSTRAINT "rollup_balance_bins_pkey" PRIMARY KEY("asset","floor"),
	CONSTRAINT "rollup_balance_bins_not_negative" CHECK ("wallets" >= 0 and "total" >= 0)
);
--> statement-breakpoint
CREATE TABLE "rollup_balances" (
	"wallet_id" uuid PRIMARY KEY,
	"asset" "asset" NOT NULL,
	"balance" numeric(78,0) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rollup_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rollup_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"measure" "rollup_measure" NOT NULL,
	"unit" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"count" bigint NOT NULL,
	"amount" numeric(78,0) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rollup_clock" (
	"id" boolean PRIMARY KEY DEFAULT true,
	"version" bigint NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"told_version" bigint DEFAULT 0 NOT NULL,
	"told_at" timestamp with time zone,
	CONSTRAINT "rollup_clock_one" CHECK ("id")
);
--> statement-breakpoint
CREATE TABLE "rollup_marks" (
	"fact" "rollup_fact",
	"id" uuid,
	CONSTRAINT "rollup_marks_pkey" PRIMARY KEY("fact","id")
);
--> statement-breakpoint
CREATE TABLE "rollup_rebuilds" (
	"source" text PRIMARY KEY,
	"after_id" uuid,
	"seen" bigint DEFAULT 0 NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "rollup_state_counts" (
	"thing" "rollup_thing",
	"state" text,
	"count" bigint NOT NULL,
	CONSTRAINT "rollup_state_counts_pkey" PRIMARY KEY("thing","state"),
	CONSTRAINT "rollup_state_counts_not_negative" CHECK ("count" >= 0)
);
--> statement-breakpoint
CREATE TABLE "rollup_states" (
	"thing" "rollup_thing",
	"id" uuid,
	"state" text NOT NULL,
	CONSTRAINT "rollup_states_pkey" PRIMARY KEY("thing","id")
);
--> statement-breakpoint
CREATE TABLE "rollups" (
	"party_id" uuid,
	"level" integer,
	"bucket" timestamp with time zone,
	"measure" "rollup_measure",
	"unit" text,
	"key" text,
	"count" bigint NOT NULL,
	"amount" numeric(78,0) NOT NULL,
	CONSTRAINT "rollups_pkey" PRIMARY KEY("party_id","level","bucket","measure","unit","key")
);
--> statement-breakpoint
CREATE INDEX "active_days_day" ON "active_days" ("day");--> statement-breakpoint
CREATE INDEX "rollups_ranking" ON "rollups" ("measure","unit","level","bucket") WHERE "measure" in ('SALE', 'SPEND');