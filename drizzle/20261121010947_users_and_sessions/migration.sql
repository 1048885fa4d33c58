-- Unlogged: a count waits for no disk, and a crash of the database forgets the counts.
CREATE UNLOGGED TABLE "throttles" (
	"key" text PRIMARY KEY,
	"hits" bigint NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"blocked_until" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "audit_log_actor" ON "audit_log" ("actor_id","seq");--> statement-breakpoint
CREATE INDEX "audit_log_subject" ON "audit_log" ("subject_id","seq");--> statement-breakpoint
CREATE INDEX "one_time_tokens_user" ON "one_time_tokens" ("user_id","purpose");--> statement-breakpoint
CREATE INDEX "one_time_tokens_expiry" ON "one_time_tokens" ("expires_at");--> statement-breakpoint
CREATE INDEX "refresh_tokens_session" ON "refresh_tokens" ("session_id");--> statement-breakpoint
CREATE INDEX "sessions_ended" ON "sessions" ("ended_at") WHERE "ended_at" is not null;--> statement-breakpoint
CREATE INDEX "sessions_expiry" ON "sessions" ("expires_at");--> statement-breakpoint
CREATE INDEX "throttles_end" ON "throttles" ("ends_at");--> statement-breakpoint
CREATE INDEX "user_roles_role" ON "user_roles" ("role","user_id");