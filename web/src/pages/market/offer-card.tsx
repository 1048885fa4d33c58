import { useEffect, useRef } from 'preact/hooks';
import type { OfferPartsFragment } from '../../../operations.generated.ts';
import { price, tonnes } from '../../lib/money.ts';
import { dayOf } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, Meter } from '../../ui/layout.tsx';

interface OfferCardProps {
  readonly offer: OfferPartsFragment;
  readonly onBuy: (id: string) => void;
}

export function OfferCard({ offer, onBuy }: OfferCardProps) {
  const { id, title, seller, organization, batch, available, quantity, expiresAt } = offer;
  const ref = useFlash(available);
  const isNone = Number(available) === 0;
  return (
    <article class="card offer" ref={ref} data-offer={id}>
      <div class="stack" data-gap="small">
        <div class="row">
          {batch ? <Badge tone="good">Credits {batch.vintage}</Badge> : <Badge tone="info">CARBON</Badge>}
          {offer.priceKind === 'MARKET' && <Badge>At market</Badge>}
          {offer.priceStale && <Badge tone="warn">Price is stale</Badge>}
        </div>
        <h3>
          <a href={`/offers/${encodeURIComponent(id)}`}>{title}</a>
        </h3>
        <p class="soft small">
          {batch && (
            <>
              <a href={`/projects/${encodeURIComponent(batch.project.id)}`}>{batch.project.name}</a>
              {batch.project.countryName ? `, ${batch.project.countryName}. ` : '. '}
            </>
          )}
          Sold by {organization?.legalName ?? seller.displayName}, until {dayOf(expiresAt)}.
        </p>
      </div>
      <div class="stack" data-gap="small">
        <Meter label="Still to be had" share={Number(available) / Number(quantity)} />
        <p class="small soft num">
          <span class="strong" data-available>
            {tonnes(available)}
          </span>{' '}
          of {tonnes(quantity)} left
          {Number(offer.reserved) > 0 && `, ${tonnes(offer.reserved)} reserved`}
        </p>
      </div>
      <div class="row">
        <OfferPrice offer={offer} />
        <span class="push">
          <Button
            look="main"
            disabled={isNone || offer.priceStale}
            aria-label={`Buy from ${title}`}
            onClick={() => {
              onBuy(id);
            }}
          >
            Buy
          </Button>
        </span>
      </div>
    </article>
  );
}

const OfferPrice = ({ offer: { pricePerCredit, currency } }: { readonly offer: OfferPartsFragment }) => (
  <span>
    <span class="price">{pricePerCredit == null ? 'No price yet' : price(pricePerCredit, currency)}</span>
    {pricePerCredit != null && <span class="soft small"> per t</span>}
  </span>
);

/** Lights up for a moment when the value changes, but not as it appears. */
function useFlash(value: string) {
  const ref = useRef<HTMLElement>(null);
  const before = useRef(value);
  useEffect(() => {
    if (before.current === value) return;
    before.current = value;
    const { current: element } = ref;
    element?.classList.remove('flash');
    // Read so that the browser notices the class go before it comes again.
    void element?.offsetWidth;
    element?.classList.add('flash');
  }, [value]);
  return ref;
}
