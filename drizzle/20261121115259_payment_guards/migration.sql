-- What was agreed and what happened stays: of a payment only its standing changes, and only as its state machine says
-- (src/resolvers/payments/machine.ts); its history, its notices and its papers never.
CREATE FUNCTION check_payment() RETURNS trigger LANGUAGE plpgsql AS $$
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
    WHEN 'DISPUTED' THEN NEW.status IN ('CAPTURED', 'PARTIALLY_REFUNDED')
    ELSE NEW.status = 'CAPTURED' END) THEN
    RAISE EXCEPTION 'a payment that is % does not become %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_steps';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER payments_change BEFORE UPDATE ON "payments" FOR EACH ROW EXECUTE FUNCTION check_payment();--> statement-breakpoint
CREATE TRIGGER payments_stay BEFORE DELETE OR TRUNCATE ON "payments" EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER payment_steps_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "payment_steps" EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE FUNCTION check_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.payment_id, OLD.amount, OLD.destination, OLD.reason, OLD.requested_by, OLD.created_at)
    IS DISTINCT FROM (NEW.payment_id, NEW.amount, NEW.destination, NEW.reason, NEW.requested_by, NEW.created_at)
    OR OLD.status = 'FAILED' AND NEW.status <> 'FAILED' OR OLD.status = 'SUCCEEDED' AND NEW.status = 'PENDING' THEN
    RAISE EXCEPTION 'what a refund says does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_refunds_fixed';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER payment_refunds_change BEFORE UPDATE ON "payment_refunds" FOR EACH ROW EXECUTE FUNCTION check_refund();--> statement-breakpoint
CREATE TRIGGER payment_refunds_stay BEFORE DELETE OR TRUNCATE ON "payment_refunds" EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER payment_disputes_stay BEFORE DELETE OR TRUNCATE ON "payment_disputes" EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER payment_crypto_stay BEFORE DELETE OR TRUNCATE ON "payment_crypto" EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER bank_statements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "bank_statements" EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE FUNCTION check_bank_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.statement_id, OLD.position, OLD.bank_reference, OLD.currency, OLD.amount, OLD.booked_on, OLD.remittance,
      OLD.counterparty, OLD.counterparty_iban, OLD.created_at)
    IS DISTINCT FROM
     (NEW.statement_id, NEW.position, NEW.bank_reference, NEW.currency, NEW.amount, NEW.booked_on, NEW.remittance,
      NEW.counterparty, NEW.counterparty_iban, NEW.created_at)
    OR OLD.status NOT IN ('WAITING', 'UNMATCHED') THEN
    RAISE EXCEPTION 'what the bank said, and what was decided of it, does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'bank_lines_fixed';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER bank_lines_change BEFORE UPDATE ON "bank_lines" FOR EACH ROW EXECUTE FUNCTION check_bank_line();--> statement-breakpoint
CREATE TRIGGER bank_lines_stay BEFORE DELETE OR TRUNCATE ON "bank_lines" EXECUTE FUNCTION refuse_change();--> statement-breakpoint
-- Papers: no number is left out and none comes back. The row of the counter is locked by whoever numbers.
CREATE FUNCTION check_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq <> coalesce((SELECT max(seq) FROM invoices WHERE kind = NEW.kind AND year = NEW.year), 0) + 1 THEN
    RAISE EXCEPTION 'the numbers of invoices have no gap' USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_no_gap';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER invoices_no_gap BEFORE INSERT ON "invoices" FOR EACH ROW EXECUTE FUNCTION check_invoice();--> statement-breakpoint
CREATE TRIGGER invoices_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "invoices" EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER invoice_counters_stay BEFORE DELETE OR TRUNCATE ON "invoice_counters" EXECUTE FUNCTION refuse_change();
