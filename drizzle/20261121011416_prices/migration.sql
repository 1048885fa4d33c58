CREATE TYPE "price_flag" AS ENUM('CHANGE_MISMATCH', 'OHLC_INCONSISTENT', 'SAMPLED');--> statement-breakpoint
CREATE TYPE "instrument" AS ENUM('MCO2', 'ETH', 'EUA');--> statement-breakpoint
CREATE TYPE "price_currency" AS ENUM('EUR', 'USD', 'ETH');--> statement-breakpoint
CREATE TYPE "price_source_state" AS ENUM('NEVER_ASKED', 'OK', 'BLOCKED', 'LAYOUT_CHANGED', 'UNREACHABLE', 'RATE_LIMITED', 'REFUSED');--> statement-breakpoint
CREATE TABLE "price_day_revisions" (
	"instrument" "instrument",
	"currency" "price_currency",
	"date" date,
	"open" numeric(78,0),
	"high" numeric(78,0),
	"low" numeric(78,0),
	"close" numeric(78,0) NOT NULL,
	"volume" numeric(78,0),
	"change_bps" integer,
	"flags" "price_flag"[] NOT NULL,
	"source" text NOT NULL,
	"is_open_day" boolean NOT NULL,
	"revision" integer,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"replaced_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "price_day_revisions_pkey" PRIMARY KEY("instrument","currency","date","revision")
);
--> statement-breakpoint
CREATE TABLE "price_days" (
	"instrument" "instrument",
	"currency" "price_currency",
	"date" date,
	"open" numeric(78,0),
	"high" numeric(78,0),
	"low" numeric(78,0),
	"close" numeric(78,0) NOT NULL,
	"volume" numeric(78,0),
	"change_bps" integer,
	"flags" "price_flag"[] NOT NULL,
	"source" text NOT NULL,
	"is_open_day" boolean NOT NULL,
	"revision" integer NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"basis" integer,
	CONSTRAINT "price_days_pkey" PRIMARY KEY("instrument","currency","date"),
	CONSTRAINT "price_days_close_positive" CHECK ("close" > 0)
);
--> statement-breakpoint
CREATE TABLE "price_latest" (
	"instrument" "instrument",
	"currency" "price_currency",
	"price" numeric(78,0) NOT NULL,
	"as_of" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"source" text NOT NULL,
	"session" date,
	"market_open" boolean NOT NULL,
	CONSTRAINT "price_latest_pkey" PRIMARY KEY("instrument","currency"),
	CONSTRAINT "price_latest_positive" CHECK ("price" > 0)
);
--> statement-breakpoint
CREATE TABLE "price_sources" (
	"name" text PRIMARY KEY,
	"state" "price_source_state" DEFAULT 'NEVER_ASKED'::"price_source_state" NOT NULL,
	"detail" text DEFAULT '' NOT NULL,
	"degraded" text,
	"warnings" text[] DEFAULT '{}'::text[] NOT NULL,
	"last_ok_at" timestamp with time zone,
	"last_tried_at" timestamp with time zone,
	"next_try_at" timestamp with time zone DEFAULT now() NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "price_ticks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "price_ticks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"instrument" "instrument" NOT NULL,
	"currency" "price_currency" NOT NULL,
	"price" numeric(78,0) NOT NULL,
	"as_of" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"source" text NOT NULL,
	"suspect" boolean DEFAULT false NOT NULL,
	CONSTRAINT "price_ticks_positive" CHECK ("price" > 0)
);
--> statement-breakpoint
CREATE INDEX "price_days_unsettled" ON "price_days" ("instrument","currency","date") WHERE "is_open_day";--> statement-breakpoint
CREATE INDEX "price_ticks_pair" ON "price_ticks" ("instrument","currency","id");--> statement-breakpoint
CREATE INDEX "price_ticks_age" ON "price_ticks" ("seen_at");