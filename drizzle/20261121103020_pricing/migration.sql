CREATE TYPE "pricing_parameter" AS ENUM('TYPE_BASE', 'ANCHOR', 'LAMBDA', 'VINTAGE_FLOOR', 'LABEL_FACTOR', 'LABEL_CAP', 'RATING_FACTOR', 'VERIFIER_SLOPE', 'VERIFIER_PRIOR', 'VERIFIER_PRIOR_WEIGHT', 'VERIFIER_MIN', 'VERIFIER_MAX', 'VERIFIER_AGE_DAYS', 'VERIFIER_CASE_TONNES', 'VERIFIER_CASE_CAP', 'VERIFIER_MODIFIED', 'SUPPLY_SLOPE', 'SUPPLY_DAYS', 'SUPPLY_MIN', 'SUPPLY_MAX', 'MARKET_MIN', 'MARKET_MAX', 'BAND_LOW', 'BAND_HIGH', 'TICK', 'INDEX_DAYS', 'INDEX_OUTLIER_MADS', 'INDEX_LEAST_MAD', 'INDEX_TRADE_SHARE', 'INDEX_LEAST_TRADES', 'INDEX_LEAST_SELLERS');--> statement-breakpoint
CREATE TABLE "batch_prices" (
	"batch_id" uuid,
	"currency" "asset",
	"as_of" timestamp with time zone,
	"price" numeric(78,0) NOT NULL,
	"model_version" integer NOT NULL,
	"calculation" jsonb NOT NULL,
	CONSTRAINT "batch_prices_pkey" PRIMARY KEY("batch_id","currency","as_of"),
	CONSTRAINT "batch_prices_positive" CHECK ("price" > 0),
	CONSTRAINT "batch_prices_currency" CHECK ("currency" in ('USD', 'EUR'))
);
--> statement-breakpoint
CREATE TABLE "verifier_scores" (
	"user_id" uuid PRIMARY KEY,
	"score" numeric(78,0) NOT NULL,
	"weight" numeric(78,0) NOT NULL,
	"cases" integer NOT NULL,
	"model_version" integer NOT NULL,
	"computed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "verifier_scores_score" CHECK ("score" between 0 and 1000000000000000000)
);
--> statement-breakpoint
CREATE TABLE "fee_standings" (
	"owner_id" uuid PRIMARY KEY,
	"volume" numeric(78,0) NOT NULL,
	"as_of" date NOT NULL,
	CONSTRAINT "fee_standings_volume" CHECK ("volume" >= 0)
);
--> statement-breakpoint
CREATE TABLE "organization_fees" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"organization_id" uuid NOT NULL,
	"maker_bps" integer,
	"taker_bps" integer,
	"reason" text NOT NULL,
	"effective_from" timestamp with time zone NOT NULL,
	"author_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organization_fees_bps" CHECK ("maker_bps" between 0 and 10000 and "taker_bps" between 0 and 10000),
	CONSTRAINT "organization_fees_reason" CHECK ("reason" <> '')
);
--> statement-breakpoint
CREATE TABLE "owner_volumes" (
	"day" date,
	"owner_id" uuid,
	"volume" numeric(78,0) NOT NULL,
	CONSTRAINT "owner_volumes_pkey" PRIMARY KEY("day","owner_id"),
	CONSTRAINT "owner_volumes_positive" CHECK ("volume" > 0)
);
--> statement-breakpoint
CREATE TABLE "processor_terms" (
	"version" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "processor_terms_version_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"method" text NOT NULL,
	"currency" "asset" NOT NULL,
	"rate_bps" integer NOT NULL,
	"fixed" numeric(78,0) NOT NULL,
	"source" text NOT NULL,
	"effective_from" timestamp with time zone NOT NULL,
	"author_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "processor_terms_start" UNIQUE("method","currency","effective_from","version"),
	CONSTRAINT "processor_terms_method" CHECK ("method" in ('CARD', 'BANK_TRANSFER', 'CRYPTO', 'INVOICE')),
	CONSTRAINT "processor_terms_rate" CHECK ("rate_bps" between 0 and 9999 and "fixed" >= 0),
	CONSTRAINT "processor_terms_source" CHECK ("source" <> '')
);
--> statement-breakpoint
CREATE TABLE "volume_days" (
	"day" date PRIMARY KEY,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fx_rates" (
	"base" text,
	"quote" text,
	"date" date,
	"source" text,
	"revision" integer,
	"rate" numeric(78,0) NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "fx_rates_pkey" PRIMARY KEY("base","quote","date","source","revision"),
	CONSTRAINT "fx_rates_currencies" CHECK ("base" ~ '^[A-Z]{3}$' and "quote" ~ '^[A-Z]{3}$' and "base" <> "quote"),
	CONSTRAINT "fx_rates_positive" CHECK ("rate" > 0 and "revision" > 0)
);
--> statement-breakpoint
CREATE TABLE "market_days" (
	"segment" text,
	"date" date,
	"index_value" numeric(78,0),
	"is_carried_over" boolean NOT NULL,
	"trades" integer NOT NULL,
	"sellers" integer NOT NULL,
	"volume" numeric(78,0) NOT NULL,
	"dropped_own" integer NOT NULL,
	"dropped_outliers" integer NOT NULL,
	"dropped_unpriced" integer NOT NULL,
	"open_quantity" numeric(78,0) NOT NULL,
	"filled_quantity" numeric(78,0) NOT NULL,
	"window_days" integer NOT NULL,
	"model_version" integer NOT NULL,
	"computed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "market_days_pkey" PRIMARY KEY("segment","date"),
	CONSTRAINT "market_days_index" CHECK ("index_value" > 0 and ("index_value" is not null or "is_carried_over"))
);
--> statement-breakpoint
CREATE TABLE "pricing_models" (
	"version" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "pricing_models_version_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"author_id" uuid,
	"reason" text NOT NULL,
	"effective_from" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pricing_models_reason" CHECK ("reason" <> '')
);
--> statement-breakpoint
CREATE TABLE "pricing_parameters" (
	"model_version" integer,
	"name" "pricing_parameter",
	"key" text,
	"currency" text,
	"value" numeric(78,0) NOT NULL,
	"source" text NOT NULL,
	CONSTRAINT "pricing_parameters_pkey" PRIMARY KEY("model_version","name","key","currency"),
	CONSTRAINT "pricing_parameters_value" CHECK ("value" >= 0)
);
--> statement-breakpoint
CREATE INDEX "verifier_scores_age" ON "verifier_scores" ("computed_at");--> statement-breakpoint
CREATE INDEX "fee_standings_as_of" ON "fee_standings" ("as_of");--> statement-breakpoint
CREATE INDEX "organization_fees_effective" ON "organization_fees" ("organization_id","effective_from","id");--> statement-breakpoint
CREATE INDEX "pricing_models_effective" ON "pricing_models" ("effective_from","version");--> statement-breakpoint
CREATE INDEX "pricing_parameters_name" ON "pricing_parameters" ("name","key","model_version");--> statement-breakpoint
ALTER TABLE "batch_prices" ADD CONSTRAINT "batch_prices_batch_id_batches_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id");--> statement-breakpoint
ALTER TABLE "verifier_scores" ADD CONSTRAINT "verifier_scores_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "fee_standings" ADD CONSTRAINT "fee_standings_owner_id_parties_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "parties"("id");--> statement-breakpoint
ALTER TABLE "organization_fees" ADD CONSTRAINT "organization_fees_organization_id_organizations_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id");--> statement-breakpoint
ALTER TABLE "organization_fees" ADD CONSTRAINT "organization_fees_author_id_users_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "owner_volumes" ADD CONSTRAINT "owner_volumes_owner_id_parties_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "parties"("id");--> statement-breakpoint
ALTER TABLE "processor_terms" ADD CONSTRAINT "processor_terms_author_id_users_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "pricing_models" ADD CONSTRAINT "pricing_models_author_id_users_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "pricing_parameters" ADD CONSTRAINT "pricing_parameters_model_version_pricing_models_version_fkey" FOREIGN KEY ("model_version") REFERENCES "pricing_models"("version");