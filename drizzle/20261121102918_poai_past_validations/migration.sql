-- The past counts in whatever way somebody validated a project: by reviewing a case of it, or by having set it VALIDATED
-- (themselves, or somebody of the organization that they review for).

create or replace function check_poai_independence(of_case uuid) returns void language plpgsql as $$
declare
  clash text;
begin
  with subject as (
    select c.id, c.project_id, c.created_by, c.organization_id, p.created_by as project_by, p.organization_id as project_org
    from poai_cases c join projects p on p.id = c.project_id where c.id = of_case
  ), people as (
    select a.role::text as party, a.user_id from poai_assignments a where a.case_id = of_case
    union select 'OWNER', created_by from subject
    union select 'OWNER', project_by from subject where project_by is not null
  ), organs as (
    select p.party, m.organization_id from people p join organization_members m on m.user_id = p.user_id
    union select a.role::text, a.organization_id from poai_assignments a where a.case_id = of_case and a.organization_id is not null
    union select 'OWNER', organization_id from subject where organization_id is not null
    union select 'OWNER', project_org from subject where project_org is not null
  ), named as (
    select o.party, lower(btrim(g.legal_name)) as name from organs o join organizations g on g.id = o.organization_id
  )
  select coalesce(
    (select 'poai_assignments_owner' from people a join people b using (user_id) where a.party = 'OWNER' and b.party <> 'OWNER' limit 1),
    (select 'poai_assignments_owner' from named a join named b using (name) where a.party = 'OWNER' and b.party <> 'OWNER' limit 1),
    (select 'poai_assignments_apart' from people a join people b using (user_id) where a.party <> b.party limit 1),
    (select 'poai_assignments_apart' from named a join named b using (name) where a.party <> b.party limit 1),
    (select 'poai_assignments_recent'
     from poai_assignments a
     join poai_assignments past on past.case_id <> a.case_id
       and (past.user_id = a.user_id or past.organization_id = a.organization_id)
     join poai_cases c on c.id = past.case_id
     where a.case_id = of_case and c.project_id = (select project_id from subject) and c.review_started_at is not null
       and coalesce(c.decided_at, now()) > now() - make_interval(years => a.independence_years) limit 1),
    (select 'poai_assignments_recent'
     from poai_assignments a
     join project_history h on h.project_id = (select project_id from subject) and h.status = 'VALIDATED' and h.changes ? 'status'
     where a.case_id = of_case and h.effective_at > now() - make_interval(years => a.independence_years)
       and (h.actor_id = a.user_id or exists (
         select from organization_members m where m.user_id = h.actor_id and m.organization_id = a.organization_id)) limit 1)
  ) into clash;
  if clash is not null then
    raise exception 'reviewers are independent of the owner, of each other and of the past'
      using errcode = 'check_violation', constraint = clash;
  end if;
end $$;
