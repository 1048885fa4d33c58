-- What must hold of organizations whatever the code does: somebody can always decide, and who joined stays who they are.

-- ISO 17442-1: 18 letters and digits, then two check digits by ISO/IEC 7064 MOD 97-10, where A counts 10 and Z 35.
create function is_lei(code text) returns boolean language sql immutable strict parallel safe as $$
  select case when code ~ '^[A-Z0-9]{18}[0-9]{2}$' then (
    select string_agg(case when sign between '0' and '9' then sign else (ascii(sign) - 55)::text end, '' order by place)::numeric % 97 = 1
    from regexp_split_to_table(code, '') with ordinality as signs (sign, place)
  ) else false end
$$;
--> statement-breakpoint
alter table organizations add constraint organizations_lei_form check (is_lei(lei));
--> statement-breakpoint
create trigger organizations_stay before delete or truncate on organizations execute function refuse_change();
--> statement-breakpoint
create trigger organization_invitations_stay before delete or truncate on organization_invitations
  execute function refuse_change();
--> statement-breakpoint
create trigger organization_members_not_at_once before truncate on organization_members execute function refuse_change();
--> statement-breakpoint

create function check_member() returns trigger language plpgsql as $$
begin
  if (new.id, new.organization_id, new.user_id, new.joined_at)
     is distinct from (old.id, old.organization_id, old.user_id, old.joined_at) then
    raise exception 'of a membership, only the role changes'
      using errcode = 'check_violation', constraint = 'organization_members_same';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger organization_members_same before update on organization_members
  for each row execute function check_member();
--> statement-breakpoint

-- Asked at the commit, so that a transaction may replace the only ADMIN by another. Each takes the lock of the
-- organization before it looks: of two that remove two ADMINs at once, the second sees what the first left.
create function check_organization_admin() returns trigger language plpgsql as $$
declare
  organization uuid;
begin
  if tg_table_name = 'organizations' then
    organization := new.id;
  else
    organization := old.organization_id;
  end if;
  perform from organizations where id = organization for no key update;
  if not exists (select from organization_members where organization_id = organization and role = 'ADMIN') then
    raise exception 'an organization always has an ADMIN'
      using errcode = 'check_violation', constraint = 'organization_members_admin';
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger organizations_admin after insert on organizations deferrable initially deferred
  for each row execute function check_organization_admin();
--> statement-breakpoint
create constraint trigger organization_members_admin after update or delete on organization_members
  deferrable initially deferred for each row when (old.role = 'ADMIN') execute function check_organization_admin();
--> statement-breakpoint

-- An invitation that was accepted or revoked has ended for good; who was asked for what does not change before.
create function check_invitation() returns trigger language plpgsql as $$
begin
  if old.accepted_at is not null or old.revoked_at is not null
     or (new.id, new.organization_id, new.email, new.role, new.invited_by, new.created_at)
        is distinct from (old.id, old.organization_id, old.email, old.role, old.invited_by, old.created_at) then
    raise exception 'an invitation ends once and does not change otherwise'
      using errcode = 'check_violation', constraint = 'organization_invitations_once';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger organization_invitations_once before update on organization_invitations
  for each row execute function check_invitation();
