import { useLocation, useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import {
  CreateOrderText,
  OfferChangedText,
  OneOfferText,
  type OneOfferQuery,
  TradesOfText,
  TradesPlacedText,
} from '../../../operations.generated.ts';
import { me } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { useLive, useRead } from '../../api/use-read.ts';
import { actingId } from '../../lib/acting.ts';
import { parse } from '../../lib/decimal.ts';
import { exactPrice, price, tonnes } from '../../lib/money.ts';
import { dayOf, momentOf } from '../../lib/time.ts';
import { newKey, words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Badge, Card, Figure, Meter, Page } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Empty, Shown } from '../../ui/states.tsx';
import { BuyDialog } from '../market/buy-dialog.tsx';
import { Tape } from '../market/tape.tsx';

type OneOffer = Extract<NonNullable<OneOfferQuery['node']>, { readonly __typename: 'Announcement' }>;

/** One offer, its terms, and what was sold from it; live. */
export function Offer() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const read = useRead(OneOfferText, { id });
  const trades = useRead(TradesOfText, { announcementId: id });
  useLive(OfferChangedText, { id }, read.reload, read.reload);
  useLive(TradesPlacedText, { announcementId: id }, trades.reload, trades.reload);
  const offer = read.data?.node?.__typename === 'Announcement' ? read.data.node : undefined;
  if (!offer) {
    return (
      <Page title="Offer">
        <Shown of={read}>{() => <Empty title="There is no such offer, or it is not public." />}</Shown>
      </Page>
    );
  }
  return (
    <Page
      title={offer.title}
      lead={`Sold by ${offer.organization?.legalName ?? offer.seller.displayName}`}
      actions={<Buying offer={offer} />}
    >
      <div class="split">
        <div class="stack" data-gap="large">
          <Terms offer={offer} />
          {offer.description !== '' && (
            <Card title="In the seller’s words">
              <p class="prose">{offer.description}</p>
            </Card>
          )}
        </div>
        <Card title="Sold from it">
          <Shown of={trades} lines={3}>
            {({ trades: { edges } }) => <Tape trades={edges.map(({ node }) => node)} empty="Nothing yet." />}
          </Shown>
        </Card>
      </div>
    </Page>
  );
}

const Terms = ({ offer }: { readonly offer: OneOffer }) => (
  <Card title="Terms" actions={<Badge tone={offer.status === 'ACTIVE' ? 'good' : 'warn'}>{words(offer.status)}</Badge>}>
    <div class="stack">
      <div class="figures">
        <Figure
          label="Price for a tonne"
          value={offer.pricePerCredit == null ? 'None yet' : price(offer.pricePerCredit, offer.currency)}
          note={offer.priceKind === 'MARKET' ? `Market ${premiumOf(offer.premiumBps)}` : 'Fixed by the seller'}
        />
        <Figure label="Can be bought" value={tonnes(offer.available)} note={`of ${tonnes(offer.quantity)}`} />
        <Figure label="At least at once" value={tonnes(offer.minimumFill)} />
        <Figure label="Until" value={dayOf(offer.expiresAt)} />
      </div>
      <Meter label="Still to be had" share={Number(offer.available) / Number(offer.quantity)} />
      <p class="small soft">
        {offer.batch ? (
          <>
            Credits of{' '}
            <a href={`/projects/${encodeURIComponent(offer.batch.project.id)}`}>{offer.batch.project.name}</a>, vintage{' '}
            {offer.batch.vintage}.{' '}
          </>
        ) : (
          'CARBON: tonnes of any project in the reserve. '
        )}
        {offer.pricePerCredit != null && `Exactly ${exactPrice(offer.pricePerCredit, offer.currency)} for a tonne`}
        {offer.priceAsOf != null && `, as of ${momentOf(offer.priceAsOf)}.`}
      </p>
      {offer.priceStale && (
        <p class="hint" data-tone="warn">
          The market price is too old to trade on. Buying waits for a new one.
        </p>
      )}
    </div>
  </Card>
);

const premiumOf = (bps: number | null | undefined): string =>
  bps == null || bps === 0 ? 'price' : `price ${bps > 0 ? '+' : '−'} ${Math.abs(bps / 100).toFixed(2)} %`;

/** From the wallet at once, or by an order that is paid by card, bank or ether. */
function Buying({ offer }: { readonly offer: OneOffer }) {
  const [way, setWay] = useState<'wallet' | 'order' | undefined>(undefined);
  const close = (): void => {
    setWay(undefined);
  };
  if (offer.status !== 'ACTIVE' || offer.seller.id === me.value?.id) return null;
  const isPaidInFiat = offer.currency === 'EUR' || offer.currency === 'USD';
  return (
    <>
      {isPaidInFiat && me.value && <Button onClick={() => setWay('order')}>Pay by card or bank</Button>}
      <Button look="main" disabled={offer.priceStale || Number(offer.available) === 0} onClick={() => setWay('wallet')}>
        Buy from your wallet
      </Button>
      {way === 'wallet' && <BuyDialog offer={offer} onClose={close} />}
      {way === 'order' && <OrderDialog offer={offer} onClose={close} />}
    </>
  );
}

/** An order reserves the credits; what it comes to, and what a processor adds, is shown before it is paid. */
function OrderDialog({ offer, onClose }: { readonly offer: OneOffer; readonly onClose: () => void }) {
  const { route } = useLocation();
  const [quantity, setQuantity] = useState(offer.minimumFill);
  const [key, setKey] = useState(newKey);
  const action = useAction(CreateOrderText);
  const parsed = parse(quantity);
  const isGood = parsed !== undefined && parsed.units > 0n;

  async function order(): Promise<void> {
    const input = {
      announcementId: offer.id,
      quantity: quantity.trim(),
      idempotencyKey: key,
      organizationId: actingId(),
    };
    const done = await action.run({ input });
    if (done) route(`/orders/${encodeURIComponent(done.order.id)}`);
  }

  return (
    <Dialog title={`Order: ${offer.title}`} locked={action.busy} onClose={onClose}>
      <TextField
        label="How many tonnes"
        unit="t"
        inputMode="decimal"
        autocomplete="off"
        value={quantity}
        onText={(text) => {
          setQuantity(text);
          setKey(newKey());
        }}
        help={`${tonnes(offer.available)} can be bought, at least ${tonnes(offer.minimumFill)} at once.`}
      />
      <p class="small soft">
        Nothing is paid yet. The credits are reserved for you, and the next page shows price, fees and ways to pay.
      </p>
      <Sending
        action={action}
        label={`Order ${isGood ? tonnes(quantity) : ''}`}
        disabled={!isGood}
        onSend={() => void order()}
      />
    </Dialog>
  );
}
