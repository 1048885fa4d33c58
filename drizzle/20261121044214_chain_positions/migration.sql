-- Written by hand where a new value of an enum is used at once: a value that was added cannot be, before the commit, and
-- all migrations that are due run in one transaction. So these two types are made anew; the ledger's kinds of entries,
-- which only later transactions use, are added to (their tables are too large to be rewritten).
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_kind_of_wallets";--> statement-breakpoint
ALTER TYPE "account_kind" RENAME TO "account_kind_before";--> statement-breakpoint
CREATE TYPE "account_kind" AS ENUM('AVAILABLE', 'HELD', 'FEES', 'EXTERNAL', 'SUSPENSE');--> statement-breakpoint
ALTER TABLE "accounts" ALTER COLUMN "kind" TYPE "account_kind" USING "kind"::text::"account_kind";--> statement-breakpoint
DROP TYPE "account_kind_before";--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_kind_of_wallets" CHECK (("wallet_id" is null) = ("kind" in ('FEES', 'EXTERNAL', 'SUSPENSE')));--> statement-breakpoint
INSERT INTO "accounts" ("id", "asset", "kind") OVERRIDING SYSTEM VALUE VALUES
  (9, 'USD', 'SUSPENSE'), (10, 'EUR', 'SUSPENSE'), (11, 'ETH', 'SUSPENSE'), (12, 'CARBON', 'SUSPENSE');--> statement-breakpoint
