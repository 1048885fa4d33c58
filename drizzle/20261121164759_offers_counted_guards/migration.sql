-- Each announcement that was opened, sold out or ended had what is searched of its project written anew, one sale after
-- another. Now it is counted how much of a project is for sale, and only the first and the last of it are noted.

create view project_offers as
  -- What orders sell (src/db/offers.ts): announced by somebody, or in the platform's stock.
  select project_id, count(*)::integer as offers from (
    select b.project_id from announcements a join batches b on b.id = a.batch_id
    where a.status = 'ACTIVE' and a.remaining > a.reserved
    union all
    select b.project_id from wallets w
    join accounts a on a.wallet_id = w.id and a.kind = 'AVAILABLE' and a.balance > 0
    join batches b on b.id = w.batch_id
    where w.owner_id = '00000000-0000-7000-8000-00000000ec00') as offer
  group by project_id;
--> statement-breakpoint
insert into projects_for_sale (project_id, offers) select project_id, offers from project_offers;
--> statement-breakpoint

create or replace view project_facet_values as
  select id as project_id, 'REGISTRY'::project_facet as facet, registry as value from projects where registry is not null
  union all
  select id, 'COUNTRY', country from projects where country is not null
  union all
  -- Registries name several in one text.
  select id, 'TYPE', btrim(part) from projects, string_to_table(project_type, ';') as part where btrim(part) <> ''
  union all
  select id, 'CATEGORY', btrim(part) from projects, string_to_table(category, ';') as part where btrim(part) <> ''
  union all
  select id, 'STATUS', status::text from projects
  union all
  select project_id, 'METHODOLOGY', code from project_methodologies
  union all
  select id, 'SDG', goal::text from projects, unnest(sdgs) as goal
  union all
  select project_id, 'VINTAGE', vintage::text from batches
  union all
  select id, 'SUSPENDED', 'true' from projects where suspended
  union all
  select id, 'ACTIVE_CREDITS', 'true' from projects as p
  where exists (select from batches b join serial_blocks s on s.batch_id = b.id where b.project_id = p.id and s.state = 'ACTIVE')
  union all
  select id, 'FOR_SALE', 'true' from projects p join projects_for_sale s on s.project_id = p.id
  where s.offers > 0 and not p.suspended;
--> statement-breakpoint

drop trigger announcements_searched_new on announcements;
--> statement-breakpoint
drop trigger announcements_searched on announcements;
--> statement-breakpoint
drop trigger accounts_searched on accounts;
--> statement-breakpoint
drop function mark_project_of_sale;
--> statement-breakpoint
drop function mark_project_of_stock;
--> statement-breakpoint

create function step_offers_of_sale() returns trigger language plpgsql as $$
begin
  insert into project_sale_steps (xid, project_id, step)
    select pg_current_xact_id(), project_id, case when new.status = 'ACTIVE' and new.remaining > new.reserved then 1 else -1 end
    from batches where id = new.batch_id
    on conflict (xid, project_id) do update set step = project_sale_steps.step + excluded.step;
  return null;
end $$;
--> statement-breakpoint
create function step_offers_of_stock() returns trigger language plpgsql as $$
begin
  insert into project_sale_steps (xid, project_id, step)
    select pg_current_xact_id(), b.project_id, case when new.balance > 0 then 1 else -1 end
    from wallets w join batches b on b.id = w.batch_id
    where w.id = new.wallet_id and w.owner_id = '00000000-0000-7000-8000-00000000ec00'
    on conflict (xid, project_id) do update set step = project_sale_steps.step + excluded.step;
  return null;
end $$;
--> statement-breakpoint
create trigger announcements_for_sale_new after insert on announcements
  for each row when (new.batch_id is not null and new.status = 'ACTIVE' and new.remaining > new.reserved)
  execute function step_offers_of_sale();
--> statement-breakpoint
create trigger announcements_for_sale after update on announcements
  for each row when (
    new.batch_id is not null and (old.status = 'ACTIVE' and old.remaining > old.reserved)
      is distinct from (new.status = 'ACTIVE' and new.remaining > new.reserved))
  execute function step_offers_of_sale();
--> statement-breakpoint
-- The asset of an account of credits is the id of their batch. An account begins empty.
create trigger accounts_for_sale after update on accounts
  for each row when (
    new.kind = 'AVAILABLE' and length(new.asset) = 36 and (old.balance > 0) is distinct from (new.balance > 0))
  execute function step_offers_of_stock();
--> statement-breakpoint

-- Gives the projects of which the first can be bought now, or none any more.
create function count_offers() returns uuid[] language plpgsql as $$
declare
  ids uuid[];
  steps integer[];
  changed uuid[];
begin
  with taken as (
    delete from project_sale_steps where xid = pg_current_xact_id() returning project_id, step
  )
  select array_agg(project_id order by project_id), array_agg(step order by project_id) into ids, steps
  from taken where step <> 0;
  if ids is null then
    return null;
  end if;
  insert into projects_for_sale (project_id, offers)
    select id, 0 from unnest(ids) as id
    where not exists (select from projects_for_sale s where s.project_id = id)
    order by id on conflict do nothing;
  perform from projects_for_sale where project_id = any (ids) order by project_id for update;
  with counted as (
    update projects_for_sale s set offers = s.offers + c.step
    from unnest(ids, steps) as c (id, step) where s.project_id = c.id
    returning s.project_id, (old.offers > 0) is distinct from (new.offers > 0) as changed
  )
  select array_agg(project_id) into changed from counted where counted.changed;
  return changed;
end $$;
--> statement-breakpoint

-- The first mark of a transaction takes all of them along. Offers are counted before anything else is locked, whichever
-- trigger comes first: so two transactions never wait for each other in a circle.
create or replace function write_marked_projects() returns trigger language plpgsql as $$
declare
  ids uuid[] := count_offers();
begin
  with taken as (
    delete from project_search_marks where xid = pg_current_xact_id() returning project_id
  )
  select array_agg(distinct id order by id) into ids
  from (select unnest(ids) as id union all select project_id from taken) as marked;
  if ids is not null then
    perform refresh_project_search(ids);
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger project_sale_stepped after insert on project_sale_steps
  deferrable initially deferred for each row execute function write_marked_projects();
