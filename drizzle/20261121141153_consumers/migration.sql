CREATE TABLE "consumer_positions" (
	"consumer" text,
	"source" text,
	"partition" integer,
	"xid" xid8 NOT NULL,
	"position" bigint NOT NULL,
	"next_offset" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"moved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "consumer_positions_pkey" PRIMARY KEY("consumer","source","partition")
);
