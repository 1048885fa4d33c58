-- Whether credits of a project are for sale changes with each sale; what is searched, only when the first can be bought or
-- none any more. So only that is noted.

create view project_facet_values as
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
  -- What orders sell (src/db/offers.ts): announced by somebody, or in the platform's stock.
  select id, 'FOR_SALE', 'true' from projects as p
  where not p.suspended and exists (
    select from batches b where b.project_id = p.id and (
      exists (
        select from announcements a where a.batch_id = b.id and a.status = 'ACTIVE' and a.remaining > a.reserved)
      or exists (
        select from wallets w join accounts a on a.wallet_id = w.id and a.kind = 'AVAILABLE' and a.balance > 0
        where w.batch_id = b.id and w.owner_id = '00000000-0000-7000-8000-00000000ec00')));
--> statement-breakpoint

create view project_search_source as
  select p.id as project_id, p.published_at is not null as published,
    array(
      select distinct f.code from project_facet_values v join project_facets f on f.facet = v.facet and f.value = v.value
      where v.project_id = p.id order by 1) as facets,
    coalesce(p.estimated_annual_reductions, -1) as tonnes, p.west, p.south, p.east, p.north,
    left(btrim(regexp_replace(fold(p.name), '[^[:alnum:]]+', ' ', 'g')), 80) as sort_name,
    setweight(searched_names(p.name), 'A')
      || setweight(searched_names(p.proponent), 'B')
      || setweight(searched_vector(concat_ws(' ', m.codes, p.native_id)), 'C')
      || setweight(searched_names(concat_ws(' ', p.project_type, p.category, p.region, c.name)), 'D')
      || setweight(searched_vector(p.description), 'D') as document
  from projects p
  left join country_names c on c.country = p.country
  cross join lateral (
    select string_agg(distinct code, ' ' order by code) as codes from project_methodologies where project_id = p.id) as m;
--> statement-breakpoint

create function mark_project_of_sale() returns trigger language plpgsql as $$
begin
  insert into project_search_marks (xid, project_id)
    select pg_current_xact_id(), project_id from batches where id = new.batch_id
    on conflict do nothing;
  return null;
end $$;
--> statement-breakpoint
create function mark_project_of_stock() returns trigger language plpgsql as $$
begin
  insert into project_search_marks (xid, project_id)
    select pg_current_xact_id(), b.project_id from wallets w join batches b on b.id = w.batch_id
    where w.id = new.wallet_id and w.owner_id = '00000000-0000-7000-8000-00000000ec00'
    on conflict do nothing;
  return null;
end $$;
--> statement-breakpoint
create trigger announcements_searched_new after insert on announcements
  for each row when (new.batch_id is not null and new.status = 'ACTIVE') execute function mark_project_of_sale();
--> statement-breakpoint
create trigger announcements_searched after update on announcements
  for each row when (
    new.batch_id is not null and (old.status = 'ACTIVE' and old.remaining > old.reserved)
      is distinct from (new.status = 'ACTIVE' and new.remaining > new.reserved))
  execute function mark_project_of_sale();
--> statement-breakpoint
-- The asset of an account of credits is the id of their batch. An account begins empty.
create trigger accounts_searched after update on accounts
  for each row when (
    new.kind = 'AVAILABLE' and length(new.asset) = 36 and (old.balance > 0) is distinct from (new.balance > 0))
  execute function mark_project_of_stock();
--> statement-breakpoint

select refresh_project_search(array(select project_id from project_facet_values where facet = 'FOR_SALE'));
