DROP INDEX "chain_logs_emitter";--> statement-breakpoint
DROP INDEX "chain_logs_party_1";--> statement-breakpoint
DROP INDEX "chain_logs_party_2";--> statement-breakpoint
DROP INDEX "chain_logs_party_3";