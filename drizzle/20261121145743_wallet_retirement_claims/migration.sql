ALTER TABLE "prepared_retirements" ADD COLUMN "retiring_entity" text;--> statement-breakpoint
ALTER TABLE "prepared_retirements" ADD COLUMN "consumption_country" text;--> statement-breakpoint
ALTER TABLE "prepared_retirements" ADD COLUMN "consumption_from" date;--> statement-breakpoint
ALTER TABLE "prepared_retirements" ADD COLUMN "consumption_to" date;