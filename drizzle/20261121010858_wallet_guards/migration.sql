-- Why apply_postings() is written anew: it compared only the last balance_after of an account in a statement, so a batch
-- that posts to one account several times could keep wrong balances in between, and statements of a wallet read those.
-- Now every posting's balance_after must follow from the account's balance and the postings before it. It also checks
-- that the kind which a posting repeats is its entry's.
create or replace function apply_postings() returns trigger language plpgsql as $$
declare
  touched bigint;
  matched bigint;
begin
  if exists (select 1 from fresh group by entry_id, asset having sum(amount) <> 0) then
    raise exception 'an entry does not sum to zero'
      using errcode = 'check_violation', constraint = 'postings_balance';
  end if;
  if exists (
    select 1 from (select distinct entry_id, kind from fresh) as f
    left join entries as e on e.id = f.entry_id and e.kind = f.kind and e.xmin = pg_current_xact_id()::xid
    where e.id is null
  ) then
    raise exception 'postings belong to an entry of their own kind and transaction'
      using errcode = 'foreign_key_violation', constraint = 'postings_entry';
  end if;

  with step as (
    select account_id, asset, amount, balance_after,
           balance_after - sum(amount) over (partition by account_id order by id rows unbounded preceding) as before
    from fresh
  ), change as (
    select account_id, asset, sum(amount) as amount, min(before) as before, count(balance_after) as told,
           count(balance_after) = count(*) and min(before) = max(before) as steady
    from step group by account_id, asset
  ), applied as (
    update accounts as a set balance = a.balance + c.amount
    from change as c
    where a.id = c.account_id and a.asset = c.asset and c.steady and a.balance = c.before
    returning 1
  ), platform as (
    select 1 from change as c join accounts as a on a.id = c.account_id and a.asset = c.asset
    where a.balance is null and c.told = 0
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

-- Number of the account's last posting before a moment, 0 if there is none. created_at rises with id within a wallet, so
-- the number is found by bisection over the index (account_id, id): some 20 look-ups among a million postings, and no
-- index on the time has to be kept for it. Should a clock have been set back, the answer is still one number, so that
-- what lies before it and what lies after it add up.
create function last_posting_before(account bigint, moment timestamptz) returns bigint
language plpgsql stable parallel safe as $$
declare
  low bigint := 0; -- 0, or a posting before the moment
  high bigint;     -- no posting from here on is before the moment
  middle bigint;
  found_id bigint;
  found_at timestamptz;
begin
  select id, created_at into high, found_at from postings where account_id = account order by id desc limit 1;
  if high is null or found_at < moment then
    return coalesce(high, 0);
  end if;
  while high - low > 1 loop
    middle := low + (high - low) / 2;
    select id, created_at into found_id, found_at
    from postings where account_id = account and id >= middle order by id limit 1;
    if found_id < high and found_at < moment then
      low := found_id;
    else
      high := middle;
    end if;
  end loop;
  return low;
end $$;
--> statement-breakpoint

create trigger wallets_stay before update or delete or truncate on wallets execute function refuse_change();
--> statement-breakpoint
create trigger deposits_append_only before update or delete or truncate on deposits execute function refuse_change();
--> statement-breakpoint
create trigger withdrawals_stay before delete or truncate on withdrawals execute function refuse_change();
--> statement-breakpoint

-- Four eyes: whoever records or decides is another than the owner of the wallet.
create function refuse_own_deposit() returns trigger language plpgsql as $$
begin
  if new.recorded_by = (select owner_id from wallets where id = new.wallet_id) then
    raise exception 'nobody records a deposit to the own wallet'
      using errcode = 'check_violation', constraint = 'deposits_four_eyes';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger deposits_four_eyes before insert on deposits for each row execute function refuse_own_deposit();
--> statement-breakpoint

create function check_decision() returns trigger language plpgsql as $$
begin
  if old.status <> 'REQUESTED' or (new.id, new.wallet_id, new.amount, new.destination, new.created_at)
     is distinct from (old.id, old.wallet_id, old.amount, old.destination, old.created_at) then
    raise exception 'a withdrawal is decided once and does not change otherwise'
      using errcode = 'check_violation', constraint = 'withdrawals_decided_once';
  end if;
  if new.decided_by = (select owner_id from wallets where id = new.wallet_id) then
    raise exception 'nobody decides on a withdrawal of the own'
      using errcode = 'check_violation', constraint = 'withdrawals_four_eyes';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger withdrawals_decision before update on withdrawals for each row execute function check_decision();
