-- What must hold whatever the code does: entries balance, balances come from postings alone, history does not change.

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
--> statement-breakpoint
create trigger entries_append_only before update or delete or truncate on entries execute function refuse_change();
--> statement-breakpoint
create trigger postings_append_only before update or delete or truncate on postings execute function refuse_change();
--> statement-breakpoint
create trigger audit_log_append_only before update or delete or truncate on audit_log execute function refuse_change();
--> statement-breakpoint
create trigger accounts_stay before delete or truncate on accounts execute function refuse_change();
--> statement-breakpoint

-- One pass over the postings of a statement. An entry must be complete within its statement and be made by the same
-- transaction, so a balanced entry can never become unbalanced. The accounts were locked by the caller, in id order.
create function apply_postings() returns trigger language plpgsql as $$
declare
  touched bigint;
  matched bigint;
begin
  if exists (select 1 from fresh group by entry_id, asset having sum(amount) <> 0) then
    raise exception 'an entry does not sum to zero'
      using errcode = 'check_violation', constraint = 'postings_balance';
  end if;
  if exists (
    select 1 from (select distinct entry_id from fresh) as f
    left join entries as e on e.id = f.entry_id and e.xmin = pg_current_xact_id()::xid
    where e.id is null
  ) then
    raise exception 'postings belong to an entry of their own transaction'
      using errcode = 'foreign_key_violation', constraint = 'postings_entry';
  end if;

  with change as (
    select account_id, asset, sum(amount) as amount,
           (array_agg(balance_after order by id desc))[1] as balance_after
    from fresh group by account_id, asset
  ), applied as (
    update accounts as a set balance = a.balance + c.amount
    from change as c
    where a.id = c.account_id and a.asset = c.asset and a.balance is not null
      and a.balance + c.amount = c.balance_after
    returning 1
  ), platform as (
    select 1 from change as c join accounts as a on a.id = c.account_id and a.asset = c.asset
    where a.balance is null and c.balance_after is null
  )
  select (select count(*) from change), (select count(*) from applied) + (select count(*) from platform)
  into touched, matched;
  if touched <> matched then
    raise exception 'a posting names another account, asset or balance than the ledger has'
      using errcode = 'foreign_key_violation', constraint = 'postings_account';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger postings_apply after insert on postings
  referencing new table as fresh for each statement execute function apply_postings();
--> statement-breakpoint

create function refuse_balance() returns trigger language plpgsql as $$
begin
  raise exception 'a balance comes from postings only'
    using errcode = 'check_violation', constraint = 'accounts_balance_from_postings';
end $$;
--> statement-breakpoint
-- Depth 1 is a statement of a client; the update made by apply_postings() has depth 2.
create trigger accounts_balance_from_postings before update on accounts
  for each row when (pg_trigger_depth() = 0) execute function refuse_balance();
--> statement-breakpoint
create trigger accounts_start_empty before insert on accounts
  for each row when (new.balance <> 0) execute function refuse_balance();
--> statement-breakpoint

-- The platform's accounts, and the first fee schedule: 50 bps from the maker, 100 bps from the taker.
insert into accounts (id, asset, kind) overriding system value values
  (1, 'USD', 'FEES'), (2, 'EUR', 'FEES'), (3, 'ETH', 'FEES'), (4, 'CARBON', 'FEES'),
  (5, 'USD', 'EXTERNAL'), (6, 'EUR', 'EXTERNAL'), (7, 'ETH', 'EXTERNAL'), (8, 'CARBON', 'EXTERNAL');
--> statement-breakpoint
-- Numbers below 1,000 are kept for the platform; src/db/ledger.ts names them.
alter table accounts alter column id restart with 1001;
--> statement-breakpoint
insert into fee_schedules (maker_bps, taker_bps, effective_from) values (50, 100, '2020-01-01T00:00:00Z');
