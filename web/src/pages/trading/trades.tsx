import { useState } from 'preact/hooks';
import {
  MyTradesPlacedText,
  MyTradesText,
  type TradePartsFragment,
  type TradeSide,
} from '../../../operations.generated.ts';
import { me } from '../../api/session.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive } from '../../api/use-read.ts';
import { actingId } from '../../lib/acting.ts';
import { amount, price, tonnes } from '../../lib/money.ts';
import { momentOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Segments } from '../../ui/field.tsx';
import { Badge, Card, Page, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { Empty } from '../../ui/states.tsx';

export const Trades = () => (
  <SignedIn title="Trades">
    <MyTrades />
  </SignedIn>
);

type Side = TradeSide | 'BOTH';

function MyTrades() {
  const organizationId = actingId();
  const [side, setSide] = useState<Side>('BOTH');
  const pages = usePages(
    MyTradesText,
    { organizationId, filterBy: side === 'BOTH' ? null : { side } },
    ({ myTrades }) => myTrades,
  );
  // Only one of the two may be given: own trades, or those of an organization.
  const whose = organizationId === null ? { mine: true } : { organizationId };
  useLive(MyTradesPlacedText, whose, pages.reload, pages.reload);
  return (
    <Page
      title="Trades"
      lead="What was bought and sold at once, from offers. Orders that are paid later are on their own page."
      actions={
        <Segments
          label="Which"
          value={side}
          options={[
            ['BOTH', 'All'],
            ['BUYER', 'Bought'],
            ['SELLER', 'Sold'],
          ]}
          onPick={setSide}
        />
      }
    >
      <Card>
        <List of={pages} empty={<NoTrades />}>
          {(trades) => <TradeTable trades={trades} />}
        </List>
      </Card>
    </Page>
  );
}

const NoTrades = () => (
  <Empty title="Nothing was traded yet.">
    <LinkButton href="/">See what is on offer</LinkButton>
  </Empty>
);

const TradeTable = ({ trades }: { readonly trades: readonly TradePartsFragment[] }) => (
  <Table
    caption="Trades"
    rows={trades}
    keyOf={({ id }) => id}
    columns={[
      { head: 'When', cell: ({ createdAt }) => <span class="nowrap">{momentOf(createdAt)}</span> },
      { head: 'What', cell: (trade) => <What trade={trade} /> },
      { head: 'With', cell: (trade) => otherSide(trade) },
      { head: 'Quantity', right: true, cell: ({ quantity }) => tonnes(quantity) },
      { head: 'Per tonne', right: true, cell: ({ pricePerCredit, currency }) => price(pricePerCredit, currency) },
      { head: 'Total', right: true, cell: (trade) => <Total trade={trade} /> },
    ]}
  />
);

const bought = ({ buyer, buyerOrganization }: TradePartsFragment): boolean => {
  const organizationId = actingId();
  return organizationId === null ? buyer.id === me.value?.id : buyerOrganization?.id === organizationId;
};

const What = ({ trade }: { readonly trade: TradePartsFragment }) => (
  <div class="row">
    <Badge tone={bought(trade) ? 'good' : 'info'}>{bought(trade) ? 'Bought' : 'Sold'}</Badge>
    <a href={`/offers/${encodeURIComponent(trade.announcement.id)}`}>{trade.announcement.title}</a>
    {trade.status !== 'COMPLETED' && <Badge tone="warn">{words(trade.status)}</Badge>}
  </div>
);

function otherSide(trade: TradePartsFragment): string {
  const { buyer, buyerOrganization, seller, sellerOrganization } = trade;
  return bought(trade)
    ? (sellerOrganization?.legalName ?? seller.displayName)
    : (buyerOrganization?.legalName ?? buyer.displayName);
}

/** What was paid or got, and the fee that is in it. */
function Total({ trade }: { readonly trade: TradePartsFragment }) {
  const { totalPrice, buyerFee, sellerFee, currency } = trade;
  return (
    <span class="nowrap">
      {amount(totalPrice, currency)}
      <span class="small soft">
        {' '}
        {bought(trade) ? `+ ${amount(buyerFee, currency)}` : `− ${amount(sellerFee, currency)}`} fee
      </span>
    </span>
  );
}
