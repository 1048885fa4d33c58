-- A party is a user or an organization under another name: it comes with it, and nobody else makes one.
create function become_party() returns trigger language plpgsql as $$
begin
  insert into parties (id, kind) values (new.id, tg_argv[0]::party_kind);
  return null;
end $$;
--> statement-breakpoint
create trigger users_party after insert on users for each row execute function become_party('USER');
--> statement-breakpoint
create trigger organizations_party after insert on organizations
  for each row execute function become_party('ORGANIZATION');
--> statement-breakpoint
create trigger parties_append_only before update or delete or truncate on parties execute function refuse_change();
--> statement-breakpoint

-- An announcement keeps for whom it is sold as well: what it holds lies in that owner's wallet.
create or replace function check_announcement() returns trigger language plpgsql as $$
begin
  if (new.id, new.seller_id, new.organization_id, new.currency)
     is distinct from (old.id, old.seller_id, old.organization_id, old.currency) then
    raise exception 'an announcement keeps its seller and its currency'
      using errcode = 'check_violation', constraint = 'announcements_parties';
  end if;
  if new.status <> old.status and (old.status in ('SOLD_OUT', 'CANCELLED', 'EXPIRED') or new.status = 'DRAFT') then
    raise exception 'an announcement that is closed stays so, and one that was opened is no draft again'
      using errcode = 'check_violation', constraint = 'announcements_closed_for_good';
  end if;
  return new;
end $$;
--> statement-breakpoint

-- Four eyes hold for an organization too: none of its members records what comes into its wallets.
create or replace function refuse_own_deposit() returns trigger language plpgsql as $$
declare
  owner uuid := (select owner_id from wallets where id = new.wallet_id);
begin
  if new.recorded_by = owner
     or exists (select from organization_members where organization_id = owner and user_id = new.recorded_by) then
    raise exception 'nobody records a deposit to the own wallet'
      using errcode = 'check_violation', constraint = 'deposits_four_eyes';
  end if;
  return new;
end $$;
--> statement-breakpoint

-- What leaves the platform goes to the account or address of a person who has proven it: of an organization none has.
create function refuse_organization() returns trigger language plpgsql as $$
begin
  if exists (
    select from wallets w join parties p on p.id = w.owner_id where w.id = new.wallet_id and p.kind = 'ORGANIZATION') then
    raise exception 'nothing is withdrawn from the wallet of an organization'
      using errcode = 'check_violation', constraint = 'withdrawals_of_users';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger withdrawals_of_users before insert on withdrawals for each row execute function refuse_organization();
