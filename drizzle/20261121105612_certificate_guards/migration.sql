-- A retirement that became final gets its certificate in the same transaction: never before, never twice, never forgotten.
-- Where the platform does not know the batch (a wallet retired what is unknown here), there is nothing to certify.
CREATE FUNCTION certificates_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO certificates (retirement_id, owner_id, version) VALUES (NEW.id, NEW.owner_id, 1) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER retirements_certified_insert AFTER INSERT ON "retirements" FOR EACH ROW
  WHEN (NEW.status = 'FINALIZED' AND NEW.batch_id IS NOT NULL) EXECUTE FUNCTION certificates_open();--> statement-breakpoint
CREATE TRIGGER retirements_certified_update AFTER UPDATE ON "retirements" FOR EACH ROW
  WHEN (NEW.status = 'FINALIZED' AND OLD.status <> 'FINALIZED' AND NEW.batch_id IS NOT NULL)
  EXECUTE FUNCTION certificates_open();--> statement-breakpoint
INSERT INTO certificates (retirement_id, owner_id, version)
  SELECT id, owner_id, 1 FROM retirements WHERE status = 'FINALIZED' AND batch_id IS NOT NULL ON CONFLICT DO NOTHING;--> statement-breakpoint
-- What was signed stays as it was signed; a certificate only goes forward (src/resolvers/certificates/rules.ts).
CREATE FUNCTION certificate_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.id, OLD.retirement_id, OLD.version, OLD.supersedes_id, OLD.status_index, OLD.fields)
    IS DISTINCT FROM (NEW.id, NEW.retirement_id, NEW.version, NEW.supersedes_id, NEW.status_index, NEW.fields) THEN
    RAISE EXCEPTION 'what a certificate is of does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'certificates_fixed';
  END IF;
  IF OLD.status <> 'PENDING' AND (OLD.owner_id, OLD.template_id, OLD.content, OLD.digest, OLD.credential, OLD.kid, OLD.issued_at)
    IS DISTINCT FROM (NEW.owner_id, NEW.template_id, NEW.content, NEW.digest, NEW.credential, NEW.kid, NEW.issued_at) THEN
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
CREATE TRIGGER certificates_change BEFORE UPDATE ON "certificates" FOR EACH ROW EXECUTE FUNCTION certificate_changes();--> statement-breakpoint
-- A certificate is of a retirement that is final.
CREATE FUNCTION certificate_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM retirements WHERE id = NEW.retirement_id AND status = 'FINALIZED') THEN
    RAISE EXCEPTION 'the retirement is not final'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'certificates_final';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER certificates_final BEFORE INSERT ON "certificates" FOR EACH ROW EXECUTE FUNCTION certificate_final();--> statement-breakpoint
CREATE FUNCTION certificate_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'this stays as it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'certificates_kept';
END $$;--> statement-breakpoint
CREATE TRIGGER certificates_delete BEFORE DELETE ON "certificates" FOR EACH ROW EXECUTE FUNCTION certificate_history_stays();--> statement-breakpoint
CREATE TRIGGER certificate_templates_change BEFORE UPDATE OR DELETE ON "certificate_templates" FOR EACH ROW
  EXECUTE FUNCTION certificate_history_stays();--> statement-breakpoint
CREATE TRIGGER certificate_keys_delete BEFORE DELETE ON "certificate_keys" FOR EACH ROW EXECUTE FUNCTION certificate_history_stays();--> statement-breakpoint
CREATE FUNCTION certificate_key_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.kid, OLD.public_key, OLD.created_at) IS DISTINCT FROM (NEW.kid, NEW.public_key, NEW.created_at)
     OR (OLD.retired_at IS NOT NULL AND NEW.retired_at IS DISTINCT FROM OLD.retired_at) THEN
    RAISE EXCEPTION 'a key stays what it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'certificate_keys_fixed';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER certificate_keys_change BEFORE UPDATE ON "certificate_keys" FOR EACH ROW EXECUTE FUNCTION certificate_key_changes();
