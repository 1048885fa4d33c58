import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import {
  CancelOrderText,
  OneOrderText,
  type OneOrderQuery,
  OrderChangesText,
  PaymentChangesText,
} from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { useLive, useRead } from '../../api/use-read.ts';
import { amount, exactPrice, tonnes } from '../../lib/money.ts';
import { momentOf } from '../../lib/time.ts';
import { newKey, words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Bill, Card, Page } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { Empty, Shown } from '../../ui/states.tsx';
import { OrderState } from './orders.tsx';
import { Paying } from './paying.tsx';

export type OfOrder = NonNullable<OneOrderQuery['order']>;

export const Order = () => (
  <SignedIn title="Order">
    <MyOrder />
  </SignedIn>
);

function MyOrder() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const read = useRead(OneOrderText, { id });
  useLive(OrderChangesText, { orderId: id }, read.reload, read.reload);
  useLive(PaymentChangesText, { orderId: id }, read.reload, read.reload);
  const order = read.data?.order;
  if (!read.data || !order) {
    return (
      <Page title="Order">
        <Shown of={read}>{() => <Empty title="There is no such order of yours." />}</Shown>
      </Page>
    );
  }
  return (
    <Page
      title={`Order of ${tonnes(order.quantity)}`}
      lead={`Ordered ${momentOf(order.createdAt)}${order.organization ? ` for ${order.organization.legalName}` : ''}.`}
      actions={<OrderState status={order.status} />}
    >
      <div class="split">
        <div class="stack" data-gap="large">
          <Paying order={order} terms={read.data.processorTerms} onChanged={read.reload} />
          <Lines order={order} />
        </div>
        <div class="stack" data-gap="large">
          <Steps order={order} />
          {order.allowedActions.includes('CANCEL') && <Cancel order={order} onDone={read.reload} />}
        </div>
      </div>
    </Page>
  );
}

const Lines = ({ order: { lines, total, buyerFee, toPay, currency } }: { readonly order: OfOrder }) => (
  <Card title="What is in it">
    <Bill
      lines={[
        ...lines.map(
          (line, index) =>
            [<LineName key={index} line={line} currency={currency} />, amount(line.total, currency)] as const,
        ),
        ['All credits', amount(total, currency)],
        ['Platform fee', amount(buyerFee, currency)],
      ]}
      sum={['Comes to', amount(toPay, currency)]}
    />
  </Card>
);

const LineName = ({ line, currency }: { readonly line: OfOrder['lines'][number]; readonly currency: string }) => (
  <>
    {tonnes(line.quantity)} at {exactPrice(line.pricePerCredit, currency)}
    {line.batch && (
      <>
        {' of '}
        <a href={`/projects/${encodeURIComponent(line.batch.project.id)}`}>{line.batch.project.name}</a>,{' '}
        {line.batch.vintage}
      </>
    )}
  </>
);

const Steps = ({ order: { history, retirement } }: { readonly order: OfOrder }) => (
  <Card title="How far it is">
    <ol class="timeline">
      {history.map(({ at, status, reason }, index) => (
        <li key={index}>
          <strong>{words(status)}</strong> <span class="soft small">{momentOf(at)}</span>
          {reason != null && <p class="small">{reason}</p>}
        </li>
      ))}
    </ol>
    {retirement != null && <p class="small soft">Retirement: {words(retirement).toLowerCase()}.</p>}
  </Card>
);

function Cancel({ order: { id, toPay, currency }, onDone }: { readonly order: OfOrder; readonly onDone: () => void }) {
  const [open, setOpen] = useState(false);
  const [key] = useState(newKey);
  const action = useAction(CancelOrderText);
  const close = (): void => {
    setOpen(false);
  };
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        Give up this order
      </Button>
      {open && (
        <Dialog title="Give up this order?" locked={action.busy} onClose={close}>
          <p>
            What it reserved can be bought by others again, and the {amount(toPay, currency)} are not to be paid any
            more.
          </p>
          <Sending
            action={action}
            danger
            label="Give it up"
            back="Keep it"
            onBack={close}
            onSend={async () => {
              if (await action.run({ input: { orderId: id, idempotencyKey: key } })) {
                close();
                onDone();
              }
            }}
          />
        </Dialog>
      )}
    </>
  );
}
