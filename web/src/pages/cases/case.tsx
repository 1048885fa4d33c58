import { useRoute } from 'preact-iso';
import {
  CaseChangesText,
  CaseHistoryText,
  OneCaseText,
  type OneCaseQuery,
  type PoaiCaseStatus,
} from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive, useRead } from '../../api/use-read.ts';
import { dayOf, momentOf } from '../../lib/time.ts';
import { shortened, words } from '../../lib/words.ts';
import { Badge, Card, Page } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Empty, Shown } from '../../ui/states.tsx';
import { Proof } from '../projects/proof-card.tsx';
import { CaseActions } from './case-actions.tsx';
import { CaseState } from './cases.tsx';
import { Checks } from './checks.tsx';
import { Findings } from './findings.tsx';

export type OfCase = NonNullable<OneCaseQuery['poaiCase']>;

/** One review: what is to be done, every check with its result, what was found, and the proof that came of it. */
export function Case() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const read = useRead(OneCaseText, { id });
  useLive(CaseChangesText, { id }, read.reload, read.reload);
  const found = read.data?.poaiCase;
  if (!found) {
    return (
      <Page title="PoAI case">
        <Shown of={read}>{() => <Empty title="There is no such case, or it is not yours to see." />}</Shown>
      </Page>
    );
  }
  return (
    <Page
      title={found.project.name}
      lead={
        <>
          Review of {found.batchId == null ? 'the whole project' : 'one batch of credits'},{' '}
          {words(found.assurance).toLowerCase()} assurance.{' '}
          <a href={`/projects/${encodeURIComponent(found.project.id)}`}>To the project</a>
        </>
      }
      actions={<CaseState status={found.status} />}
    >
      <Way status={found.status} />
      <CaseActions of={found} onDone={read.reload} />
      <div class="split">
        <div class="stack" data-gap="large">
          <Checks of={found} onDone={read.reload} />
          <Findings of={found} onDone={read.reload} />
          {found.status === 'APPROVED' && (
            <Card title="Proof">
              <Proof of={found} />
            </Card>
          )}
        </div>
        <div class="stack" data-gap="large">
          <Facts of={found} />
          <History id={id} changedAt={found.changedAt} />
        </div>
      </div>
    </Page>
  );
}

const WAY: readonly PoaiCaseStatus[] = [
  'DRAFT',
  'SUBMITTED',
  'ASSIGNED',
  'IN_REVIEW',
  'REVIEW_COMPLETE',
  'TECHNICAL_REVIEW',
  'APPROVED',
];
/** Where a case stands that has left the straight way. */
const BESIDE: Partial<Record<PoaiCaseStatus, PoaiCaseStatus>> = {
  CHANGES_REQUESTED: 'IN_REVIEW',
  REJECTED: 'TECHNICAL_REVIEW',
  SUPERSEDED: 'APPROVED',
  REVOKED: 'APPROVED',
};

const Way = ({ status }: { readonly status: PoaiCaseStatus }) => {
  const at = WAY.indexOf(BESIDE[status] ?? status);
  return (
    <ol class="way" aria-label={`How far it is: ${words(status)}`}>
      {WAY.map((step, index) => (
        <li key={step} data-done={index <= at} aria-current={index === at ? 'step' : undefined}>
          {index === at ? words(status) : words(step)}
        </li>
      ))}
    </ol>
  );
};

const Facts = ({ of }: { readonly of: OfCase }) => (
  <Card title="Facts">
    <div class="stack">
      <dl class="pairs">
        <dt>Owner</dt>
        <dd>{of.owner?.displayName ?? 'an organization'}</dd>
        {of.reviewers?.map(({ role, user }) => [
          <dt key={role}>{words(role)}</dt>,
          <dd key={`${role}-who`}>{user.displayName}</dd>,
        ])}
        <dt>Catalogue</dt>
        <dd>{of.catalogue}</dd>
        <dt>Materiality</dt>
        <dd>{of.materialityPercent} %</dd>
        <dt>Begun</dt>
        <dd>{dayOf(of.createdAt)}</dd>
        {of.dueAt != null && [
          <dt key="due">Due</dt>,
          <dd key="due-when">
            {dayOf(of.dueAt)} {of.isOverdue && <Badge tone="bad">Overdue</Badge>}
          </dd>,
        ]}
        {of.decidedAt != null && [<dt key="decided">Decided</dt>, <dd key="decided-when">{dayOf(of.decidedAt)}</dd>]}
      </dl>
      {of.opinion != null && <blockquote class="prose">{of.opinion}</blockquote>}
      {of.proof && of.proof.attestations.length > 0 && (
        <ul class="tape" aria-label="Signatures">
          {of.proof.attestations.map(({ role, signer, issuedAt }) => (
            <li key={role}>
              <span>{words(role)}</span>
              <code title={signer}>{shortened(signer)}</code>
              <span class="small soft">{momentOf(issuedAt)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  </Card>
);

function History({ id, changedAt }: { readonly id: string; readonly changedAt: string }) {
  return <HistoryAsOf key={changedAt} id={id} />;
}

/** Each change makes it begin anew, so that its end is always the last thing that happened. */
function HistoryAsOf({ id }: { readonly id: string }) {
  const pages = usePages(CaseHistoryText, { id }, ({ poaiCase }) => poaiCase?.history);
  return (
    <Card title="What happened">
      <List of={pages} lines={3} empty={<p class="soft">Nothing yet.</p>}>
        {(events) => (
          <ol class="timeline">
            {events.map(({ number, kind, at, actor }) => (
              <li key={number}>
                <strong>{words(kind)}</strong>{' '}
                <span class="small soft">
                  {actor?.displayName ?? 'the platform'}, {momentOf(at)}
                </span>
              </li>
            ))}
          </ol>
        )}
      </List>
    </Card>
  );
}
