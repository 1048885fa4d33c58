-- A quote is a promise: what it says stays, and it is taken once and in time or not at all.

create function check_quote() returns trigger language plpgsql as $$
begin
  if (to_jsonb(new) - array['status', 'consumed_at']) is distinct from (to_jsonb(old) - array['status', 'consumed_at']) then
    raise exception 'a quote keeps what it promises'
      using errcode = 'check_violation', constraint = 'quotes_promise';
  end if;
  if old.status <> 'OPEN' and new.status <> old.status then
    raise exception 'a quote that is % stays so', old.status
      using errcode = 'check_violation', constraint = 'quotes_steps';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger quotes_promise before update on quotes for each row execute function check_quote();
