CREATE TABLE "chain_event_spans" (
	"chain_id" integer,
	"contract" text,
	"span" bigint,
	"event" text,
	"blocks" bit(128) NOT NULL,
	CONSTRAINT "chain_event_spans_pkey" PRIMARY KEY("chain_id","contract","span","event")
);
--> statement-breakpoint
DROP INDEX "chain_logs_event";--> statement-breakpoint
DROP INDEX "chain_logs_contract";