-- Written by hand where a new value of an enum is used at once: one that was added cannot be, before the commit, and all
-- migrations that are due run in one transaction. So the type is made anew.
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_kind_of_wallets";--> statement-breakpoint
ALTER TYPE "account_kind" RENAME TO "account_kind_before";--> statement-breakpoint
CREATE TYPE "account_kind" AS ENUM('AVAILABLE', 'HELD', 'FEES', 'EXTERNAL', 'SUSPENSE', 'RETIRED', 'CANCELLED', 'PROCESSOR', 'FEES_COMMUNITY', 'FEES_INSURANCE', 'RECEIVABLE', 'EXCHANGE');--> statement-breakpoint
ALTER TABLE "accounts" ALTER COLUMN "kind" TYPE "account_kind" USING "kind"::text::"account_kind";--> statement-breakpoint
DROP TYPE "account_kind_before";--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_kind_of_wallets" CHECK (("wallet_id" is null) = ("kind" not in ('AVAILABLE', 'HELD')));--> statement-breakpoint
INSERT INTO "accounts" ("id", "asset", "kind") OVERRIDING SYSTEM VALUE VALUES
  (31, 'USD', 'EXCHANGE'), (32, 'EUR', 'EXCHANGE'), (33, 'ETH', 'EXCHANGE'), (34, 'CARBON', 'EXCHANGE');--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "credited" numeric(78,0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_credited" CHECK ("credited" >= 0 and ("credited" = 0 or "received" + "credited" <= "due"));--> statement-breakpoint
ALTER TABLE "payments" DROP CONSTRAINT "payments_refunded", ADD CONSTRAINT "payments_refunded" CHECK ("refunded" >= 0 and "refunded" <= "received");