DROP INDEX "withdrawals_open";--> statement-breakpoint
ALTER TABLE "withdrawals" DROP CONSTRAINT "withdrawals_decided";--> statement-breakpoint
ALTER TABLE "withdrawals" ALTER COLUMN "status" DROP DEFAULT;--> statement-breakpoint
ALTER TYPE "withdrawal_status" RENAME TO "withdrawal_status_before";--> statement-breakpoint
CREATE TYPE "withdrawal_status" AS ENUM('REQUESTED', 'APPROVED', 'REJECTED', 'SENDING', 'SETTLED', 'FAILED');--> statement-breakpoint
ALTER TABLE "withdrawals" ALTER COLUMN "status" TYPE "withdrawal_status" USING "status"::text::"withdrawal_status";--> statement-breakpoint
DROP TYPE "withdrawal_status_before";--> statement-breakpoint
ALTER TABLE "withdrawals" ALTER COLUMN "status" SET DEFAULT 'REQUESTED';--> statement-breakpoint
CREATE TYPE "chain_deposit_status" AS ENUM('PENDING', 'UNCLAIMED', 'CREDITED', 'ORPHANED', 'REVERSED');--> statement-breakpoint
CREATE TYPE "conversion_status" AS ENUM('SENDING', 'SETTLED', 'FAILED');--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'CHAIN_DEPOSIT';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'CHAIN_DEPOSIT_REVERSAL';--> statement-breakpoint
ALTER TYPE "entry_kind" ADD VALUE 'CONVERSION';--> statement-breakpoint
CREATE TABLE "chain_debts" (
	"wallet_id" uuid PRIMARY KEY,
	"owed" numeric(78,0) NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chain_debts_positive" CHECK ("owed" > 0)
);
--> statement-breakpoint
CREATE TABLE "chain_deposits" (
	"id" uuid PRIMARY KEY,
	"chain_id" integer NOT NULL,
	"block_number" bigint NOT NULL,
	"block_hash" bytea NOT NULL,
	"log_index" integer NOT NULL,
	"tx_hash" bytea NOT NULL,
	"block_time" timestamp with time zone NOT NULL,
	"asset" "asset" NOT NULL,
	"address" bytea NOT NULL,
	"amount" numeric(78,0) NOT NULL,
	"status" "chain_deposit_status" DEFAULT 'PENDING'::"chain_deposit_status" NOT NULL,
	"wallet_id" uuid,
	"credited_at" timestamp with time zone,
	"orphaned_at" timestamp with time zone,
	CONSTRAINT "chain_deposits_log" UNIQUE("chain_id","block_hash","log_index"),
	CONSTRAINT "chain_deposits_amount_positive" CHECK ("amount" > 0),
	CONSTRAINT "chain_deposits_asset" CHECK ("asset" in ('ETH', 'CARBON')),
	CONSTRAINT "chain_deposits_credited" CHECK (("status" in ('CREDITED', 'REVERSED')) = ("wallet_id" is not null)
          and ("wallet_id" is null) = ("credited_at" is null)
          and ("status" in ('ORPHANED', 'REVERSED')) = ("orphaned_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "chain_settlements" (
	"chain_id" integer PRIMARY KEY,
	"confirmed_block" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain_participants" (
	"chain_id" integer,
	"block_number" bigint,
	"log_index" integer,
	"address" bytea,
	CONSTRAINT "chain_participants_pkey" PRIMARY KEY("chain_id","address","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "chain_receipts" (
	"chain_id" integer,
	"block_number" bigint NOT NULL,
	"log_index" integer NOT NULL,
	"kind" text,
	"ref" bytea,
	"address" bytea NOT NULL,
	"amount" numeric(78,0) NOT NULL,
	CONSTRAINT "chain_receipts_pkey" PRIMARY KEY("chain_id","kind","ref"),
	CONSTRAINT "chain_receipts_kind" CHECK ("kind" in ('PAID_OUT', 'CREDITS_PAID_OUT', 'CREDITS_RETIRED_FOR', 'CARBON_CREDITED', 'CARBON_CONVERTED'))
);
--> statement-breakpoint
CREATE TABLE "credit_balances" (
	"chain_id" integer,
	"batch_id" numeric(78,0),
	"address" bytea,
	"balance" numeric(78,0) NOT NULL,
	CONSTRAINT "credit_balances_pkey" PRIMARY KEY("chain_id","address","batch_id"),
	CONSTRAINT "credit_balances_positive" CHECK ("balance" > 0)
);
--> statement-breakpoint
CREATE TABLE "credit_batches" (
	"chain_id" integer,
	"batch_id" numeric(78,0),
	"project_key" bytea NOT NULL,
	"vintage" integer NOT NULL,
	"minted" numeric(78,0) NOT NULL,
	"retired" numeric(78,0) NOT NULL,
	CONSTRAINT "credit_batches_pkey" PRIMARY KEY("chain_id","batch_id"),
	CONSTRAINT "credit_batches_positive" CHECK ("minted" > 0 and "retired" >= 0 and "retired" <= "minted")
);
--> statement-breakpoint
CREATE TABLE "credit_issues" (
	"chain_id" integer,
	"block_number" bigint,
	"log_index" integer,
	"batch_id" numeric(78,0) NOT NULL,
	"recipient" bytea NOT NULL,
	"amount" numeric(78,0) NOT NULL,
	"serial_block_hash" bytea NOT NULL,
	"source_ref" bytea NOT NULL,
	CONSTRAINT "credit_issues_pkey" PRIMARY KEY("chain_id","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "credit_project_marks" (
	"chain_id" integer,
	"block_number" bigint,
	"log_index" integer,
	"project_key" bytea,
	"transferable" boolean,
	"suspended" boolean,
	CONSTRAINT "credit_project_marks_pkey" PRIMARY KEY("chain_id","project_key","block_number","log_index"),
	CONSTRAINT "credit_project_marks_one" CHECK (("transferable" is null) <> ("suspended" is null))
);
--> statement-breakpoint
CREATE TABLE "credit_projects" (
	"chain_id" integer,
	"block_number" bigint NOT NULL,
	"log_index" integer NOT NULL,
	"project_key" bytea,
	"record_id" numeric(78,0) NOT NULL,
	"uri" text NOT NULL,
	CONSTRAINT "credit_projects_pkey" PRIMARY KEY("chain_id","project_key")
);
--> statement-breakpoint
CREATE TABLE "credit_proofs" (
	"chain_id" integer,
	"block_number" bigint NOT NULL,
	"log_index" integer NOT NULL,
	"project_key" bytea,
	"sequence" numeric(78,0),
	"commitment" bytea NOT NULL,
	CONSTRAINT "credit_proofs_pkey" PRIMARY KEY("chain_id","project_key","sequence")
);
--> statement-breakpoint
CREATE TABLE "reserve_moves" (
	"chain_id" integer,
	"asset" text,
	"block_number" bigint,
	"custody" numeric(78,0) NOT NULL,
	"supply" numeric(78,0) NOT NULL,
	CONSTRAINT "reserve_moves_pkey" PRIMARY KEY("chain_id","asset","block_number")
);
--> statement-breakpoint
CREATE TABLE "stake_marks" (
	"chain_id" integer,
	"block_number" bigint,
	"log_index" integer,
	"address" bytea,
	"available_at" timestamp with time zone,
	"delegate" bytea,
	CONSTRAINT "stake_marks_pkey" PRIMARY KEY("chain_id","address","block_number","log_index"),
	CONSTRAINT "stake_marks_one" CHECK (("available_at" is null) <> ("delegate" is null))
);
--> statement-breakpoint
CREATE TABLE "stakes" (
	"chain_id" integer,
	"address" bytea,
	"staked" numeric(78,0) NOT NULL,
	"cooling" numeric(78,0) NOT NULL,
	"votes" numeric(78,0) NOT NULL,
	CONSTRAINT "stakes_pkey" PRIMARY KEY("chain_id","address"),
	CONSTRAINT "stakes_positive" CHECK ("staked" >= 0 and "cooling" >= 0 and "votes" >= 0 and "staked" + "cooling" + "votes" > 0)
);
--> statement-breakpoint
CREATE TABLE "token_balances" (
	"chain_id" integer,
	"token" bytea,
	"address" bytea,
	"balance" numeric(78,0) NOT NULL,
	CONSTRAINT "token_balances_pkey" PRIMARY KEY("chain_id","address","token"),
	CONSTRAINT "token_balances_positive" CHECK ("balance" > 0)
);
--> statement-breakpoint
CREATE TABLE "token_supplies" (
	"chain_id" integer,
	"token" bytea,
	"minted" numeric(78,0) NOT NULL,
	"burnt" numeric(78,0) NOT NULL,
	CONSTRAINT "token_supplies_pkey" PRIMARY KEY("chain_id","token"),
	CONSTRAINT "token_supplies_positive" CHECK ("minted" > 0 and "burnt" >= 0 and "burnt" <= "minted")
);
--> statement-breakpoint
CREATE TABLE "bank_references" (
	"reference" text PRIMARY KEY,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversions" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"wallet_id" uuid NOT NULL,
	"currency" "asset" NOT NULL,
	"fiat_amount" numeric(78,0) NOT NULL,
	"carbon_amount" numeric(78,0) NOT NULL,
	"price" numeric(78,0) NOT NULL,
	"price_source" text NOT NULL,
	"price_as_of" timestamp with time zone NOT NULL,
	"bank_reference" text NOT NULL,
	"payment_ref" bytea NOT NULL CONSTRAINT "conversions_payment_ref" UNIQUE,
	"status" "conversion_status" DEFAULT 'SENDING'::"conversion_status" NOT NULL,
	"reason" text,
	"recorded_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "conversions_amounts" CHECK ("fiat_amount" > 0 and "carbon_amount" > 0 and "price" > 0),
	CONSTRAINT "conversions_currency" CHECK ("currency" in ('USD', 'EUR')),
	CONSTRAINT "conversions_ended" CHECK (("status" = 'SETTLED') = ("settled_at" is not null) and ("status" = 'FAILED') = ("reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "reserves" (
	"chain_id" integer,
	"asset" text,
	"liabilities" numeric(78,0) NOT NULL,
	"custody" numeric(78,0) NOT NULL,
	"supply" numeric(78,0),
	"block_number" bigint NOT NULL,
	"short_since" timestamp with time zone,
	"checked_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reserves_pkey" PRIMARY KEY("chain_id","asset"),
	CONSTRAINT "reserves_short" CHECK (("custody" < "liabilities") = ("short_since" is not null))
);
--> statement-breakpoint
ALTER TABLE "withdrawals" ADD COLUMN "payout_ref" bytea;--> statement-breakpoint
ALTER TABLE "withdrawals" ADD COLUMN "settled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "withdrawals" ADD CONSTRAINT "withdrawals_payout_ref" UNIQUE("payout_ref");--> statement-breakpoint
CREATE INDEX "chain_deposits_due" ON "chain_deposits" ("chain_id","block_number") WHERE "status" = 'PENDING';--> statement-breakpoint
CREATE INDEX "chain_deposits_unclaimed" ON "chain_deposits" ("block_number","log_index","id") WHERE "status" = 'UNCLAIMED';--> statement-breakpoint
CREATE INDEX "chain_deposits_address" ON "chain_deposits" ("address","block_number","log_index","id");--> statement-breakpoint
CREATE INDEX "chain_deposits_wallet" ON "chain_deposits" ("wallet_id","block_number","log_index","id");--> statement-breakpoint
CREATE INDEX "credit_batches_project" ON "credit_batches" ("chain_id","project_key","vintage");--> statement-breakpoint
CREATE INDEX "credit_issues_batch" ON "credit_issues" ("chain_id","batch_id","block_number","log_index");--> statement-breakpoint
CREATE INDEX "credit_issues_source" ON "credit_issues" ("chain_id","source_ref");--> statement-breakpoint
CREATE INDEX "conversions_wallet" ON "conversions" ("wallet_id","id");--> statement-breakpoint
CREATE INDEX "conversions_sending" ON "conversions" ("payment_ref") WHERE "status" = 'SENDING';--> statement-breakpoint
ALTER TABLE "chain_debts" ADD CONSTRAINT "chain_debts_wallet_id_wallets_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id");--> statement-breakpoint
ALTER TABLE "chain_deposits" ADD CONSTRAINT "chain_deposits_wallet_id_wallets_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id");--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_wallet_id_wallets_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id");--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_recorded_by_users_id_fkey" FOREIGN KEY ("recorded_by") REFERENCES "users"("id");--> statement-breakpoint
CREATE INDEX "withdrawals_open" ON "withdrawals" ("id") WHERE "status" = 'REQUESTED';--> statement-breakpoint
CREATE INDEX "withdrawals_sending" ON "withdrawals" ("payout_ref") WHERE "status" = 'SENDING';--> statement-breakpoint
ALTER TABLE "withdrawals" ADD CONSTRAINT "withdrawals_decided" CHECK (("status" = 'REQUESTED') = ("decided_at" is null)
          and ("status" = 'REQUESTED') = ("decided_by" is null)
          and ("status" in ('REJECTED', 'FAILED')) = ("reason" is not null));--> statement-breakpoint
ALTER TABLE "withdrawals" ADD CONSTRAINT "withdrawals_sent" CHECK (("status" in ('SENDING', 'SETTLED', 'FAILED')) = ("payout_ref" is not null)
          and ("status" = 'SETTLED') = ("settled_at" is not null));--> statement-breakpoint

-- The money that was recorded before is as used up as what is recorded from now on.
INSERT INTO "bank_references" ("reference") SELECT upper(replace("bank_reference", ' ', '')) FROM "deposits";--> statement-breakpoint

-- A decision is made once. What is sent over a chain goes on from there, with the chain: it arrives, or cannot; and a
-- reorg may take an arrival back.
CREATE OR REPLACE FUNCTION check_decision() RETURNS trigger LANGUAGE plpgsql AS $$
declare
  step text := old.status || '>' || new.status;
begin
  if (new.id, new.wallet_id, new.amount, new.destination, new.created_at)
     is distinct from (old.id, old.wallet_id, old.amount, old.destination, old.created_at) then
    raise exception 'what was asked for does not change'
      using errcode = 'check_violation', constraint = 'withdrawals_decided_once';
  end if;
  if old.status <> 'REQUESTED' and (
    step not in ('SENDING>SETTLED', 'SENDING>FAILED', 'SETTLED>SENDING', 'FAILED>SENDING')
    or (new.decided_by, new.decided_at, new.payout_ref)
       is distinct from (old.decided_by, old.decided_at, old.payout_ref)
  ) then
    raise exception 'a withdrawal is decided once'
      using errcode = 'check_violation', constraint = 'withdrawals_decided_once';
  end if;
  if old.status = 'REQUESTED' and new.status not in ('REQUESTED', 'APPROVED', 'REJECTED', 'SENDING') then
    raise exception 'a withdrawal is sent before it arrives or fails'
      using errcode = 'check_violation', constraint = 'withdrawals_decided_once';
  end if;
  if new.decided_by = (select owner_id from wallets where id = new.wallet_id) then
    raise exception 'nobody decides on a withdrawal of the own'
      using errcode = 'check_violation', constraint = 'withdrawals_four_eyes';
  end if;
  return new;
end $$;--> statement-breakpoint

-- Deposits that the chain told of stay, with what it told.
CREATE FUNCTION check_chain_deposit() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  if (new.id, new.chain_id, new.block_number, new.block_hash, new.log_index, new.asset, new.address, new.amount)
     is distinct from
     (old.id, old.chain_id, old.block_number, old.block_hash, old.log_index, old.asset, old.address, old.amount) then
    raise exception 'a deposit is what its log says'
      using errcode = 'check_violation', constraint = 'chain_deposits_log_stays';
  end if;
  return new;
end $$;--> statement-breakpoint
CREATE TRIGGER chain_deposits_log_stays BEFORE UPDATE ON "chain_deposits" FOR EACH ROW EXECUTE FUNCTION check_chain_deposit();--> statement-breakpoint
CREATE TRIGGER chain_deposits_stay BEFORE DELETE OR TRUNCATE ON "chain_deposits" EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER conversions_stay BEFORE DELETE OR TRUNCATE ON "conversions" EXECUTE FUNCTION refuse_change();--> statement-breakpoint

-- Four eyes, as with deposits.
CREATE FUNCTION refuse_own_conversion() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  if new.recorded_by = (select owner_id from wallets where id = new.wallet_id) then
    raise exception 'nobody records a conversion for the own wallet'
      using errcode = 'check_violation', constraint = 'conversions_four_eyes';
  end if;
  return new;
end $$;--> statement-breakpoint
CREATE TRIGGER conversions_four_eyes BEFORE INSERT ON "conversions" FOR EACH ROW EXECUTE FUNCTION refuse_own_conversion();
