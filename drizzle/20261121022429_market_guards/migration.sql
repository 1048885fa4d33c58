-- A trade, a transfer and what trades cost are history: written once, in the transaction that moved the value.
create trigger trades_append_only before update or delete or truncate on trades execute function refuse_change();
--> statement-breakpoint
create trigger transfers_append_only before update or delete or truncate on transfers execute function refuse_change();
--> statement-breakpoint
create trigger fee_schedules_append_only before update or delete or truncate on fee_schedules
  execute function refuse_change();
--> statement-breakpoint
create trigger announcements_stay before delete or truncate on announcements execute function refuse_change();
--> statement-breakpoint

-- Whoever settles a trade has learnt the seller and the currency before the lock and keeps them for good; and what an
-- announcement held was given back or sold when it was closed, so one that came to life again would sell what is not held.
create function check_announcement() returns trigger language plpgsql as $$
begin
  if (new.id, new.seller_id, new.currency) is distinct from (old.id, old.seller_id, old.currency) then
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
create trigger announcements_steps before update on announcements for each row execute function check_announcement();
