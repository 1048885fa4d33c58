-- What is compared of projects, and that whatever changes in it is looked at again.

create extension if not exists pg_trgm;
--> statement-breakpoint

-- A name without accents, punctuation and the words that most of them have. Immutable, as an index needs it.
create function duplicate_name(given text) returns text language sql immutable strict parallel safe
  return trim(regexp_replace(
    regexp_replace(
      regexp_replace(lower(normalize(given, NFKD) collate pg_c_utf8), U&'[\0300-\036F]+', '', 'g'),
      '[^[:alnum:]]+', ' ', 'g'),
    '\m(?:the|a|an|of|in|at|by|for|and|project|projects|grouped|bundled|programme|program|activity|activities)\M ?', '', 'g'));
--> statement-breakpoint
create function project_box(west float8, south float8, east float8, north float8) returns box
  language sql immutable strict parallel safe
  return box(point(west, south), point(east, north));
--> statement-breakpoint
-- The longer side of a box, in metres.
create function project_box_m(west float8, south float8, east float8, north float8) returns float8
  language sql immutable strict parallel safe
  return greatest(north - south, (east - west) * cos(radians((south + north) / 2))) * 111320;
--> statement-breakpoint
create index projects_duplicate_name on projects using gin (duplicate_name(name) gin_trgm_ops) where published_at is not null;
--> statement-breakpoint
create index projects_duplicate_box on projects using gist (project_box(west, south, east, north)) where published_at is not null;
--> statement-breakpoint
create index serial_blocks_prefix on serial_blocks (registry, prefix);
--> statement-breakpoint

create function queue_project_duplicates() returns trigger language plpgsql as $$
begin
  insert into project_duplicate_queue (project_id) values (new.id);
  return null;
end $$;
--> statement-breakpoint
create trigger projects_duplicates_of_new after insert on projects
  for each row when (new.published_at is not null) execute function queue_project_duplicates();
--> statement-breakpoint
create trigger projects_duplicates_of_changed after update on projects for each row when (
  new.published_at is not null and (
    old.published_at is null
    or (new.name, new.registry, new.country, new.project_type, new.west, new.south, new.east, new.north,
        new.crediting_start, new.crediting_end, new.status)
      is distinct from
       (old.name, old.registry, old.country, old.project_type, old.west, old.south, old.east, old.north,
        old.crediting_start, old.crediting_end, old.status)))
  execute function queue_project_duplicates();
--> statement-breakpoint
create function queue_methodology_duplicates() returns trigger language plpgsql as $$
begin
  insert into project_duplicate_queue (project_id) select distinct project_id from changed;
  return null;
end $$;
--> statement-breakpoint
create trigger project_methodologies_duplicates_of_new after insert on project_methodologies
  referencing new table as changed for each statement execute function queue_methodology_duplicates();
--> statement-breakpoint
create trigger project_methodologies_duplicates_of_gone after delete on project_methodologies
  referencing old table as changed for each statement execute function queue_methodology_duplicates();
--> statement-breakpoint
create function queue_serial_duplicates() returns trigger language plpgsql as $$
begin
  insert into project_duplicate_queue (project_id)
  select distinct batches.project_id from added join batches on batches.id = added.batch_id;
  return null;
end $$;
--> statement-breakpoint
create trigger serial_blocks_duplicates after insert on serial_blocks
  referencing new table as added for each statement execute function queue_serial_duplicates();
--> statement-breakpoint
insert into project_duplicate_queue (project_id) select id from projects where published_at is not null;
--> statement-breakpoint

create trigger project_duplicate_reports_stay before delete or truncate on project_duplicate_reports
  execute function refuse_change();
--> statement-breakpoint
create function check_project_duplicate() returns trigger language plpgsql as $$
begin
  if (new.id, new.first_id, new.second_id, new.kind, new.found_at)
     is distinct from (old.id, old.first_id, old.second_id, old.kind, old.found_at) then
    raise exception 'a report of a duplicate keeps what it is about'
      using errcode = 'check_violation', constraint = 'project_duplicate_origin';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger project_duplicate_origin before update on project_duplicate_reports
  for each row execute function check_project_duplicate();
