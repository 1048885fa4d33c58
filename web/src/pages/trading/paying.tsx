import { useEffect, useState } from 'preact/hooks';
import {
  CancelPaymentText,
  CreatePaymentText,
  type OneOrderQuery,
  type PaymentMethod,
  type PaymentPartsFragment,
} from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { amount } from '../../lib/money.ts';
import { agoOf, momentOf } from '../../lib/time.ts';
import { newKey, words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/field.tsx';
import { Badge, Bill, Card } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Problem } from '../../ui/states.tsx';
import type { OfOrder } from './order.tsx';
import { HowToPay } from './how-to-pay.tsx';
import { chargeOf } from '../../lib/charge.ts';

interface PayingProps {
  readonly order: OfOrder;
  readonly terms: OneOrderQuery['processorTerms'];
  readonly onChanged: () => void;
}

/** The payment that is under way, or the choice of one. */
export function Paying({ order, terms, onChanged }: PayingProps) {
  const [payment] = order.payments;
  const isWaiting = order.status === 'PENDING_PAYMENT';
  const isOpen = payment !== undefined && !['CANCELLED', 'FAILED'].includes(payment.status);
  if (!isWaiting && !payment) return null;
  return (
    <Card title="Payment" actions={isWaiting && <PayBy at={order.payBy} />}>
      <div class="stack">
        {payment && isOpen && <Payment payment={payment} onChanged={onChanged} />}
        {payment?.reason != null && (
          <p class="hint" data-tone="warn">
            {payment.reason}
          </p>
        )}
        {isWaiting && (!isOpen || payment.status === 'CREATED') && (
          <Ways order={order} terms={terms} current={isOpen ? payment.method : undefined} onChanged={onChanged} />
        )}
      </div>
    </Card>
  );
}

function PayBy({ at }: { readonly at: string }) {
  const [, setTurn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      setTurn((turn) => turn + 1);
    }, 10_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return (
    <span class="small soft" title={momentOf(at)}>
      Reserved until {momentOf(at)}, {agoOf(at)}
    </span>
  );
}

const METHODS = [
  ['CARD', 'Card'],
  ['BANK_TRANSFER', 'Bank transfer'],
  ['CRYPTO', 'Ether'],
  ['INVOICE', 'On account'],
] as const satisfies readonly (readonly [PaymentMethod, string])[];

interface WaysProps extends PayingProps {
  readonly current: PaymentMethod | undefined;
}

/** What each way costs stands there before one takes it. */
function Ways({ order, terms, current, onChanged }: WaysProps) {
  const ways = METHODS.filter(([method]) => method !== 'INVOICE' || order.organization);
  const [method, setMethod] = useState<PaymentMethod>(current === 'CARD' ? 'BANK_TRANSFER' : 'CARD');
  const [key, setKey] = useState(newKey);
  const action = useAction(CreatePaymentText);
  const { currency } = order;
  const charge = chargeOf(order.toPay, method, currency, terms);
  return (
    <div class="stack">
      <h3>{current ? 'Pay another way' : 'How do you want to pay?'}</h3>
      <Segments
        label="Way to pay"
        value={method}
        options={ways}
        onPick={(next) => {
          setMethod(next);
          setKey(newKey());
          action.clear();
        }}
      />
      <Bill
        lines={[
          ['The order', amount(order.toPay, currency)],
          ['Processor', amount(charge.processor, currency)],
        ]}
        sum={['You are charged', amount(charge.total, currency)]}
      />
      <Sending
        action={action}
        label={`Pay ${amount(charge.total, currency)} by ${METHODS.find(([each]) => each === method)?.[1].toLowerCase() ?? ''}`}
        onSend={async () => {
          if (await action.run({ input: { orderId: order.id, method, idempotencyKey: key } })) onChanged();
        }}
      />
    </div>
  );
}

function Payment({ payment, onChanged }: { readonly payment: PaymentPartsFragment; readonly onChanged: () => void }) {
  const cancelling = useAction(CancelPaymentText);
  const { currency } = payment;
  return (
    <div class="stack">
      <div class="row">
        <h3>{METHODS.find(([method]) => method === payment.method)?.[1]}</h3>
        <Badge tone={payment.status === 'CAPTURED' ? 'good' : 'info'}>{words(payment.status)}</Badge>
        <code class="soft">{payment.reference}</code>
      </div>
      <Bill
        lines={[
          ['The order', amount(payment.due, currency)],
          ['Processor', amount(payment.processorFee, currency)],
          ...(Number(payment.received) > 0 ? [['Has come', amount(payment.received, currency)] as const] : []),
          ...(Number(payment.refunded) > 0 ? [['Went back', amount(payment.refunded, currency)] as const] : []),
        ]}
        sum={['Charged', amount(payment.amount, currency)]}
      />
      {payment.status === 'CREATED' && <HowToPay payment={payment} onChanged={onChanged} />}
      {payment.invoices.length > 0 && (
        <ul class="row">
          {payment.invoices.map(({ id, number, kind, pdfUrl }) => (
            <li key={id}>
              <a href={pdfUrl} download>
                {words(kind)} {number} (PDF)
              </a>
            </li>
          ))}
        </ul>
      )}
      {cancelling.error && <Problem error={cancelling.error} />}
      {payment.status === 'CREATED' && (
        <div class="actions">
          <Button
            busy={cancelling.busy}
            onClick={async () => {
              if (await cancelling.run({ input: { paymentId: payment.id } })) onChanged();
            }}
          >
            Stop this payment
          </Button>
        </div>
      )}
    </div>
  );
}
