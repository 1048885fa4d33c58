ALTER TYPE "mail_kind" ADD VALUE 'ADDRESS_LINKED';--> statement-breakpoint
ALTER TYPE "mail_kind" ADD VALUE 'ADDRESS_UNLINKED';--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "about" text;