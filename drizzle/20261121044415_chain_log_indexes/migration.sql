CREATE INDEX "chain_logs_event" ON "chain_logs" ("contract","event","block_number","log_index");--> statement-breakpoint
CREATE INDEX "chain_logs_emitter" ON "chain_logs" ("address","block_number","log_index");--> statement-breakpoint
CREATE INDEX "chain_logs_party_1" ON "chain_logs" ((topics[2]),"block_number","log_index") WHERE substring(topics[2] from 1 for 12) = '\x000000000000000000000000'::bytea;--> statement-breakpoint
CREATE INDEX "chain_logs_party_2" ON "chain_logs" ((topics[3]),"block_number","log_index") WHERE substring(topics[3] from 1 for 12) = '\x000000000000000000000000'::bytea;--> statement-breakpoint
CREATE INDEX "chain_logs_party_3" ON "chain_logs" ((topics[4]),"block_number","log_index") WHERE substring(topics[4] from 1 for 12) = '\x000000000000000000000000'::bytea;