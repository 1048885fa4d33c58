-- A document keeps what it is; it is deleted once, by a mark, and not while something refers to a version of it.
create function check_document() returns trigger language plpgsql as $$
begin
  if (new.id, new.kind, new.project_id, new.created_by, new.created_at)
     is distinct from (old.id, old.kind, old.project_id, old.created_by, old.created_at)
     or (old.deleted_at is not null and new.deleted_at is distinct from old.deleted_at) then
    raise exception 'a document stays what it is'
      using errcode = 'check_violation', constraint = 'documents_content';
  end if;
  -- Whoever wants to hold a version has locked the document (see below), so no hold comes up meanwhile.
  if new.deleted_at is not null and old.deleted_at is null and exists (
    select from document_versions v join document_holds h on h.version_id = v.id where v.document_id = new.id) then
    raise exception 'something refers to a version of this document'
      using errcode = 'check_violation', constraint = 'document_holds_keep';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger documents_content before update on documents for each row execute function check_document();
--> statement-breakpoint
create trigger documents_stay before delete or truncate on documents execute function refuse_change();
--> statement-breakpoint

-- Of a version, the master key that wraps its key may change; and once its document is deleted, it may be erased.
create function check_document_version() returns trigger language plpgsql as $$
begin
  if (new.id, new.document_id, new.number, new.sha256, new.size, new.media_type, new.storage, new.place,
      new.chunk_bytes, new.nonce_prefix, new.created_by, new.created_at)
     is distinct from
     (old.id, old.document_id, old.number, old.sha256, old.size, old.media_type, old.storage, old.place,
      old.chunk_bytes, old.nonce_prefix, old.created_by, old.created_at)
     or old.erased_at is not null then
    raise exception 'a version stays what it is'
      using errcode = 'check_violation', constraint = 'document_versions_content';
  end if;
  if new.erased_at is not null and exists (select from document_holds where version_id = new.id) then
    raise exception 'something refers to this version'
      using errcode = 'check_violation', constraint = 'document_holds_keep';
  end if;
  if new.erased_at is not null and exists (
    select from documents where id = new.document_id and deleted_at is null) then
    raise exception 'a version is erased once its document is deleted'
      using errcode = 'check_violation', constraint = 'document_versions_deleted_first';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger document_versions_content before update on document_versions
  for each row execute function check_document_version();
--> statement-breakpoint
create trigger document_versions_stay before delete or truncate on document_versions execute function refuse_change();
--> statement-breakpoint

create function check_document_hold() returns trigger language plpgsql as $$
declare
  deleted timestamptz;
begin
  select d.deleted_at into deleted
  from documents d join document_versions v on v.document_id = d.id where v.id = new.version_id for share of d;
  if deleted is not null then
    raise exception 'the document is deleted'
      using errcode = 'check_violation', constraint = 'document_holds_deleted';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger document_holds_deleted before insert on document_holds
  for each row execute function check_document_hold();
--> statement-breakpoint
create trigger document_holds_stay before update or delete or truncate on document_holds
  execute function refuse_change();
--> statement-breakpoint
create trigger document_accesses_append_only before update or delete or truncate on document_accesses
  execute function refuse_change();
