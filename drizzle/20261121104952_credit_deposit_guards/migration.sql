create trigger credit_deposits_append_only before update or delete or truncate on credit_deposits
  for each statement execute function refuse_change();
--> statement-breakpoint
-- Four eyes, as with money: neither the owner nor a member of the organization records what comes into its holding.
create trigger credit_deposits_four_eyes before insert on credit_deposits
  for each row execute function refuse_own_deposit();
--> statement-breakpoint
-- What is deposited goes to a holding of its batch.
create function check_credit_deposit() returns trigger language plpgsql as $$
begin
  if new.batch_id is distinct from (select batch_id from wallets where id = new.wallet_id) then
    raise exception 'credits are deposited to a holding of their batch'
      using errcode = 'check_violation', constraint = 'credit_deposits_holding';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger credit_deposits_holding before insert on credit_deposits
  for each row execute function check_credit_deposit();
