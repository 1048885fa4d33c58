-- What must hold of PoAI whatever the code does: who reviews is independent, nothing is approved against the rules, and
-- what was decided stays as it is.

create trigger poai_case_events_append_only before update or delete or truncate on poai_case_events
  execute function refuse_change();
--> statement-breakpoint
create trigger poai_attestations_append_only before update or delete or truncate on poai_attestations
  execute function refuse_change();
--> statement-breakpoint
create trigger poai_cases_stay before delete or truncate on poai_cases execute function refuse_change();
--> statement-breakpoint
create trigger poai_checks_stay before delete or truncate on poai_checks execute function refuse_change();
--> statement-breakpoint
create trigger poai_findings_stay before delete or truncate on poai_findings execute function refuse_change();
--> statement-breakpoint
create trigger poai_proofs_stay before delete or truncate on poai_proofs execute function refuse_change();
--> statement-breakpoint

-- Of one subject, one case is under way and one stands.
create unique index poai_cases_open on poai_cases (project_id, batch_id) nulls not distinct
  where status in ('SUBMITTED', 'ASSIGNED', 'IN_REVIEW', 'CHANGES_REQUESTED', 'REVIEW_COMPLETE', 'TECHNICAL_REVIEW');
--> statement-breakpoint
create unique index poai_cases_approved on poai_cases (project_id, batch_id) nulls not distinct where status = 'APPROVED';
--> statement-breakpoint
create unique index poai_cases_successor on poai_cases (supersedes_id)
  where status in ('APPROVED', 'SUPERSEDED', 'REVOKED');
--> statement-breakpoint
-- The numbers of a project's proofs follow each other on the chain, so two bundles never wait with the same one.
create unique index poai_proofs_number on poai_proofs (project_id, sequence) where voided_at is null;
--> statement-breakpoint

-- Raises unless reviewer, technical reviewer and owner are three parties. Everybody is a party of their own, and with
-- all who are in one of their organizations; organizations of one name count as one.
create function check_poai_independence(of_case uuid) returns void language plpgsql as $$
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
       and coalesce(c.decided_at, now()) > now() - make_interval(years => a.independence_years) limit 1)
  ) into clash;
  if clash is not null then
    raise exception 'reviewers are independent of the owner, of each other and of the past'
      using errcode = 'check_violation', constraint = clash;
  end if;
end $$;
--> statement-breakpoint

create function check_poai_assignment() returns trigger language plpgsql as $$
declare
  stands poai_case_status;
begin
  select status into stands from poai_cases where id = coalesce(new.case_id, old.case_id) for share;
  if tg_op = 'UPDATE' then
    if (new.case_id, new.role, new.user_id, new.organization_id, new.independence_years, new.assigned_by, new.assigned_at)
       is distinct from
       (old.case_id, old.role, old.user_id, old.organization_id, old.independence_years, old.assigned_by, old.assigned_at)
       or stands not in ('IN_REVIEW', 'TECHNICAL_REVIEW')
       or exists (select from poai_proofs where case_id = new.case_id) then
      raise exception 'of an assignment, the address is set, and before there is a bundle'
        using errcode = 'check_violation', constraint = 'poai_assignments_given';
    end if;
    return new;
  end if;
  if stands not in ('SUBMITTED', 'ASSIGNED') then
    raise exception 'reviewers are assigned before the review begins'
      using errcode = 'check_violation', constraint = 'poai_assignments_before';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  if (new.organization_id is null and exists (select from organization_members where user_id = new.user_id))
     or (new.organization_id is not null and not exists (
       select from organization_members where user_id = new.user_id and organization_id = new.organization_id)) then
    raise exception 'a reviewer acts for an organization that they are in'
      using errcode = 'check_violation', constraint = 'poai_assignments_member';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger poai_assignments_given before insert or update or delete on poai_assignments
  for each row execute function check_poai_assignment();
--> statement-breakpoint
create trigger poai_assignments_whole before truncate on poai_assignments execute function refuse_change();
--> statement-breakpoint
create function check_poai_assigned() returns trigger language plpgsql as $$
begin
  perform check_poai_independence(new.case_id);
  return null;
end $$;
--> statement-breakpoint
create trigger poai_assignments_independent after insert on poai_assignments
  for each row execute function check_poai_assigned();
--> statement-breakpoint

