import { MyOrdersText, OrderChangesText, type OrderStatus } from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive } from '../../api/use-read.ts';
import { actingId } from '../../lib/acting.ts';
import { amount, tonnes } from '../../lib/money.ts';
import { momentOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Badge, Card, Page, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { Empty } from '../../ui/states.tsx';

export const Orders = () => (
  <SignedIn title="Orders">
    <MyOrders />
  </SignedIn>
);

const TONES: Partial<Record<OrderStatus, 'good' | 'warn' | 'bad' | 'info'>> = {
  COMPLETED: 'good',
  PENDING_PAYMENT: 'warn',
  PAID: 'info',
  SETTLING: 'info',
  FAILED: 'bad',
};

export const OrderState = ({ status }: { readonly status: OrderStatus }) => (
  <Badge tone={TONES[status]}>{words(status)}</Badge>
);

function MyOrders() {
  const organizationId = actingId();
  const pages = usePages(MyOrdersText, { organizationId }, ({ myOrders }) => myOrders);
  useLive(OrderChangesText, { organizationId }, pages.reload, pages.reload);
  return (
    <Page title="Orders" lead="What was ordered, to be paid by card, bank, ether or on account.">
      <Card>
        <List
          of={pages}
          empty={
            <Empty title="Nothing was ordered yet.">
              <LinkButton href="/projects">Find a project</LinkButton>
            </Empty>
          }
        >
          {(orders) => (
            <Table
              caption="Orders"
              rows={orders}
              keyOf={({ id }) => id}
              columns={[
                {
                  head: 'When',
                  cell: ({ id, createdAt }) => (
                    <a class="nowrap" href={`/orders/${encodeURIComponent(id)}`}>
                      {momentOf(createdAt)}
                    </a>
                  ),
                },
                { head: 'How far', cell: ({ status }) => <OrderState status={status} /> },
                { head: 'Quantity', right: true, cell: ({ quantity }) => tonnes(quantity) },
                { head: 'Price', right: true, cell: ({ total, currency }) => amount(total, currency) },
                { head: 'Fee', right: true, cell: ({ buyerFee, currency }) => amount(buyerFee, currency) },
                { head: 'To pay', right: true, cell: ({ toPay, currency }) => amount(toPay, currency) },
              ]}
            />
          )}
        </List>
      </Card>
    </Page>
  );
}
