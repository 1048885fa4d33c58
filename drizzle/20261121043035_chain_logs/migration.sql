CREATE TABLE "chain_abi_versions" (
	"chain_id" integer,
	"address" bytea,
	"block_number" bigint,
	"log_index" integer,
	"block_hash" bytea NOT NULL,
	"implementation" bytea NOT NULL,
	CONSTRAINT "chain_abi_versions_pkey" PRIMARY KEY("chain_id","address","block_number","log_index")
);
--> statement-breakpoint
CREATE TABLE "chain_blocks" (
	"chain_id" integer,
	"number" bigint,
	"hash" bytea NOT NULL,
	"parent_hash" bytea NOT NULL,
	"timestamp" timestamp with time zone NOT NULL,
	CONSTRAINT "chain_blocks_pkey" PRIMARY KEY("chain_id","number"),
	CONSTRAINT "chain_blocks_hashes" CHECK (octet_length("hash") = 32 and octet_length("parent_hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "chain_cursors" (
	"chain_id" integer PRIMARY KEY,
	"start_block" bigint NOT NULL,
	"indexed_block" bigint NOT NULL,
	"indexed_hash" bytea,
	"head_block" bigint NOT NULL,
	"safe_block" bigint NOT NULL,
	"finalized_block" bigint NOT NULL,
	"stopped_reason" text,
	"gap_checked_block" bigint NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chain_cursors_order" CHECK ("finalized_block" <= "safe_block" and "safe_block" <= "head_block"),
	CONSTRAINT "chain_cursors_start" CHECK ("indexed_block" >= "start_block" - 1)
);
--> statement-breakpoint
CREATE TABLE "chain_logs" (
	"chain_id" integer,
	"block_number" bigint,
	"block_hash" bytea,
	"log_index" integer,
	"tx_hash" bytea NOT NULL,
	"tx_index" integer NOT NULL,
	"address" bytea NOT NULL,
	"topics" bytea[] NOT NULL,
	"data" bytea NOT NULL,
	"contract" text,
	"event" text,
	"args" jsonb,
	"block_time" timestamp with time zone NOT NULL,
	"orphaned_at" timestamp with time zone,
	CONSTRAINT "chain_logs_pkey" PRIMARY KEY("chain_id","block_number","block_hash","log_index")
);
--> statement-breakpoint
CREATE INDEX "chain_logs_transaction" ON "chain_logs" ("tx_hash");