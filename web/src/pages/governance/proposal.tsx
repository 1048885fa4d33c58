import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import {
  OneProposalText,
  type OneProposalQuery,
  ProposalChangesText,
  SettingsTodayText,
  VotesOfText,
} from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive, useRead } from '../../api/use-read.ts';
import { amount, count } from '../../lib/money.ts';
import { momentOf } from '../../lib/time.ts';
import { shortened, words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, Card, Page, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Empty, Shown } from '../../ui/states.tsx';
import { ActDialog, type ProposalAct } from './act-dialog.tsx';
import { ProposalState, Votes } from './proposals.tsx';
import { labelOf, textOf, todayOf } from './settings.ts';

export type OfProposal = NonNullable<OneProposalQuery['proposal']>;

/** One proposal: what it says and does, how it is voted on, and what one can do about it. */
export function Proposal() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const read = useRead(OneProposalText, { id });
  useLive(ProposalChangesText, { id }, read.reload, read.reload);
  const proposal = read.data?.proposal;
  if (!proposal) {
    return (
      <Page title="Proposal">
        <Shown of={read}>{() => <Empty title="There is no such proposal." />}</Shown>
      </Page>
    );
  }
  return (
    <Page
      title={proposal.title}
      lead={`Proposed by ${proposal.proposedBy?.displayName ?? shortened(proposal.proposer)}, ${momentOf(proposal.proposedAt)}.`}
      actions={<ProposalState status={proposal.status} />}
    >
      <div class="split">
        <div class="stack" data-gap="large">
          <Card title="What it says">
            <div class="stack">
              <p class="prose">{proposal.description}</p>
              {proposal.discussionUrl != null && (
                <p>
                  <a href={proposal.discussionUrl} rel="noreferrer nofollow">
                    Where it is talked about
                  </a>
                </p>
              )}
            </div>
          </Card>
          <Calls of={proposal} />
          <Cast id={id} voters={proposal.voters} />
        </div>
        <div class="stack" data-gap="large">
          <Voting of={proposal} head={read.data?.chain?.headBlock} />
          <Acts of={proposal} />
        </div>
      </div>
    </Page>
  );
}

const Voting = ({ of, head }: { readonly of: OfProposal; readonly head: number | undefined }) => (
  <Card title="Votes">
    <div class="stack">
      <Votes of={of} />
      <dl class="pairs num">
        <dt>Voting</dt>
        <dd>
          blocks {count(of.voteStart + 1)} to {count(of.voteEnd)}
          {head !== undefined && <span class="soft"> (now {count(head)})</span>}
        </dd>
        {of.quorum != null && [<dt key="quorum">Quorum</dt>, <dd key="of">{amount(of.quorum, 'CARBON')}</dd>]}
        {of.executableAt != null && [
          <dt key="from">Can be carried out</dt>,
          <dd key="at">from {momentOf(of.executableAt)}</dd>,
        ]}
        {of.executedAt != null && [<dt key="done">Carried out</dt>, <dd key="on">{momentOf(of.executedAt)}</dd>]}
      </dl>
      {of.myVotes.map(({ voter, support, weight }) => (
        <p key={voter} class="hint" data-tone="good">
          You voted {words(support).toLowerCase()} with {amount(weight, 'CARBON')} of {shortened(voter)}.
        </p>
      ))}
    </div>
  </Card>
);

type Setting = OfProposal['calls'][number]['settings'][number];

/** What a call sets, in words, beside what holds today: after its execution that is the same. */
function Settings({ of }: { readonly of: readonly Setting[] }) {
  const read = useRead(SettingsTodayText, {});
  const today = read.data && todayOf(read.data);
  return (
    <Table
      caption="What it sets"
      // Anybody proposes: the same name may be there twice.
      rows={of.map((setting, index) => ({ ...setting, index }))}
      keyOf={({ index }) => String(index)}
      columns={[
        { head: 'What', cell: ({ name }) => <span title={name}>{labelOf(name)}</span> },
        { head: 'Is set to', right: true, cell: ({ name, value }) => <strong>{textOf(name, value)}</strong> },
        { head: 'Today', right: true, cell: ({ name }) => today && (today.get(name) ?? 'nothing') },
      ]}
    />
  );
}

const Calls = ({ of: { calls, changes } }: { readonly of: OfProposal }) => (
  <Card title="What it does">
    {calls.length === 0 && <p class="soft">Nothing by itself: it is a decision in words.</p>}
    <ol class="timeline">
      {calls.map(({ contract, target, words: said, data, ether, settings }, index) => (
        <li key={index}>
          <strong>{contract ?? shortened(target)}</strong>
          <p>
            <code>{said ?? shortened(data, 20)}</code>
            {Number(ether) > 0 && `, with ${amount(ether, 'ETH')}`}
          </p>
          {settings.length > 0 && <Settings of={settings} />}
        </li>
      ))}
    </ol>
    {changes.length > 0 && (
      <ul class="tape" aria-label="What it has set">
        {changes.map(({ name, value, status, reason }) => (
          <li key={name}>
            <span>
              {labelOf(name)}: <strong class="num">{textOf(name, value)}</strong>
            </span>
            <Badge>{words(status)}</Badge>
            {reason != null && <span class="small soft">{reason}</span>}
          </li>
        ))}
      </ul>
    )}
  </Card>
);

/** Read anew with each vote. */
const Cast = ({ id, voters }: { readonly id: string; readonly voters: number }) => <CastAsOf key={voters} id={id} />;

function CastAsOf({ id }: { readonly id: string }) {
  const pages = usePages(VotesOfText, { id }, ({ proposal }) => proposal?.votes);
  return (
    <Card title="Who voted how">
      <List of={pages} lines={3} empty={<p class="soft">Nobody has voted yet.</p>}>
        {(votes) => (
          <Table
            caption="Votes, in the order in which they were cast"
            rows={votes}
            keyOf={({ voter }) => voter}
            columns={[
              { head: 'When', cell: ({ votedAt }) => <span class="nowrap">{momentOf(votedAt)}</span> },
              { head: 'Who', cell: ({ user, voter }) => user?.displayName ?? <code>{shortened(voter)}</code> },
              { head: 'How', cell: ({ support }) => words(support) },
              { head: 'Votes', right: true, cell: ({ weight }) => amount(weight, 'CARBON') },
              { head: 'Why', cell: ({ reason }) => reason },
            ]}
          />
        )}
      </List>
    </Card>
  );
}

const LABELS = { VOTE: 'Vote', QUEUE: 'Queue it', EXECUTE: 'Carry it out', CANCEL: 'Take it back' } as const;

function Acts({ of }: { readonly of: OfProposal }) {
  const [open, setOpen] = useState<ProposalAct | undefined>(undefined);
  if (of.allowedActions.length === 0) return null;
  return (
    <Card title="What you can do">
      <div class="row">
        {of.allowedActions.map((act) => (
          <Button key={act} look={act === 'CANCEL' ? 'danger' : 'main'} onClick={() => setOpen(act)}>
            {LABELS[act]}
          </Button>
        ))}
      </div>
      {open && <ActDialog act={open} title={LABELS[open]} of={of} onClose={() => setOpen(undefined)} />}
    </Card>
  );
}
