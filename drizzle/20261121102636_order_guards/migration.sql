-- What was agreed stays as it was agreed: of an order only its standing changes, and only as its state machine says
-- (src/resolvers/orders/machine.ts); of its lines only by which trade they were filled; of its history nothing.
CREATE FUNCTION order_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.id, OLD.buyer_id, OLD.organization_id, OLD.source, OLD.source_id, OLD.criteria, OLD.fill, OLD.asset,
      OLD.requested, OLD.quantity, OLD.currency, OLD.total, OLD.buyer_fee, OLD.fee_schedule_version, OLD.auto_retire,
      OLD.created_at)
    IS DISTINCT FROM
     (NEW.id, NEW.buyer_id, NEW.organization_id, NEW.source, NEW.source_id, NEW.criteria, NEW.fill, NEW.asset,
      NEW.requested, NEW.quantity, NEW.currency, NEW.total, NEW.buyer_fee, NEW.fee_schedule_version, NEW.auto_retire,
      NEW.created_at) THEN
    RAISE EXCEPTION 'what an order says does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_fixed';
  END IF;
  IF NEW.pay_by < OLD.pay_by THEN
    RAISE EXCEPTION 'the time to pay an order is never shortened' USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_pay_by_later';
  END IF;
  IF NEW.status <> OLD.status AND NOT (CASE OLD.status
    WHEN 'PENDING_PAYMENT' THEN NEW.status IN ('PAID', 'CANCELLED', 'EXPIRED', 'FAILED')
    WHEN 'PAID' THEN NEW.status IN ('SETTLING', 'FAILED')
    WHEN 'SETTLING' THEN NEW.status IN ('COMPLETED', 'FAILED')
    WHEN 'COMPLETED' THEN NEW.status = 'REFUNDED'
    ELSE false END) THEN
    RAISE EXCEPTION 'an order that is % does not become %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_steps';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER orders_change BEFORE UPDATE ON "orders" FOR EACH ROW EXECUTE FUNCTION order_changes();--> statement-breakpoint
CREATE FUNCTION order_line_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.trade_id IS NULL
     AND (to_jsonb(OLD) - 'trade_id') = (to_jsonb(NEW) - 'trade_id') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the lines of an order do not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'order_lines_fixed';
END $$;--> statement-breakpoint
CREATE TRIGGER order_lines_change BEFORE UPDATE OR DELETE ON "order_lines" FOR EACH ROW EXECUTE FUNCTION order_line_changes();--> statement-breakpoint
CREATE FUNCTION order_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the history of an order does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'order_history_fixed';
END $$;--> statement-breakpoint
CREATE TRIGGER order_events_change BEFORE UPDATE OR DELETE ON "order_events" FOR EACH ROW EXECUTE FUNCTION order_history_stays();--> statement-breakpoint
CREATE TRIGGER orders_delete BEFORE DELETE ON "orders" FOR EACH ROW EXECUTE FUNCTION order_history_stays();
