CREATE TYPE "bank_line_status" AS ENUM('WAITING', 'MATCHED', 'UNMATCHED', 'KNOWN', 'IGNORED');--> statement-breakpoint
CREATE TYPE "statement_format" AS ENUM('CAMT_053', 'CSV');--> statement-breakpoint
CREATE TABLE "bank_lines" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"statement_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"bank_reference" text NOT NULL CONSTRAINT "bank_lines_reference" UNIQUE,
	"currency" "asset" NOT NULL,
	"amount" numeric(78,0) NOT NULL,
	"booked_on" date NOT NULL,
	"remittance" text NOT NULL,
	"counterparty" text,
	"counterparty_iban" text,
	"status" "bank_line_status" DEFAULT 'WAITING'::"bank_line_status" NOT NULL,
	"note" text,
	"payment_id" uuid,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bank_lines_position" UNIQUE("statement_id","position"),
	CONSTRAINT "bank_lines_amount" CHECK ("amount" <> 0),
	CONSTRAINT "bank_lines_matched" CHECK (("status" = 'MATCHED') = ("payment_id" is not null)),
	CONSTRAINT "bank_lines_currency" CHECK ("currency"::text in ('EUR', 'USD'))
);
--> statement-breakpoint
CREATE TABLE "bank_statements" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"format" "statement_format" NOT NULL,
	"sha256" bytea NOT NULL CONSTRAINT "bank_statements_file" UNIQUE,
	"iban" text,
	"lines" integer NOT NULL,
	"imported_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bank_statements_lines" CHECK ("lines" >= 0)
);
--> statement-breakpoint
CREATE INDEX "bank_lines_payment" ON "bank_lines" ("payment_id");--> statement-breakpoint
CREATE INDEX "bank_lines_waiting" ON "bank_lines" ("id") WHERE "status" = 'WAITING';--> statement-breakpoint
CREATE INDEX "bank_lines_unmatched" ON "bank_lines" ("id") WHERE "status" = 'UNMATCHED';--> statement-breakpoint
ALTER TABLE "bank_lines" ADD CONSTRAINT "bank_lines_statement_id_bank_statements_id_fkey" FOREIGN KEY ("statement_id") REFERENCES "bank_statements"("id");--> statement-breakpoint
ALTER TABLE "bank_lines" ADD CONSTRAINT "bank_lines_payment_id_payments_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id");--> statement-breakpoint
ALTER TABLE "bank_lines" ADD CONSTRAINT "bank_lines_decided_by_users_id_fkey" FOREIGN KEY ("decided_by") REFERENCES "users"("id");--> statement-breakpoint
ALTER TABLE "bank_statements" ADD CONSTRAINT "bank_statements_imported_by_users_id_fkey" FOREIGN KEY ("imported_by") REFERENCES "users"("id");