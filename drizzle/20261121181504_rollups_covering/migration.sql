-- Both indexes have all that a reading takes: the sums of a span lie far apart in the table, so it would read a page for each.
CREATE INDEX "rollups_platform" ON "rollups" ("party_id","level","bucket") INCLUDE ("measure","unit","key","count","amount") WHERE "party_id" in ('00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000001');
--> statement-breakpoint
DROP INDEX "rollups_ranking";
--> statement-breakpoint
CREATE INDEX "rollups_ranking" ON "rollups" ("measure","unit","level","bucket") INCLUDE ("party_id","count","amount") WHERE "measure" in ('SALE', 'SPEND');
