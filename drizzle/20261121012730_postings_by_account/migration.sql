DROP INDEX "postings_account";--> statement-breakpoint
ALTER TABLE "postings" DROP CONSTRAINT "postings_pkey";--> statement-breakpoint
ALTER TABLE "postings" ADD PRIMARY KEY ("account_id","id");