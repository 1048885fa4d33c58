-- Each trade writes its announcement anew, and since `remaining` is in an index, an entry in every index of it. One that sells
-- much is found through all of them until they are vacuumed: so that begins after some hundred trades, not a fifth of the table.
alter table announcements set (autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0.01);
