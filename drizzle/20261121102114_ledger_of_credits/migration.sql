-- Written by hand where a new value of an enum is used at once: a value that was added cannot be, before the commit, and
-- all migrations that are due run in one transaction. So these two types are made anew; the others, which only later
-- transactions use, are added to.
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_kind_of_wallets";--> statement-breakpoint
ALTER TYPE "account_kind" RENAME TO "account_kind_before";--> statement-breakpoint
CREATE TYPE "account_kind" AS ENUM('AVAILABLE', 'HELD', 'FEES', 'EXTERNAL', 'SUSPENSE', 'RETIRED', 'CANCELLED', 'PROCESSOR', 'FEES_COMMUNITY', 'FEES_INSURANCE', 'RECEIVABLE');--> statement-breakpoint
ALTER TABLE "accounts" ALTER COLUMN "kind" TYPE "account_kind" USING "kind"::text::"account_kind";--> statement-breakpoint
DROP TYPE "account_kind_before";--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_kind_of_wallets" CHECK (("wallet_id" is null) = ("kind" not in ('AVAILABLE', 'HELD')));--> statement-breakpoint
INSERT INTO "accounts" ("id", "asset", "kind") OVERRIDING SYSTEM VALUE VALUES
  (13, 'USD', 'PROCESSOR'), (14, 'EUR', 'PROCESSOR'), (15, 'ETH', 'PROCESSOR'), (16, 'CARBON', 'PROCESSOR'),
  (17, 'USD', 'FEES_COMMUNITY'), (18, 'EUR', 'FEES_COMMUNITY'), (19, 'ETH', 'FEES_COMMUNITY'), (20, 'CARBON', 'FEES_COMMUNITY'),
  (21, 'USD', 'FEES_INSURANCE'), (22, 'EUR', 'FEES_INSURANCE'), (23, 'ETH', 'FEES_INSURANCE'), (24, 'CARBON', 'FEES_INSURANCE'),
  (25, 'USD', 'RECEIVABLE'), (26, 'EUR', 'RECEIVABLE'), (27, 'ETH', 'RECEIVABLE'), (28, 'CARBON', 'RECEIVABLE'),
  (29, 'CARBON', 'RETIRED'), (30, 'CARBON', 'CANCELLED');--> statement-breakpoint
ALTER TYPE "party_kind" RENAME TO "party_kind_before";--> statement-breakpoint
CREATE TYPE "party_kind" AS ENUM('USER', 'ORGANIZATION', 'PLATFORM');--> statement-breakpoint
ALTER TABLE "parties" ALTER COLUMN "kind" TYPE "party_kind" USING "kind"::text::"party_kind";--> statement-breakpoint
DROP TYPE "party_kind_before";--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'CREDIT_DEPOSIT';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'CREDIT_WITHDRAWAL';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'PAYMENT_CAPTURE';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'PAYMENT_REFUND';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'PAYMENT_DISPUTE';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'ORDER_HOLD';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'ORDER_RELEASE';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'ORDER_SETTLEMENT';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'ORDER_REFUND';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'RETIREMENT_HOLD';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'RETIREMENT';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'RETIREMENT_REVERSAL';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'FEE_DISTRIBUTION';--> statement-breakpoint
ALTER TYPE "asset" ADD VALUE 'CREDIT';--> statement-breakpoint
ALTER TABLE "wallets" DROP CONSTRAINT "wallets_owner_asset";--> statement-breakpoint
ALTER TABLE "wallets" ADD COLUMN "batch_id" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "wallets_owner_asset" ON "wallets" ("owner_id","asset",coalesce("batch_id", '00000000-0000-0000-0000-000000000000'::uuid));--> statement-breakpoint
CREATE INDEX "wallets_batch" ON "wallets" ("batch_id","id") WHERE "batch_id" is not null;--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_batch_id_batches_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id");--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_batch_of_credits" CHECK (("asset"::text = 'CREDIT') = ("batch_id" is not null));--> statement-breakpoint
-- The platform is a party of its own: it owns the inventory that it sells. Its id is named in src/db/parties.ts.
INSERT INTO "parties" ("id", "kind") VALUES ('00000000-0000-7000-8000-00000000ec00', 'PLATFORM');--> statement-breakpoint
INSERT INTO "wallets" ("owner_id", "asset")
SELECT '00000000-0000-7000-8000-00000000ec00', unnest(array['USD', 'EUR', 'ETH', 'CARBON']::"asset"[]);--> statement-breakpoint
-- Numbers below 1,000 are kept for the platform.
INSERT INTO "accounts" ("id", "wallet_id", "asset", "kind", "balance") OVERRIDING SYSTEM VALUE
SELECT 40 + row_number() OVER (ORDER BY "kinds"."kind", "wallets"."asset"), "wallets"."id", "wallets"."asset"::text, "kinds"."kind", 0
FROM "wallets" CROSS JOIN unnest(array['AVAILABLE', 'HELD']::"account_kind"[]) AS "kinds" ("kind")
WHERE "wallets"."owner_id" = '00000000-0000-7000-8000-00000000ec00';