create function check_poai_case() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.status <> 'DRAFT' then
    raise exception 'a case begins as a draft' using errcode = 'check_violation', constraint = 'poai_cases_begin';
  end if;
  if new.batch_id is not null and not exists (select from batches where id = new.batch_id and project_id = new.project_id) then
    raise exception 'the batch is of another project' using errcode = 'check_violation', constraint = 'poai_cases_batch';
  end if;
  if new.supersedes_id is not null and (tg_op = 'INSERT' or new.supersedes_id is distinct from old.supersedes_id) then
    if exists (
      with recursive chain (id) as (
        select new.supersedes_id
        union select c.supersedes_id from poai_cases c join chain on c.id = chain.id where c.supersedes_id is not null
      ) select from chain where id = new.id) then
      raise exception 'a case does not supersede itself' using errcode = 'check_violation', constraint = 'poai_cases_cycle';
    end if;
    if not exists (
      select from poai_cases where id = new.supersedes_id and project_id = new.project_id
        and batch_id is not distinct from new.batch_id and status = 'APPROVED') then
      raise exception 'what is superseded is an approved case of the same subject'
        using errcode = 'check_violation', constraint = 'poai_cases_superseded';
    end if;
  end if;
  if tg_op = 'INSERT' then return new; end if;
  if (new.id, new.project_id, new.batch_id, new.catalogue, new.assurance, new.materiality_percent, new.created_by,
      new.organization_id, new.created_at)
     is distinct from
     (old.id, old.project_id, old.batch_id, old.catalogue, old.assurance, old.materiality_percent, old.created_by,
      old.organization_id, old.created_at)
     or (old.status <> 'DRAFT' and new.supersedes_id is distinct from old.supersedes_id) then
    raise exception 'a case stays about what it is' using errcode = 'check_violation', constraint = 'poai_cases_subject';
  end if;
  if old.status in ('REJECTED', 'SUPERSEDED', 'REVOKED') then
    raise exception 'a case that has ended does not change'
      using errcode = 'check_violation', constraint = 'poai_cases_decided_for_good';
  end if;
  if old.status = 'APPROVED' and (
    new.status not in ('SUPERSEDED', 'REVOKED')
    or (new.opinion, new.opinion_at, new.review_started_at, new.decided_at, new.decided_by)
       is distinct from (old.opinion, old.opinion_at, old.review_started_at, old.decided_at, old.decided_by)) then
    raise exception 'an approved case is superseded or revoked, and nothing else of it changes'
      using errcode = 'check_violation', constraint = 'poai_cases_decided_for_good';
  end if;
  if new.status = 'APPROVED' and old.status <> 'APPROVED' then perform check_poai_approval(new); end if;
  return new;
end $$;
--> statement-breakpoint

create function check_poai_approval(approved poai_cases) returns void language plpgsql as $$
begin
  if not exists (select from poai_checks where case_id = approved.id) or exists (
    select from poai_checks where case_id = approved.id
      and (result is null or mandatory and result not in ('PASS', 'NOT_APPLICABLE'))) then
    raise exception 'a mandatory check is not passed' using errcode = 'check_violation', constraint = 'poai_cases_checks';
  end if;
  if exists (select from poai_findings where case_id = approved.id and kind in ('CAR', 'CL') and closed_at is null) then
    raise exception 'a request is open' using errcode = 'check_violation', constraint = 'poai_cases_findings';
  end if;
  if (select count(*) from poai_assignments where case_id = approved.id) < 2
     or (select count(*) from poai_attestations where case_id = approved.id) < 3
     or not exists (select from poai_proofs where case_id = approved.id and voided_at is null) then
    raise exception 'reviewer, technical reviewer and platform sign a bundle first'
      using errcode = 'check_violation', constraint = 'poai_cases_signed';
  end if;
  if approved.decided_by = approved.created_by
     or exists (select from poai_assignments where case_id = approved.id and user_id = approved.decided_by) then
    raise exception 'whoever opened or reviewed a case does not approve it'
      using errcode = 'check_violation', constraint = 'poai_cases_four_eyes';
  end if;
  -- Once more: people change organizations while a case is reviewed.
  perform check_poai_independence(approved.id);
end $$;
--> statement-breakpoint
create trigger poai_cases_steps before insert or update on poai_cases
  for each row execute function check_poai_case();
