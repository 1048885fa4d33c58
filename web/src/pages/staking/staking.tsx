import { useState } from 'preact/hooks';
import {
  MyStakesText,
  StakeChangesText,
  type StakePartsFragment,
  TokensOfText,
} from '../../../operations.generated.ts';
import { useLive, useRead } from '../../api/use-read.ts';
import { Shares } from '../../charts/shares.tsx';
import { amount, figure } from '../../lib/money.ts';
import { momentOf } from '../../lib/time.ts';
import { shortened, words } from '../../lib/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Badge, Card, Figure, Page } from '../../ui/layout.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { Empty, Shown } from '../../ui/states.tsx';
import { StakeDialog } from './stake-dialog.tsx';

export const Staking = () => (
  <SignedIn title="Staking">
    <MyStaking />
  </SignedIn>
);

type What = 'stake' | 'unstake' | 'withdraw';

/** CARBON of one’s own addresses that is staked for a vote; only their wallets can move it. */
function MyStaking() {
  const read = useRead(MyStakesText, {});
  const [open, setOpen] = useState<{ readonly what: What; readonly stake: StakePartsFragment } | undefined>(undefined);
  useLive(StakeChangesText, { mine: true }, read.reload, read.reload);
  return (
    <Page
      title="Staking"
      lead="CARBON that is staked votes on proposals: one vote each. Staking is done by your own wallet; nobody else holds the key."
    >
      <Shown of={read}>
        {({ myStakes }) =>
          myStakes.length === 0 ? (
            <Empty title="No address is linked to your account.">
              <LinkButton href="/account" look="main">
                Link a wallet
              </LinkButton>
            </Empty>
          ) : (
            <ul class="stack">
              {myStakes.map((stake) => (
                <li key={stake.address}>
                  <StakeCard stake={stake} onOpen={(what) => setOpen({ what, stake })} />
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {open && <StakeDialog what={open.what} stake={open.stake} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}

interface StakeCardProps {
  readonly stake: StakePartsFragment;
  readonly onOpen: (what: What) => void;
}

function StakeCard({ stake, onOpen }: StakeCardProps) {
  const { address, staked, cooling, availableAt, votes, delegate, finality } = stake;
  const tokens = useRead(TokensOfText, { address });
  const free = tokens.data?.tokenBalances.find(({ asset }) => asset === 'CARBON')?.balance ?? '0';
  const isEmpty = tokens.data !== undefined && [staked, cooling, free].every((each) => Number(each) === 0);
  const isReady = availableAt != null && Date.parse(availableAt) <= Date.now();
  return (
    <Card
      title={shortened(address, 6)}
      actions={finality != null && finality !== 'FINALIZED' && <Badge tone="warn">{words(finality)}</Badge>}
    >
      <div class="stack">
        <div class="figures">
          <Figure label="Staked" value={`${figure(staked, 'CARBON')} CARBON`} />
          <Figure label="Votes" value={figure(votes, 'CARBON')} note={voterOf(address, delegate)} />
          <Figure
            label="Being unstaked"
            value={`${figure(cooling, 'CARBON')} CARBON`}
            note={availableAt == null ? undefined : isReady ? 'can be taken now' : `until ${momentOf(availableAt)}`}
          />
          <Figure label="Free at the address" value={tokens.data ? `${figure(free, 'CARBON')} CARBON` : '…'} />
        </div>
        {isEmpty ? <NothingToStake /> : <Whole stake={stake} free={free} />}
        <div class="row">
          <Button look="main" disabled={Number(free) === 0} onClick={() => onOpen('stake')}>
            Stake
          </Button>
          <Button disabled={Number(staked) === 0} onClick={() => onOpen('unstake')}>
            Unstake
          </Button>
          {Number(cooling) > 0 && (
            <Button disabled={!isReady} onClick={() => onOpen('withdraw')}>
              Take what is unstaked
            </Button>
          )}
        </div>
      </div>
    </Card>
  );
}

function voterOf(address: string, delegate: string | null | undefined): string {
  if (delegate == null) return 'given to nobody';
  return delegate.toLowerCase() === address.toLowerCase() ? 'used by this address' : `given to ${shortened(delegate)}`;
}

const Whole = ({ stake: { staked, cooling }, free }: { readonly stake: StakePartsFragment; readonly free: string }) => (
  <Shares
    label="CARBON of this address"
    parts={[
      { name: 'Staked', value: Number(staked), text: amount(staked, 'CARBON') },
      { name: 'Being unstaked', value: Number(cooling), text: amount(cooling, 'CARBON') },
      { name: 'Free', value: Number(free), text: amount(free, 'CARBON') },
    ]}
  />
);

const NothingToStake = () => (
  <p class="hint">
    There is no CARBON at this address yet. <a href="/wallets">Withdraw some from your wallet</a>: it goes to an address
    that you have linked.
  </p>
);
