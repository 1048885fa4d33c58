-- What must hold of projects whatever the code does: no state without its history, and history does not change.

create extension if not exists btree_gist;
--> statement-breakpoint
insert into registries (code, name, url, program) values
  ('VERRA', 'Verra Registry', 'https://registry.verra.org', 'Verified Carbon Standard'),
  ('GOLD_STANDARD', 'Gold Standard Impact Registry', 'https://registry.goldstandard.org', 'Gold Standard for the Global Goals'),
  ('ACR', 'ACR Registry', 'https://acr2.apx.com', 'American Carbon Registry'),
  ('CAR', 'Climate Action Reserve', 'https://thereserve2.apx.com', 'Climate Action Reserve'),
  ('ART_TREES', 'ART Registry', 'https://art.apx.com', 'Architecture for REDD+ Transactions, TREES'),
  ('PURO_EARTH', 'Puro Registry', 'https://registry.puro.earth', 'Puro Standard'),
  ('ISOMETRIC', 'Isometric Registry', 'https://registry.isometric.com', 'Isometric Standard'),
  ('CDM', 'CDM Registry', 'https://cdm.unfccc.int', 'Clean Development Mechanism');
--> statement-breakpoint
create trigger project_history_append_only before update or delete or truncate on project_history
  execute function refuse_change();
--> statement-breakpoint
create trigger projects_stay before delete or truncate on projects execute function refuse_change();
--> statement-breakpoint
create trigger project_labels_stay before delete or truncate on project_labels execute function refuse_change();
--> statement-breakpoint

-- Whatever version a project is at when a transaction ends, there is a row that says who made it so, since when and why.
alter table projects add constraint projects_version_has_history foreign key (id, version)
  references project_history (project_id, seq) deferrable initially deferred;
--> statement-breakpoint

create function check_project() returns trigger language plpgsql as $$
begin
  if (new.id, new.created_by, new.created_at) is distinct from (old.id, old.created_by, old.created_at) then
    raise exception 'a project keeps who wrote it and when'
      using errcode = 'check_violation', constraint = 'projects_origin';
  end if;
  if new.version <> old.version + 1 then
    raise exception 'a change of a project is its next version'
      using errcode = 'check_violation', constraint = 'projects_next_version';
  end if;
  if new.status = 'DRAFT' and old.status <> 'DRAFT' or new.published_at is null and old.published_at is not null then
    raise exception 'a project that was published is no draft again'
      using errcode = 'check_violation', constraint = 'projects_published_for_good';
  end if;
  return new;
end $$;
--> statement-breakpoint
-- Of the columns of its content alone: what is derived of them for searching may be written without a version.
create trigger projects_steps before update of
  id, registry, native_id, name, description, proponent, program, project_type, category, mitigation, country, region,
  longitude, latitude, area, west, south, east, north, crediting_start, crediting_end, estimated_annual_reductions, sdgs,
  host_authorization, corresponding_adjustment, ratings, native_status, status, suspended, created_by, organization_id,
  published_at, created_at, updated_at, version
  on projects for each row execute function check_project();
--> statement-breakpoint

-- A label says one thing of one day.
alter table project_labels add constraint project_labels_overlap
  exclude using gist (project_id with =, code with =, daterange(valid_from, valid_to, '[]') with &&);
--> statement-breakpoint
create function check_project_label() returns trigger language plpgsql as $$
begin
  if (new.id, new.project_id, new.code, new.valid_from, new.evidence)
     is distinct from (old.id, old.project_id, old.code, old.valid_from, old.evidence) then
    raise exception 'of a label that was given, only the end can be set'
      using errcode = 'check_violation', constraint = 'project_labels_given';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger project_labels_given before update on project_labels
  for each row execute function check_project_label();
