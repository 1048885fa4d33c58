-- What was refunded in full before it was disputed is refunded again once the dispute is won.
CREATE OR REPLACE FUNCTION check_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.id, OLD.order_id, OLD.payer_id, OLD.organization_id, OLD.method, OLD.gateway, OLD.currency, OLD.due,
      OLD.processor_fee, OLD.reference, OLD.due_at, OLD.created_at)
    IS DISTINCT FROM
     (NEW.id, NEW.order_id, NEW.payer_id, NEW.organization_id, NEW.method, NEW.gateway, NEW.currency, NEW.due,
      NEW.processor_fee, NEW.reference, NEW.due_at, NEW.created_at)
    OR (OLD.external_id IS NOT NULL AND NEW.external_id IS DISTINCT FROM OLD.external_id)
    OR (OLD.paid_order AND NOT NEW.paid_order) THEN
    RAISE EXCEPTION 'what a payment says does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_fixed';
  END IF;
  IF NEW.received < OLD.received OR NEW.refunded < OLD.refunded OR NEW.credited < OLD.credited THEN
    RAISE EXCEPTION 'what has come or gone is never less' USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_rising';
  END IF;
  IF NEW.status <> OLD.status AND NOT (CASE OLD.status
    WHEN 'CREATED' THEN NEW.status IN ('AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED')
    WHEN 'AUTHORIZED' THEN NEW.status IN ('CAPTURED', 'FAILED', 'CANCELLED')
    WHEN 'CAPTURED' THEN NEW.status IN ('PARTIALLY_REFUNDED', 'REFUNDED', 'DISPUTED')
    WHEN 'PARTIALLY_REFUNDED' THEN NEW.status IN ('REFUNDED', 'DISPUTED')
    WHEN 'REFUNDED' THEN NEW.status = 'DISPUTED'
    WHEN 'DISPUTED' THEN NEW.status IN ('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED')
    ELSE NEW.status = 'CAPTURED' END) THEN
    RAISE EXCEPTION 'a payment that is % does not become %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_steps';
  END IF;
  RETURN NEW;
END $$;
