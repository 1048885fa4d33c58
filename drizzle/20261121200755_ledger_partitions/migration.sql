-- The ledger and the audit log in partitions, as those of 20261121170026: each table becomes the first partition of a new
-- one, and no row is copied. docs/SCALE.md says what each is cut by, and what that leaves to the parts.

-- Names of a table are free for the new one.
create procedure pg_temp.put_first(name text) language plpgsql as $$
declare
  first text := name || '_first';
  named record;
begin
  execute format('alter table %I rename to %I', name, first);
  for named in select conname from pg_constraint where conrelid = first::regclass and contype in ('p', 'u') loop
    execute format('alter table %I rename constraint %I to %I', first, named.conname, 'first_' || named.conname);
  end loop;
  for named in select c.relname from pg_index as i join pg_class as c on c.oid = i.indexrelid
    where i.indrelid = first::regclass and not exists (select from pg_constraint where conindid = i.indexrelid) loop
    execute format('alter index %I rename to %I', named.relname, 'first_' || named.relname);
  end loop;
end $$;
--> statement-breakpoint
call pg_temp.put_first('entries');
--> statement-breakpoint
call pg_temp.put_first('postings');
--> statement-breakpoint
call pg_temp.put_first('audit_log');
--> statement-breakpoint

-- Entries, by their numbers, which begin with the time.
create table entries (like entries_first including defaults including constraints including comments,
	constraint entries_pkey primary key (id)
) partition by range (id);
--> statement-breakpoint
create index "entries_reference" on "entries" ("reference_id");
--> statement-breakpoint
create trigger entries_append_only before update or delete or truncate on entries execute function refuse_change();
--> statement-breakpoint
do $$
declare
  bound uuid := uuid_floor(date_trunc('month', now(), 'UTC') + interval '2 months');
begin
  create table entries_rest (like entries_first including all);
  -- Numbers that no clock has given lie beyond every month.
  alter table entries_first disable trigger user;
  with beyond as (delete from entries_first where id >= bound returning *) insert into entries_rest select * from beyond;
  alter table entries_first enable trigger user;
  execute format('alter table entries attach partition entries_first for values from (minvalue) to (%L)', bound);
  execute format('alter table entries attach partition entries_rest for values from (%L) to (maxvalue)', bound);
end $$;
--> statement-breakpoint
create trigger entries_append_only before update or delete or truncate on entries_rest execute function refuse_change();
--> statement-breakpoint

-- Postings, by their numbers: a wallet's statement goes by them, so it reads the newest part and stops when it has enough.
create table postings (like postings_first including defaults including constraints including comments,
	constraint postings_pkey primary key (account_id, id)
) partition by range (id);
--> statement-breakpoint
create index "postings_account_kind" on "postings" ("account_id","kind","id");
--> statement-breakpoint
alter table postings alter column id add generated always as identity (sequence name postings_id_new_seq);
--> statement-breakpoint
select setval('postings_id_new_seq', last_value, is_called) from postings_id_seq;
--> statement-breakpoint
alter table postings_first alter column id drop identity;
--> statement-breakpoint
alter sequence postings_id_new_seq rename to postings_id_seq;
--> statement-breakpoint
drop trigger postings_apply on postings_first;
--> statement-breakpoint
do $$
declare
  bound bigint := (select last_value / 20000000 + 1 from postings_id_seq) * 20000000;
begin
  execute format('alter table postings attach partition postings_first for values from (minvalue) to (%L)', bound);
  execute format('create table postings_rest partition of postings for values from (%L) to (maxvalue)', bound);
end $$;
--> statement-breakpoint
-- A key of the whole would have to hold the number, so each part holds this one. A second set of legs would have to be
-- written by the transaction that made the entry (apply_postings), in another statement, and across the border of two parts.
alter table postings_rest add unique (entry_id, leg);
--> statement-breakpoint
create trigger postings_apply after insert on postings
  referencing new table as fresh for each statement execute function apply_postings();
--> statement-breakpoint
create trigger postings_append_only before update or delete or truncate on postings execute function refuse_change();
--> statement-breakpoint
create trigger postings_append_only before update or delete or truncate on postings_rest execute function refuse_change();
--> statement-breakpoint
-- What checks an entry and moves the balances is the whole's: a part takes nothing by itself.
create function refuse_part() returns trigger language plpgsql as $$
begin
  raise exception '% is part of a table, and written to through that alone', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
--> statement-breakpoint
create trigger postings_whole_only before insert on postings_first execute function refuse_part();
--> statement-breakpoint
create trigger postings_whole_only before insert on postings_rest execute function refuse_part();
--> statement-breakpoint

-- The audit log, by the numbers of its rows, which have no gap.
create table audit_log (like audit_log_first including defaults including constraints including comments,
	constraint audit_log_pkey primary key (seq)
) partition by range (seq);
--> statement-breakpoint
create index "audit_log_actor" on "audit_log" ("actor_id","seq");
--> statement-breakpoint
create index "audit_log_subject" on "audit_log" ("subject_id","seq");
--> statement-breakpoint
do $$
declare
  bound bigint := coalesce((select max(seq) from audit_log_first) / 1000000 + 1, 1) * 1000000;
begin
  execute format('alter table audit_log attach partition audit_log_first for values from (minvalue) to (%L)', bound);
  execute format('create table audit_log_rest partition of audit_log for values from (%L) to (maxvalue)', bound);
end $$;
--> statement-breakpoint
alter table audit_log_rest add unique (hash);
--> statement-breakpoint
create trigger audit_log_append_only before update or delete or truncate on audit_log execute function refuse_change();
--> statement-breakpoint
create trigger audit_log_append_only before update or delete or truncate on audit_log_rest execute function refuse_change();
