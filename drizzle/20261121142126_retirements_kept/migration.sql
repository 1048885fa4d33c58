-- A wallet may retire before anybody has it linked, and be certified as nobody's. Whoever then links it and so gets the
-- retirement gets its certificates with it: once, since an owner that is known never changes.
CREATE OR REPLACE FUNCTION certificate_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.id, OLD.retirement_id, OLD.version, OLD.supersedes_id, OLD.status_index, OLD.fields)
    IS DISTINCT FROM (NEW.id, NEW.retirement_id, NEW.version, NEW.supersedes_id, NEW.status_index, NEW.fields) THEN
    RAISE EXCEPTION 'what a certificate is of does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'certificates_fixed';
  END IF;
  IF OLD.owner_id IS NOT NULL AND NEW.owner_id IS DISTINCT FROM OLD.owner_id THEN
    RAISE EXCEPTION 'a certificate keeps its owner'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'certificates_fixed';
  END IF;
  IF OLD.status <> 'PENDING' AND (OLD.template_id, OLD.content, OLD.digest, OLD.credential, OLD.kid, OLD.issued_at)
    IS DISTINCT FROM (NEW.template_id, NEW.content, NEW.digest, NEW.credential, NEW.kid, NEW.issued_at) THEN
    RAISE EXCEPTION 'what was signed does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'certificates_signed';
  END IF;
  IF OLD.status IN ('SUPERSEDED', 'REVOKED') AND (OLD.ended_at, OLD.ended_by, OLD.end_reason)
    IS DISTINCT FROM (NEW.ended_at, NEW.ended_by, NEW.end_reason) THEN
    RAISE EXCEPTION 'why a certificate ended does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'certificates_ended_fixed';
  END IF;
  IF NEW.status <> OLD.status AND NOT (CASE OLD.status
    WHEN 'PENDING' THEN NEW.status = 'ISSUED'
    WHEN 'ISSUED' THEN NEW.status IN ('SUPERSEDED', 'REVOKED')
    ELSE false END) THEN
    RAISE EXCEPTION 'a certificate that is % does not become %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'certificates_steps';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE FUNCTION certificates_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE certificates SET owner_id = NEW.owner_id WHERE retirement_id = NEW.id AND owner_id IS NULL;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER retirements_claimed AFTER UPDATE OF owner_id ON "retirements" FOR EACH ROW
  WHEN (OLD.owner_id IS NULL AND NEW.owner_id IS NOT NULL) EXECUTE FUNCTION certificates_claim();--> statement-breakpoint
UPDATE certificates c SET owner_id = r.owner_id FROM retirements r
  WHERE r.id = c.retirement_id AND c.owner_id IS NULL AND r.owner_id IS NOT NULL;
--> statement-breakpoint
-- What a retirement used up for ever is never given free again: only one that was undone lets go of its serial numbers.
CREATE OR REPLACE FUNCTION check_retirement_block() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(new) - 'released_at') IS DISTINCT FROM (to_jsonb(old) - 'released_at') OR old.released_at IS NOT NULL
     OR EXISTS (SELECT FROM retirements WHERE id = old.retirement_id AND status = 'FINALIZED') THEN
    RAISE EXCEPTION 'a retirement keeps its serial numbers'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'retirement_blocks_origin';
  END IF;
  RETURN NEW;
END $$;
