import { useState } from 'preact/hooks';
import {
  ProposalChangesText,
  type ProposalPartsFragment,
  ProposalsText,
  type ProposalsQuery,
  type ProposalStatus,
} from '../../../operations.generated.ts';
import { me } from '../../api/session.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive } from '../../api/use-read.ts';
import { Shares } from '../../charts/shares.tsx';
import { amount, count } from '../../lib/money.ts';
import { dayOf } from '../../lib/time.ts';
import { plural, shortened, words } from '../../lib/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Badge, Figure, Page } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Empty } from '../../ui/states.tsx';
import { ProposeDialog } from './propose-dialog.tsx';

const TONES: Partial<Record<ProposalStatus, 'good' | 'warn' | 'bad' | 'info'>> = {
  ACTIVE: 'warn',
  SUCCEEDED: 'good',
  QUEUED: 'info',
  EXECUTED: 'good',
  DEFEATED: 'bad',
};

export const ProposalState = ({ status }: { readonly status: ProposalStatus }) => (
  <Badge tone={TONES[status]}>{words(status)}</Badge>
);

/** What members propose and decide on the chain. */
export function Proposals() {
  const pages = usePages(ProposalsText, {}, ({ proposals }) => proposals);
  const [writing, setWriting] = useState(false);
  useLive(ProposalChangesText, {}, pages.reload, pages.reload);
  const rules = pages.first.data?.governance;
  return (
    <Page
      title="Governance"
      lead="Whoever stakes CARBON votes on the rules of the platform. Proposals, votes and what they set are on the chain."
      actions={
        <>
          <LinkButton href="/staking">Staking</LinkButton>
          {me.value && rules && (
            <Button look="main" onClick={() => setWriting(true)}>
              Propose
            </Button>
          )}
        </>
      }
    >
      {rules && <Rules of={rules} />}
      <List
        of={pages}
        empty={<Empty title="Nothing was proposed yet.">A member who has enough votes can begin.</Empty>}
      >
        {(proposals) => (
          <ul class="stack">
            {proposals.map((proposal) => (
              <li key={proposal.id}>
                <ProposalCard of={proposal} />
              </li>
            ))}
          </ul>
        )}
      </List>
      {writing && <ProposeDialog onClose={() => setWriting(false)} />}
    </Page>
  );
}

const Rules = ({ of }: { readonly of: NonNullable<ProposalsQuery['governance']> }) => (
  <div class="figures card">
    <Figure label="To propose one needs" value={amount(of.proposalThreshold, 'CARBON')} note="staked, as votes" />
    <Figure label="Quorum" value={`${of.quorumPercent} %`} note="of all votes" />
    <Figure
      label="Voting"
      value={plural(of.votingPeriodBlocks, 'block')}
      note={`begins after ${plural(of.votingDelayBlocks, 'block')}`}
    />
    <Figure label="Wait before it is carried out" value={`${count(of.timelockDelayS)} s`} />
  </div>
);

const ProposalCard = ({ of }: { readonly of: ProposalPartsFragment }) => (
  <article class="card stack" data-gap="small">
    <div class="row">
      <h2 class="proposal-title">
        <a href={`/governance/${encodeURIComponent(of.id)}`}>{of.title}</a>
      </h2>
      <span class="push">
        <ProposalState status={of.status} />
      </span>
    </div>
    <Votes of={of} />
    <p class="small soft">
      By {of.proposedBy?.displayName ?? shortened(of.proposer)}, {dayOf(of.proposedAt)}. {plural(of.voters, 'voter')}.
    </p>
  </article>
);

/** For, against and neither, as parts of what was voted. */
export const Votes = ({ of }: { readonly of: ProposalPartsFragment }) => (
  <Shares
    label="Votes"
    parts={[
      { name: 'For', value: Number(of.votesFor), text: amount(of.votesFor, 'CARBON') },
      { name: 'Abstaining', value: Number(of.votesAbstaining), text: amount(of.votesAbstaining, 'CARBON') },
      { name: 'Against', value: Number(of.votesAgainst), text: amount(of.votesAgainst, 'CARBON') },
    ]}
  />
);
