-- A key stays what it was made as: it is used, and revoked once. What it may do never grows.
create function check_api_key() returns trigger language plpgsql as $$
begin
  if (new.id, new.user_id, new.organization_id, new.name, new.prefix, new.secret_hash, new.scopes, new.created_by,
      new.created_at, new.expires_at)
     is distinct from
     (old.id, old.user_id, old.organization_id, old.name, old.prefix, old.secret_hash, old.scopes, old.created_by,
      old.created_at, old.expires_at)
     or old.revoked_at is not null
        and (new.revoked_at, new.revoked_by) is distinct from (old.revoked_at, old.revoked_by) then
    raise exception 'an API key is revoked once and does not change otherwise'
      using errcode = 'check_violation', constraint = 'api_keys_same';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger api_keys_same before update on api_keys for each row execute function check_api_key();
--> statement-breakpoint
create trigger api_keys_stay before delete or truncate on api_keys execute function refuse_change();
