import { useState } from 'preact/hooks';
import {
  HoldingChangesText,
  type HoldingPartsFragment,
  MyHoldingsText,
  MyWalletsText,
  WalletChangesText,
} from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive, useRead } from '../../api/use-read.ts';
import { actingId } from '../../lib/acting.ts';
import { tonnes } from '../../lib/money.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Badge, Page } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { Empty } from '../../ui/states.tsx';
import { type Retirable, RetireDialog } from './retire-dialog.tsx';

export const Credits = () => (
  <SignedIn title="Credits">
    <MyCredits />
  </SignedIn>
);

/** What one holds of each batch, and of CARBON: to be offered, or used up for good. */
function MyCredits() {
  const organizationId = actingId();
  const pages = usePages(MyHoldingsText, { organizationId }, ({ myHoldings }) => myHoldings);
  const wallets = useRead(MyWalletsText, { organizationId });
  useLive(HoldingChangesText, { organizationId }, pages.reload, pages.reload);
  useLive(WalletChangesText, { organizationId }, wallets.reload, wallets.reload);
  const [retiring, setRetiring] = useState<Retirable | undefined>(undefined);
  const carbon = wallets.data?.myWallets.find(({ asset }) => asset === 'CARBON');
  return (
    <Page title="Credits" lead="A credit can be sold on, or retired: used up for a claim, for ever.">
      {carbon && Number(carbon.total) > 0 && (
        <CarbonCard
          available={carbon.available}
          held={carbon.held}
          onRetire={() => setRetiring({ batchId: null, name: 'CARBON', available: carbon.available })}
        />
      )}
      <h2 class="hidden-visually">Of batches</h2>
      <List
        of={pages}
        empty={
          <Empty title="You hold no credits of a batch.">
            <LinkButton href="/projects">Find a project</LinkButton>
          </Empty>
        }
      >
        {(holdings) => (
          <ul class="cards">
            {holdings.map((holding) => (
              <li key={holding.id}>
                <HoldingCard holding={holding} onRetire={setRetiring} />
              </li>
            ))}
          </ul>
        )}
      </List>
      {retiring && <RetireDialog of={retiring} onClose={() => setRetiring(undefined)} />}
    </Page>
  );
}

interface CarbonCardProps {
  readonly available: string;
  readonly held: string;
  readonly onRetire: () => void;
}

const CarbonCard = ({ available, held, onRetire }: CarbonCardProps) => (
  <article class="card row" aria-label="CARBON">
    <Badge tone="info">CARBON</Badge>
    <span class="num strong">{tonnes(available)}</span>
    <span class="soft small">of any project in the reserve{Number(held) > 0 && `; ${tonnes(held)} more are held`}</span>
    <span class="push">
      <Button disabled={Number(available) === 0} onClick={onRetire}>
        Retire
      </Button>
    </span>
  </article>
);

interface HoldingCardProps {
  readonly holding: HoldingPartsFragment;
  readonly onRetire: (of: Retirable) => void;
}

const HoldingCard = ({ holding: { batch, available, held }, onRetire }: HoldingCardProps) => (
  <article class="card offer">
    <div class="stack" data-gap="small">
      <div class="row">
        <Badge tone="good">Vintage {batch.vintage}</Badge>
        {batch.project.countryName != null && <Badge>{batch.project.countryName}</Badge>}
      </div>
      <h3>
        <a href={`/projects/${encodeURIComponent(batch.project.id)}`}>{batch.project.name}</a>
      </h3>
    </div>
    <p class="num row">
      <span class="wallet-sum">{tonnes(available)}</span>
      {Number(held) > 0 && <span class="small soft">and {tonnes(held)} held</span>}
    </p>
    <div class="row">
      <Button
        look="main"
        disabled={Number(available) === 0}
        aria-label={`Retire credits of ${batch.project.name}, ${batch.vintage}`}
        onClick={() => onRetire({ batchId: batch.id, name: `${batch.project.name}, ${batch.vintage}`, available })}
      >
        Retire
      </Button>
      <LinkButton href="/selling">Offer for sale</LinkButton>
    </div>
  </article>
);