--> statement-breakpoint

-- Checks and findings are worked on while the case is reviewed, and not once there is a bundle of them. The case is
-- locked meanwhile, so that none of them changes beside its approval.
create function lock_poai_work(of_case uuid, allowed poai_case_status[]) returns void language plpgsql as $$
declare
  stands poai_case_status;
begin
  select status into stands from poai_cases where id = of_case for share;
  if not stands = any(allowed) or exists (select from poai_proofs where case_id = of_case) then
    raise exception 'a case that is % is not worked on so', stands
      using errcode = 'check_violation', constraint = 'poai_work_closed';
  end if;
end $$;
--> statement-breakpoint
create function check_poai_check() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform lock_poai_work(new.case_id, '{DRAFT}');
    return new;
  end if;
  if (new.case_id, new.code, new.tree, new.place, new.mandatory) is distinct from
     (old.case_id, old.code, old.tree, old.place, old.mandatory) or new.result is null then
    raise exception 'of a check, only what was found changes'
      using errcode = 'check_violation', constraint = 'poai_checks_listed';
  end if;
  perform lock_poai_work(new.case_id, '{IN_REVIEW,TECHNICAL_REVIEW}');
  return new;
end $$;
--> statement-breakpoint
create trigger poai_checks_listed before insert or update on poai_checks
  for each row execute function check_poai_check();
--> statement-breakpoint
create function check_poai_evidence() returns trigger language plpgsql as $$
begin
  perform lock_poai_work(coalesce(new.case_id, old.case_id), '{IN_REVIEW,TECHNICAL_REVIEW}');
  if tg_op = 'DELETE' then return old; end if;
  if not exists (select from document_versions where id = new.version_id and sha256 = new.sha256) then
    raise exception 'evidence has the hash of its document'
      using errcode = 'check_violation', constraint = 'poai_evidence_hash';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger poai_evidence_hash before insert or delete on poai_evidence
  for each row execute function check_poai_evidence();
--> statement-breakpoint
create trigger poai_evidence_kept before update or truncate on poai_evidence execute function refuse_change();
--> statement-breakpoint
create function check_poai_answer_evidence() returns trigger language plpgsql as $$
begin
  if not exists (select from document_versions where id = new.version_id and sha256 = new.sha256) then
    raise exception 'evidence has the hash of its document'
      using errcode = 'check_violation', constraint = 'poai_evidence_hash';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger poai_answer_evidence_hash before insert on poai_answer_evidence
  for each row execute function check_poai_answer_evidence();
--> statement-breakpoint
create trigger poai_answer_evidence_kept before update or delete or truncate on poai_answer_evidence
  execute function refuse_change();
--> statement-breakpoint
create function check_poai_finding() returns trigger language plpgsql as $$
begin
  perform lock_poai_work(new.case_id, '{IN_REVIEW,CHANGES_REQUESTED,REVIEW_COMPLETE,TECHNICAL_REVIEW}');
  if tg_op = 'INSERT' then return new; end if;
  if (new.id, new.case_id, new.number, new.kind, new.code, new.text, new.raised_by, new.raised_at) is distinct from
     (old.id, old.case_id, old.number, old.kind, old.code, old.text, old.raised_by, old.raised_at)
     or old.closed_at is not null then
    raise exception 'a finding is answered and closed, and then stays'
      using errcode = 'check_violation', constraint = 'poai_findings_raised';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger poai_findings_raised before insert or update on poai_findings
  for each row execute function check_poai_finding();
--> statement-breakpoint

create function check_poai_proof() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform lock_poai_work(new.case_id, '{TECHNICAL_REVIEW}');
    return new;
  end if;
  if (new.case_id, new.project_id, new.sequence, new.bundle, new.bundle_hash, new.commitment, new.version_id, new.created_at)
     is distinct from
     (old.case_id, old.project_id, old.sequence, old.bundle, old.bundle_hash, old.commitment, old.version_id, old.created_at)
     or (old.intent_id is not null and new.intent_id is distinct from old.intent_id)
     or old.voided_at is not null or (new.voided_at is not null and new.intent_id is not null) then
    raise exception 'a bundle stays what was signed'
      using errcode = 'check_violation', constraint = 'poai_proofs_signed';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger poai_proofs_signed before insert or update on poai_proofs
  for each row execute function check_poai_proof();
