ALTER TABLE "deposits" DROP CONSTRAINT "deposits_bank_reference";--> statement-breakpoint
ALTER TABLE "postings" ADD COLUMN "kind" "entry_kind" NOT NULL;--> statement-breakpoint
ALTER TABLE "postings" ALTER COLUMN "created_at" SET DEFAULT statement_timestamp();--> statement-breakpoint
CREATE UNIQUE INDEX "deposits_bank_reference" ON "deposits" (upper(replace("bank_reference", ' ', '')));--> statement-breakpoint
CREATE INDEX "postings_account_kind" ON "postings" ("account_id","kind","id");--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_balance_not_negative" CHECK ("balance_after" >= 0);--> statement-breakpoint
ALTER TABLE "withdrawals" DROP CONSTRAINT "withdrawals_decided", ADD CONSTRAINT "withdrawals_decided" CHECK (("status" = 'REQUESTED') = ("decided_at" is null)
          and ("status" = 'REQUESTED') = ("decided_by" is null)
          and ("status" = 'REJECTED') = ("reason" is not null));