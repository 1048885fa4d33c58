-- An announcement keeps what it sells as well: who settles a trade has learnt it before the lock. And what orders have
-- reserved is theirs: it is not sold to somebody else, whatever becomes of the announcement.
create or replace function check_announcement() returns trigger language plpgsql as $$
begin
  if (new.id, new.seller_id, new.organization_id, new.batch_id, new.currency)
     is distinct from (old.id, old.seller_id, old.organization_id, old.batch_id, old.currency) then
    raise exception 'an announcement keeps its seller, what it sells and its currency'
      using errcode = 'check_violation', constraint = 'announcements_parties';
  end if;
  if new.status <> old.status and (old.status in ('SOLD_OUT', 'CANCELLED', 'EXPIRED') or new.status = 'DRAFT') then
    raise exception 'an announcement that is closed stays so, and one that was opened is no draft again'
      using errcode = 'check_violation', constraint = 'announcements_closed_for_good';
  end if;
  if new.reserved > old.reserved and new.status <> 'ACTIVE' then
    raise exception 'only of an active announcement something is reserved'
      using errcode = 'check_violation', constraint = 'announcements_reserved_of_active';
  end if;
  return new;
end $$;
--> statement-breakpoint

-- Credits are whole: an entry of a batch moves tonnes. And a holding has the accounts of its batch, as a wallet those of its
-- asset.
create function check_account() returns trigger language plpgsql as $$
begin
  if new.wallet_id is not null
     and new.asset <> (select coalesce(batch_id::text, asset::text) from wallets where id = new.wallet_id) then
    raise exception 'an account has the asset of its wallet'
      using errcode = 'check_violation', constraint = 'accounts_asset_of_wallet';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger accounts_wallet_asset before insert on accounts for each row execute function check_account();
