-- What is to be sent, for whom and under which name is said once; and the way of an intent is the state machine's. What
-- was signed is history: of a nonce that was signed for, everything that can be mined is known.
create function check_chain_intent() returns trigger language plpgsql as $$
begin
  if (new.id, new.chain_id, new.kind, new.reference, new.args, new.user_id, new.created_by, new.after_intent_id)
     is distinct from
     (old.id, old.chain_id, old.kind, old.reference, old.args, old.user_id, old.created_by, old.after_intent_id) then
    raise exception 'an intent stays what it was written as'
      using errcode = 'check_violation', constraint = 'chain_intents_content';
  end if;
  if new.status <> old.status and (old.status, new.status) not in (
    ('PREPARED', 'BROADCAST'), ('PREPARED', 'MINED'), ('PREPARED', 'FAILED'), ('PREPARED', 'DROPPED'),
    ('BROADCAST', 'MINED'), ('BROADCAST', 'PREPARED'), ('BROADCAST', 'FAILED'), ('BROADCAST', 'REPLACED'),
    ('MINED', 'FINALIZED'), ('MINED', 'ORPHANED'), ('ORPHANED', 'BROADCAST'), ('ORPHANED', 'PREPARED'),
    ('FAILED', 'PREPARED'), ('DROPPED', 'PREPARED'), ('REPLACED', 'PREPARED')) then
    raise exception 'an intent does not go from % to %', old.status, new.status
      using errcode = 'check_violation', constraint = 'chain_intents_steps';
  end if;
  -- A nonce for which something is signed is given up only when the chain has used it up: never while it waits.
  if old.nonce is not null and new.nonce is distinct from old.nonce and new.status = old.status and exists (
    select from chain_attempts a where a.intent_id = old.id and a.signer = old.signer and a.nonce = old.nonce) then
    raise exception 'an intent keeps the nonce that was signed for'
      using errcode = 'check_violation', constraint = 'chain_intents_keep_nonce';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger chain_intents_steps before update on chain_intents for each row execute function check_chain_intent();
--> statement-breakpoint
create trigger chain_intents_stay before delete or truncate on chain_intents execute function refuse_change();
--> statement-breakpoint

create function check_chain_attempt() returns trigger language plpgsql as $$
begin
  if (new.id, new.intent_id, new.chain_id, new.purpose, new.signer, new.nonce, new.hash, new.raw)
     is distinct from
     (old.id, old.intent_id, old.chain_id, old.purpose, old.signer, old.nonce, old.hash, old.raw) then
    raise exception 'what was signed does not change'
      using errcode = 'check_violation', constraint = 'chain_attempts_signed';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger chain_attempts_signed before update on chain_attempts for each row execute function check_chain_attempt();
--> statement-breakpoint
create trigger chain_attempts_stay before delete or truncate on chain_attempts execute function refuse_change();
