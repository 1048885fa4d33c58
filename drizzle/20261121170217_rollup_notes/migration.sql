-- Users and blocks of serial numbers are told of by no event: what of them is counted is noted here, row by row of a
-- statement, and a pass adds it to the sums. Notes are only ever added, so nobody waits for anybody.
create function note_sign_ups() returns trigger language plpgsql as $$
begin
  insert into rollup_changes (measure, unit, at, count, amount)
    select 'SIGN_UP', '', date_bin(interval '15 minutes', created_at, timestamptz 'epoch') as quarter, count(*), 0
    from fresh group by quarter;
  return null;
end $$;
--> statement-breakpoint
create trigger users_noted after insert on users referencing new table as fresh
  for each statement execute function note_sign_ups();
--> statement-breakpoint
-- A block that is split or moved leaves the sum as it was: the notes of before and after cancel out.
create function note_issued() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    insert into rollup_changes (measure, unit, at, count, amount)
      select 'ISSUED', 'TONNE', coalesce(issued_on::timestamp at time zone 'UTC', created_at) as moment, 0,
        -sum(block_end - block_start + 1) * 1e18::numeric
      from gone group by moment;
  end if;
  if tg_op <> 'DELETE' then
    insert into rollup_changes (measure, unit, at, count, amount)
      select 'ISSUED', 'TONNE', coalesce(issued_on::timestamp at time zone 'UTC', created_at) as moment, 0,
        sum(block_end - block_start + 1) * 1e18::numeric
      from fresh group by moment;
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger serial_blocks_noted_insert after insert on serial_blocks referencing new table as fresh
  for each statement execute function note_issued();
--> statement-breakpoint
create trigger serial_blocks_noted_update after update on serial_blocks referencing old table as gone new table as fresh
  for each statement execute function note_issued();
--> statement-breakpoint
create trigger serial_blocks_noted_delete after delete on serial_blocks referencing old table as gone
  for each statement execute function note_issued();
