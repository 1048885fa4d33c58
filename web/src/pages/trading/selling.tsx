import { useState } from 'preact/hooks';
import {
  CancelOfferText,
  MyOffersChangedText,
  MyOffersText,
  type MyOffersQuery,
  OpenOfferText,
  PauseOfferText,
  ResumeOfferText,
} from '../../../operations.generated.ts';
import { me } from '../../api/session.ts';
import { carryOut } from '../../api/use-action.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive } from '../../api/use-read.ts';
import { actingId } from '../../lib/acting.ts';
import { price, tonnes } from '../../lib/money.ts';
import { dayOf } from '../../lib/time.ts';
import { newKey, words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Badge, Card, Meter, Page, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { Empty, Problem } from '../../ui/states.tsx';
import { OfferDialog } from './offer-dialog.tsx';

export const Selling = () => (
  <SignedIn title="My offers">
    <MyOffers />
  </SignedIn>
);

type MyOffer = MyOffersQuery['myAnnouncements']['edges'][number]['node'];
type Act = 'OPEN' | 'PAUSE' | 'RESUME' | 'CANCEL';

const ACTS: Record<Act, { readonly label: string; readonly carry: (id: string) => Promise<unknown> }> = {
  OPEN: {
    label: 'Publish',
    carry: (announcementId) => carryOut(OpenOfferText, { input: { announcementId, idempotencyKey: newKey() } }),
  },
  PAUSE: { label: 'Pause', carry: (announcementId) => carryOut(PauseOfferText, { input: { announcementId } }) },
  RESUME: { label: 'Resume', carry: (announcementId) => carryOut(ResumeOfferText, { input: { announcementId } }) },
  CANCEL: {
    label: 'End',
    carry: (announcementId) => carryOut(CancelOfferText, { input: { announcementId, idempotencyKey: newKey() } }),
  },
};
const isAct = (action: string): action is Act => action in ACTS;

function MyOffers() {
  const organizationId = actingId();
  const [writing, setWriting] = useState(false);
  const pages = usePages(MyOffersText, { organizationId }, ({ myAnnouncements }) => myAnnouncements);
  const whose = organizationId === null ? { sellerId: me.value?.id ?? null } : { organizationId };
  useLive(MyOffersChangedText, whose, pages.reload, pages.reload);
  return (
    <Page
      title="My offers"
      lead="What you sell. The quantity of a published offer is held, so that buyers can be sure of it."
      actions={
        <Button look="main" onClick={() => setWriting(true)}>
          New offer
        </Button>
      }
    >
      <Card>
        <List of={pages} empty={<Empty title="You offer nothing yet." />}>
          {(offers) => <OfferTable offers={offers} onChanged={pages.reload} />}
        </List>
      </Card>
      {writing && (
        <OfferDialog
          onClose={() => {
            setWriting(false);
            pages.reload();
          }}
        />
      )}
    </Page>
  );
}

const OfferTable = ({ offers, onChanged }: { readonly offers: readonly MyOffer[]; readonly onChanged: () => void }) => (
  <Table
    caption="My offers"
    rows={offers}
    keyOf={({ id }) => id}
    columns={[
      {
        head: 'Offer',
        cell: ({ id, title, batch }) => (
          <>
            <a href={`/offers/${encodeURIComponent(id)}`}>{title}</a>
            <p class="small soft">{batch ? `${batch.project.name}, ${batch.vintage}` : 'CARBON'}</p>
          </>
        ),
      },
      {
        head: 'How far',
        cell: ({ status }) => <Badge tone={status === 'ACTIVE' ? 'good' : undefined}>{words(status)}</Badge>,
      },
      {
        head: 'Left',
        cell: ({ remaining, quantity, reserved }) => (
          <div class="stack" data-gap="small">
            <Meter label="Left" share={Number(remaining) / Number(quantity)} />
            <span class="small soft nowrap">
              {tonnes(remaining)} of {tonnes(quantity)}
              {Number(reserved) > 0 && `, ${tonnes(reserved)} reserved`}
            </span>
          </div>
        ),
      },
      {
        head: 'Price',
        right: true,
        cell: ({ pricePerCredit, currency }) => (pricePerCredit == null ? 'none yet' : price(pricePerCredit, currency)),
      },
      { head: 'Until', cell: ({ expiresAt }) => <span class="nowrap">{dayOf(expiresAt)}</span> },
      { head: 'Do', cell: ({ id, allowedActions }) => <Acts id={id} actions={allowedActions} onChanged={onChanged} /> },
    ]}
  />
);

interface ActsProps {
  readonly id: string;
  readonly actions: readonly string[];
  readonly onChanged: () => void;
}

function Acts({ id, actions, onChanged }: ActsProps) {
  const [busy, setBusy] = useState<string | undefined>(undefined);
  const [error, setError] = useState<Error | undefined>(undefined);
  const [ending, setEnding] = useState(false);

  async function act(action: Act): Promise<void> {
    setBusy(action);
    setError(undefined);
    try {
      await ACTS[action].carry(id);
      onChanged();
    } catch (error) {
      setError(error as Error);
    } finally {
      setBusy(undefined);
    }
  }

  return (
    <div class="stack" data-gap="small">
      <div class="row">
        {actions.filter(isAct).map((action) => (
          <Button
            key={action}
            size="small"
            look={action === 'CANCEL' ? 'danger' : undefined}
            busy={busy === action}
            disabled={busy !== undefined}
            onClick={() => {
              if (action === 'CANCEL') setEnding(true);
              else void act(action);
            }}
          >
            {ACTS[action].label}
          </Button>
        ))}
      </div>
      {error && <Problem error={error} />}
      {ending && (
        <Dialog title="End this offer for good?" onClose={() => setEnding(false)}>
          <p>Nobody can buy from it any more, and what is left of it becomes available to you again.</p>
          <div class="actions">
            <Button onClick={() => setEnding(false)}>Keep it</Button>
            <Button
              look="danger"
              onClick={() => {
                setEnding(false);
                void act('CANCEL');
              }}
            >
              End the offer
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
