-- What must hold of serial numbers whatever the code does: an integer is given once, and what is retired stays retired.

alter table serial_blocks add constraint serial_blocks_overlap
  exclude using gist (registry with =, prefix with =, int8range(block_start, block_end, '[]') with &&);
--> statement-breakpoint
create trigger serial_blocks_stay before delete or truncate on serial_blocks execute function refuse_change();
--> statement-breakpoint
create trigger batches_stay before delete or truncate on batches execute function refuse_change();
--> statement-breakpoint
create trigger external_retirements_stay before update or delete or truncate on external_retirements
  execute function refuse_change();
--> statement-breakpoint

create function check_serial_block() returns trigger language plpgsql as $$
begin
  if (new.id, new.batch_id, new.registry, new.prefix, new.suffix, new.issued_on, new.created_at)
     is distinct from (old.id, old.batch_id, old.registry, old.prefix, old.suffix, old.issued_on, old.created_at) then
    raise exception 'a serial block keeps what it is' using errcode = 'check_violation', constraint = 'serial_blocks_origin';
  end if;
  if new.block_start < old.block_start or new.block_end > old.block_end then
    raise exception 'a serial block is cut, and never grows' using errcode = 'check_violation', constraint = 'serial_blocks_grown';
  end if;
  if old.state in ('RETIRED', 'CANCELLED') and new.state <> old.state then
    raise exception 'what is retired or cancelled stays so' using errcode = 'check_violation', constraint = 'serial_blocks_steps';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger serial_blocks_steps before update on serial_blocks for each row execute function check_serial_block();
--> statement-breakpoint

-- What a batch counts is the sum of its blocks, and nothing else writes it.
create function count_batch() returns trigger language plpgsql as $$
begin
  update batches set quantity = quantity + counted.change
  from (
    select batch_id, sum(change) as change from (
      select batch_id, block_end - block_start + 1 as change from added
    ) as changes group by batch_id
  ) as counted
  where batches.id = counted.batch_id;
  return null;
end $$;
--> statement-breakpoint
create function recount_batch() returns trigger language plpgsql as $$
begin
  update batches set quantity = quantity + counted.change
  from (
    select batch_id, sum(change) as change from (
      select batch_id, block_end - block_start + 1 as change from added
      union all
      select batch_id, -(block_end - block_start + 1) from taken
    ) as changes group by batch_id having sum(change) <> 0
  ) as counted
  where batches.id = counted.batch_id;
  return null;
end $$;
--> statement-breakpoint
create trigger serial_blocks_count after insert on serial_blocks
  referencing new table as added for each statement execute function count_batch();
--> statement-breakpoint
create trigger serial_blocks_recount after update on serial_blocks
  referencing new table as added old table as taken for each statement execute function recount_batch();
