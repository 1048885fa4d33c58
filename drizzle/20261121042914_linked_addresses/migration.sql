CREATE TYPE "address_kind" AS ENUM('EOA', 'CONTRACT');--> statement-breakpoint
CREATE TYPE "link_chain_state" AS ENUM('NONE', 'PENDING', 'LINKED', 'UNLINKING', 'UNLINKED', 'FAILED');--> statement-breakpoint
CREATE TABLE "linked_addresses" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7(),
	"address" bytea NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" "address_kind" NOT NULL,
	"linked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"unlinked_at" timestamp with time zone,
	"chain_state" "link_chain_state" DEFAULT 'NONE'::"link_chain_state" NOT NULL,
	CONSTRAINT "linked_addresses_length" CHECK (octet_length("address") = 20)
);
--> statement-breakpoint
CREATE TABLE "siwe_nonces" (
	"nonce_hash" bytea PRIMARY KEY,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "linked_addresses_address" ON "linked_addresses" ("address") WHERE "unlinked_at" is null;--> statement-breakpoint
CREATE INDEX "linked_addresses_user" ON "linked_addresses" ("user_id","id");--> statement-breakpoint
CREATE INDEX "linked_addresses_history" ON "linked_addresses" ("address","id");--> statement-breakpoint
CREATE INDEX "siwe_nonces_expiry" ON "siwe_nonces" ("expires_at");--> statement-breakpoint
ALTER TABLE "linked_addresses" ADD CONSTRAINT "linked_addresses_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id");