-- Partitions by time. Each table that is there becomes the first partition of a new one, with the indexes that it has: no row
-- is copied, and rows are read once to see that they fit. src/db/partitions.ts cuts the later ones; docs/SCALE.md says why
-- these tables and no others.

-- The outbox, by the time of its events. What is dropped moves the floor: who stands below it may have missed something.
create table "outbox_floor" (
	"only" boolean primary key default true constraint "outbox_floor_only" check ("only"),
	"xid" xid8 not null,
	"position" bigint not null
);
--> statement-breakpoint
-- What was forgotten so far ends before the first event that is kept. Of an outbox that was emptied nobody knows.
insert into outbox_floor (xid, position)
select coalesce(first.xid, case when numbers.used then pg_current_xact_id() else '0' end),
  coalesce(first.position, 0)
from (select is_called as used from outbox_position_seq) as numbers
left join (select xid, position from outbox order by outbox.xid, outbox.position limit 1) as first on true;
--> statement-breakpoint
alter table outbox rename to outbox_first;
--> statement-breakpoint
alter table outbox_first rename constraint outbox_pkey to outbox_first_pkey;
--> statement-breakpoint
alter index outbox_order rename to outbox_first_order;
--> statement-breakpoint
alter index outbox_age rename to outbox_first_age;
--> statement-breakpoint
create table "outbox" (
	"position" bigint generated always as identity (sequence name "outbox_position_new_seq"),
	"xid" xid8 default pg_current_xact_id() not null,
	"topic" text not null,
	"key" text not null,
	"payload" jsonb not null,
	"created_at" timestamp with time zone default now() not null,
	constraint "outbox_pkey" primary key ("position", "created_at")
) partition by range (created_at);
--> statement-breakpoint
create index "outbox_order" on "outbox" ("xid","position");
--> statement-breakpoint
create index "outbox_age" on "outbox" ("created_at");
--> statement-breakpoint
-- Numbers go on where they were.
select setval('outbox_position_new_seq', last_value, is_called) from outbox_position_seq;
--> statement-breakpoint
alter table outbox_first alter column position drop identity;
--> statement-breakpoint
alter sequence outbox_position_new_seq rename to outbox_position_seq;
--> statement-breakpoint
-- Its key holds the time as well, as the key of the whole must. The outbox is a day's events: this is soon done.
alter table outbox_first drop constraint outbox_first_pkey,
	add constraint outbox_first_pkey primary key (position, created_at);
--> statement-breakpoint
do $$
declare
  bound timestamptz := date_trunc('day', now(), 'UTC') + interval '2 days';
begin
  execute format('alter table outbox attach partition outbox_first for values from (minvalue) to (%L)', bound);
end $$;
--> statement-breakpoint
create table outbox_rest partition of outbox default;
--> statement-breakpoint
create function raise_outbox_floor() returns trigger language plpgsql as $$
begin
  update outbox_floor as f set xid = gone.xid, position = gone.position
  from (select xid, position from forgotten order by forgotten.xid desc, forgotten.position desc limit 1) as gone
  where (f.xid, f.position) < (gone.xid, gone.position);
  return null;
end $$;
--> statement-breakpoint
create trigger outbox_floor_raised after delete on outbox
  referencing old table as forgotten for each statement execute function raise_outbox_floor();
--> statement-breakpoint

-- Trades, by their numbers, which begin with the time (UUID version 7): so the number stays unique in all of them.
alter table trades rename to trades_first;
--> statement-breakpoint
do $$
declare
  named record;
begin
  for named in select conname from pg_constraint
    where conrelid = 'trades_first'::regclass and contype in ('p', 'f') loop
    execute format('alter table trades_first rename constraint %I to %I', named.conname, 'first_' || named.conname);
  end loop;
  for named in select c.relname from pg_index as i join pg_class as c on c.oid = i.indexrelid
    where i.indrelid = 'trades_first'::regclass and not i.indisprimary loop
    execute format('alter index %I rename to %I', named.relname, 'first_' || named.relname);
  end loop;
end $$;
--> statement-breakpoint
create table trades (like trades_first including defaults including constraints including comments,
	constraint trades_pkey primary key (id),
	constraint trades_announcement_id_announcements_id_fkey foreign key (announcement_id) references announcements (id)
) partition by range (id);
--> statement-breakpoint
create index "trades_announcement" on "trades" ("announcement_id","id");
--> statement-breakpoint
create index "trades_buyer" on "trades" (coalesce("buyer_organization_id", "buyer_id"),"id");
--> statement-breakpoint
create index "trades_seller" on "trades" (coalesce("seller_organization_id", "seller_id"),"id");
--> statement-breakpoint
create index "trades_batch" on "trades" ("batch_id","id") where "batch_id" is not null;
--> statement-breakpoint
create index trades_age on trades using brin (created_at);
--> statement-breakpoint
create trigger trades_append_only before update or delete or truncate on trades execute function refuse_change();
--> statement-breakpoint
-- The least number that a UUID of this moment can have.
create function uuid_floor(moment timestamptz) returns uuid language sql immutable strict as $$
  select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;
--> statement-breakpoint
do $$
declare
  bound uuid := uuid_floor(date_trunc('month', now(), 'UTC') + interval '2 months');
begin
  create table trades_rest (like trades_first including all);
  -- Numbers that no clock has given lie beyond every month.
  alter table trades_first disable trigger user;
  with beyond as (delete from trades_first where id >= bound returning *) insert into trades_rest select * from beyond;
  alter table trades_first enable trigger user;
  execute format('alter table trades attach partition trades_first for values from (minvalue) to (%L)', bound);
  execute format('alter table trades attach partition trades_rest for values from (%L) to (maxvalue)', bound);
end $$;
--> statement-breakpoint
create trigger trades_append_only before update or delete or truncate on trades_rest execute function refuse_change();
--> statement-breakpoint

-- Logs of the chain, by their blocks.
alter table chain_logs rename to chain_logs_first;
--> statement-breakpoint
alter table chain_logs_first rename constraint chain_logs_pkey to chain_logs_first_pkey;
--> statement-breakpoint
alter index chain_logs_transaction rename to chain_logs_first_transaction;
--> statement-breakpoint
create table chain_logs (like chain_logs_first including defaults including constraints including comments,
	constraint chain_logs_pkey primary key (chain_id, block_number, block_hash, log_index)
) partition by range (block_number);
--> statement-breakpoint
create index "chain_logs_transaction" on "chain_logs" ("tx_hash");
--> statement-breakpoint
do $$
declare
  bound bigint := coalesce((select max(block_number) from chain_logs_first) / 1000000 + 1, 1) * 1000000;
begin
  execute format('alter table chain_logs attach partition chain_logs_first for values from (minvalue) to (%L)', bound);
  execute format('create table chain_logs_rest partition of chain_logs for values from (%L) to (maxvalue)', bound);
end $$;
