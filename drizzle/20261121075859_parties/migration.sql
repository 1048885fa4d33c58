CREATE TYPE "party_kind" AS ENUM('USER', 'ORGANIZATION');--> statement-breakpoint
ALTER TYPE "mail_kind" ADD VALUE 'ORGANIZATION_INVITATION';--> statement-breakpoint
CREATE TABLE "parties" (
	"id" uuid PRIMARY KEY,
	"kind" "party_kind" NOT NULL
);
--> statement-breakpoint
INSERT INTO "parties" ("id", "kind") SELECT "id", 'USER'::party_kind FROM "users" UNION ALL SELECT "id", 'ORGANIZATION'::party_kind FROM "organizations";--> statement-breakpoint
ALTER TABLE "wallets" DROP CONSTRAINT "wallets_owner_id_users_id_fkey";--> statement-breakpoint
ALTER TABLE "announcements" ADD COLUMN "organization_id" uuid;--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "invitation_id" uuid;--> statement-breakpoint
ALTER TABLE "trades" ADD COLUMN "buyer_organization_id" uuid;--> statement-breakpoint
ALTER TABLE "trades" ADD COLUMN "seller_organization_id" uuid;--> statement-breakpoint
ALTER TABLE "transfers" ADD COLUMN "sender_organization_id" uuid;--> statement-breakpoint
ALTER TABLE "transfers" ADD COLUMN "recipient_organization_id" uuid;--> statement-breakpoint
ALTER TABLE "mails" ALTER COLUMN "user_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "transfers" ALTER COLUMN "recipient_id" DROP NOT NULL;--> statement-breakpoint
DROP INDEX "trades_buyer";--> statement-breakpoint
CREATE INDEX "trades_buyer" ON "trades" (coalesce("buyer_organization_id", "buyer_id"),"id");--> statement-breakpoint
DROP INDEX "trades_seller";--> statement-breakpoint
CREATE INDEX "trades_seller" ON "trades" (coalesce("seller_organization_id", "seller_id"),"id");--> statement-breakpoint
DROP INDEX "transfers_sender";--> statement-breakpoint
CREATE INDEX "transfers_sender" ON "transfers" (coalesce("sender_organization_id", "sender_id"),"id");--> statement-breakpoint
DROP INDEX "transfers_recipient";--> statement-breakpoint
CREATE INDEX "transfers_recipient" ON "transfers" (coalesce("recipient_organization_id", "recipient_id"),"id");--> statement-breakpoint
CREATE INDEX "announcements_organization" ON "announcements" ("organization_id","id") WHERE "organization_id" is not null;--> statement-breakpoint
ALTER TABLE "announcements" ADD CONSTRAINT "announcements_organization_id_organizations_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id");--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_invitation_id_organization_invitations_id_fkey" FOREIGN KEY ("invitation_id") REFERENCES "organization_invitations"("id");--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_sender_organization_id_organizations_id_fkey" FOREIGN KEY ("sender_organization_id") REFERENCES "organizations"("id");--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_recipient_organization_id_organizations_id_fkey" FOREIGN KEY ("recipient_organization_id") REFERENCES "organizations"("id");--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_owner_id_parties_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "parties"("id");--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_to_one" CHECK (num_nonnulls("user_id", "invitation_id") = 1);--> statement-breakpoint
ALTER TABLE "trades" ADD CONSTRAINT "trades_organizations" CHECK ("buyer_organization_id" <> "seller_organization_id");--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_recipient_once" CHECK (num_nonnulls("recipient_id", "recipient_organization_id") = 1);--> statement-breakpoint
ALTER TABLE "transfers" DROP CONSTRAINT "transfers_parties", ADD CONSTRAINT "transfers_parties" CHECK (coalesce("sender_organization_id", "sender_id") <> coalesce("recipient_organization_id", "recipient_id"));