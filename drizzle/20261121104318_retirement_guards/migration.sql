-- What must hold of retirements whatever the code does: what is retired stays retired, a serial number is used up once, and
-- what a retirement says of itself never changes.

create function check_retirement() returns trigger language plpgsql as $$
declare
  assigned numeric;
begin
  if (to_jsonb(new) - array['owner_id', 'status', 'status_reason', 'intent_id', 'tx_hash', 'block_number', 'log_index', 'retired_at',
                            'submitted_at', 'confirmed_at', 'finalized_at', 'reverted_at'])
     is distinct from
     (to_jsonb(old) - array['owner_id', 'status', 'status_reason', 'intent_id', 'tx_hash', 'block_number', 'log_index', 'retired_at',
                            'submitted_at', 'confirmed_at', 'finalized_at', 'reverted_at']) then
    raise exception 'a retirement keeps what it says' using errcode = 'check_violation', constraint = 'retirements_origin';
  end if;
  if old.owner_id is not null and new.owner_id is distinct from old.owner_id
     or old.intent_id is not null and new.intent_id is distinct from old.intent_id then
    raise exception 'a retirement keeps its owner and its transaction' using errcode = 'check_violation', constraint = 'retirements_origin';
  end if;
  if old.status in ('FINALIZED', 'REVERTED') and (to_jsonb(new) - 'owner_id') is distinct from (to_jsonb(old) - 'owner_id') then
    raise exception 'what is final stays so' using errcode = 'check_violation', constraint = 'retirements_steps';
  end if;
  if new.status <> old.status and (old.status, new.status) not in (
    ('REQUESTED', 'SUBMITTED'), ('REQUESTED', 'CONFIRMED'), ('REQUESTED', 'REVERTED'),
    ('SUBMITTED', 'CONFIRMED'), ('SUBMITTED', 'REVERTED'),
    ('CONFIRMED', 'FINALIZED'), ('CONFIRMED', 'SUBMITTED'), ('CONFIRMED', 'REVERTED')) then
    raise exception 'a retirement does not go from % to %', old.status, new.status
      using errcode = 'check_violation', constraint = 'retirements_steps';
  end if;
  if new.status = 'FINALIZED' and new.way = 'CUSTODY' then
    select coalesce(sum(quantity), 0) into assigned from retirement_blocks where retirement_id = new.id and released_at is null;
    if assigned * 1000000000000000000 <> new.quantity then
      raise exception 'a retirement of % has serial numbers for %', new.quantity, assigned
        using errcode = 'check_violation', constraint = 'retirements_serials';
    end if;
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger retirements_steps before update on retirements for each row execute function check_retirement();
--> statement-breakpoint
create trigger retirements_stay before delete or truncate on retirements execute function refuse_change();
--> statement-breakpoint

create function check_retirement_block() returns trigger language plpgsql as $$
begin
  if (to_jsonb(new) - 'released_at') is distinct from (to_jsonb(old) - 'released_at') or old.released_at is not null then
    raise exception 'a retirement keeps its serial numbers' using errcode = 'check_violation', constraint = 'retirement_blocks_origin';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger retirement_blocks_steps before update on retirement_blocks for each row execute function check_retirement_block();
--> statement-breakpoint
create trigger retirement_blocks_stay before delete or truncate on retirement_blocks execute function refuse_change();
--> statement-breakpoint

-- While a retirement has a block, nobody cuts it, moves it or gives it to others: it becomes RETIRED, or it is released.
create function check_assigned_block() returns trigger language plpgsql as $$
begin
  if exists (select from retirement_blocks where block_id = old.id and released_at is null)
     and ((to_jsonb(new) - 'state') is distinct from (to_jsonb(old) - 'state')
          or new.state not in (old.state, 'RETIRED')) then
    raise exception 'this serial block is being retired' using errcode = 'check_violation', constraint = 'serial_blocks_assigned';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger serial_blocks_assigned before update on serial_blocks for each row execute function check_assigned_block();
--> statement-breakpoint

create function check_beneficiary() returns trigger language plpgsql as $$
begin
  if (to_jsonb(new) - 'carbon_held') is distinct from (to_jsonb(old) - 'carbon_held') then
    raise exception 'a beneficiary keeps who it is' using errcode = 'check_violation', constraint = 'retirement_beneficiaries_origin';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger retirement_beneficiaries_origin before update on retirement_beneficiaries
  for each row execute function check_beneficiary();
--> statement-breakpoint
create trigger retirement_beneficiaries_stay before delete or truncate on retirement_beneficiaries
  execute function refuse_change();
--> statement-breakpoint
create trigger retirement_contributions_stay before update or delete or truncate on retirement_contributions
  execute function refuse_change();
--> statement-breakpoint
create trigger retirement_schedule_runs_stay before update or delete or truncate on retirement_schedule_runs
  execute function refuse_change();
--> statement-breakpoint

-- Finds the project of a batch that a wallet retired: the chain knows the hash of its id alone.
create index chain_intents_project_key on chain_intents (chain_id, (args ->> 'projectKey')) where kind = 'PROJECT_RECORD';
--> statement-breakpoint
-- A part of a name, in the public register: of private beneficiaries there is nothing to be found. The collation knows the
-- case of every letter, which that of the database need not.
create index retirement_beneficiaries_name on retirement_beneficiaries using gin (lower(name collate pg_c_utf8) gin_trgm_ops) where not is_private;
--> statement-breakpoint
create index retirement_beneficiaries_known_by on retirement_beneficiaries (identifier) where not is_private;
