CREATE TYPE "order_retirement" AS ENUM('WAITING', 'REQUESTED', 'REFUSED');--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "retire_state" "order_retirement";--> statement-breakpoint
CREATE INDEX "orders_to_retire" ON "orders" ("id") WHERE "status" = 'COMPLETED' and "retire_state" = 'WAITING';--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_retirement" CHECK (("auto_retire" is null) = ("retire_state" is null));