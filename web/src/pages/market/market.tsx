import { useState } from 'preact/hooks';
import {
  MarketText,
  type OfferPartsFragment,
  OffersChangedText,
  type MarketQuery,
  RecentTradesText,
  TradesPlacedText,
} from '../../../operations.generated.ts';
import { useLive, useRead } from '../../api/use-read.ts';
import { Card, Page } from '../../ui/layout.tsx';
import { Empty, Shown } from '../../ui/states.tsx';
import { BuyDialog } from './buy-dialog.tsx';
import { OfferCard } from './offer-card.tsx';
import { PriceCard } from './price-card.tsx';
import { Tape } from './tape.tsx';

/** The first page: what credits cost, and who sells some. Both are live. */
export function Market() {
  const market = useRead(MarketText, {});
  const [buying, setBuying] = useState<string | undefined>(undefined);
  useLive(
    OffersChangedText,
    {},
    ({ announcementChanged: { announcement } }) => {
      if (announcement) market.change((data) => withOffer(data, announcement));
    },
    market.reload,
  );
  const offers = market.data?.announcements.edges.map(({ node }) => node) ?? [];
  const bought = offers.find(({ id }) => id === buying);
  return (
    <Page title="Market" lead="Carbon credits on offer, and the reference price they are measured against.">
      <div class="split">
        <PriceCard />
        <LastTrades />
      </div>
      <section class="stack" aria-labelledby="on-offer">
        <h2 id="on-offer">On offer</h2>
        <Shown of={market} lines={6}>
          {() =>
            offers.length === 0 ? (
              <Empty title="Nothing is on offer just now.">New offers appear here by themselves.</Empty>
            ) : (
              <ul class="cards">
                {offers.map((offer) => (
                  <li key={offer.id}>
                    <OfferCard offer={offer} onBuy={setBuying} />
                  </li>
                ))}
              </ul>
            )
          }
        </Shown>
      </section>
      {bought && (
        <BuyDialog
          offer={bought}
          onClose={() => {
            setBuying(undefined);
          }}
        />
      )}
    </Page>
  );
}

const TAPE = 8;

/** What was bought just now, by anybody. */
function LastTrades() {
  const read = useRead(RecentTradesText, {});
  useLive(
    TradesPlacedText,
    {},
    ({ tradePlaced: { trade } }) => {
      if (!trade) return;
      read.change(({ trades: { edges } }) => ({
        trades: { edges: [{ node: trade }, ...edges.filter(({ node }) => node.id !== trade.id)] },
      }));
    },
    read.reload,
  );
  return (
    <Card title="Last trades">
      <Shown of={read} lines={8}>
        {({ trades: { edges } }) => (
          <Tape
            trades={edges.slice(0, TAPE).map(({ node }) => node)}
            empty="Nothing was traded yet. The first trade appears here as it happens."
          />
        )}
      </Shown>
    </Card>
  );
}

/** The list with an offer as it is now: in its place, before the others if it is new, and gone once it is closed. */
function withOffer(data: MarketQuery, offer: OfferPartsFragment): MarketQuery {
  const { edges } = data.announcements;
  const known = edges.some(({ node }) => node.id === offer.id);
  const isOpen = offer.status === 'ACTIVE';
  if (!known && !isOpen) return data;
  const next = known
    ? edges.map((edge) => (edge.node.id === offer.id ? { node: offer } : edge))
    : [{ node: offer }, ...edges];
  return { ...data, announcements: { edges: next.filter(({ node }) => node.status === 'ACTIVE') } };
}
