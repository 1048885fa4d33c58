import { useState } from 'preact/hooks';
import {
  type CasePartsFragment,
  CaseChangesText,
  CasesText,
  MyCasesText,
  type PoaiCaseStatus,
  PoaiCaseStatusValues,
} from '../../../operations.generated.ts';
import { me } from '../../api/session.ts';
import { type Pages, usePages } from '../../api/use-pages.ts';
import { useLive } from '../../api/use-read.ts';
import { agoOf, dayOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, Segments } from '../../ui/field.tsx';
import { Badge, Card, Page, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { KindField } from '../../ui/search.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { Empty } from '../../ui/states.tsx';
import { OpenCaseDialog } from './open-case-dialog.tsx';

export const Cases = () => (
  <SignedIn title="PoAI cases" roles={['POAI_REVIEWER', 'PROJECT_OWNER', 'PLATFORM_ADMIN']}>
    <Queue />
  </SignedIn>
);

const TONES: Partial<Record<PoaiCaseStatus, 'good' | 'warn' | 'bad' | 'info'>> = {
  APPROVED: 'good',
  CHANGES_REQUESTED: 'warn',
  REJECTED: 'bad',
  REVOKED: 'bad',
  SUBMITTED: 'info',
  ASSIGNED: 'info',
  IN_REVIEW: 'info',
  REVIEW_COMPLETE: 'info',
  TECHNICAL_REVIEW: 'info',
};

export const CaseState = ({ status }: { readonly status: PoaiCaseStatus }) => (
  <Badge tone={TONES[status]}>{words(status)}</Badge>
);

/** The cases that wait for somebody: one's own for who owns or reviews, all for who assigns and decides. */
function Queue() {
  const isDecider = me.value?.roles?.includes('PLATFORM_ADMIN') === true;
  const [which, setWhich] = useState<'MINE' | 'ALL'>(isDecider ? 'ALL' : 'MINE');
  const [status, setStatus] = useState<PoaiCaseStatus | ''>('');
  const [late, setLate] = useState(false);
  const [opening, setOpening] = useState(false);
  const filterBy = { statuses: status === '' ? null : [status], isOverdue: late || null };
  const mine = usePages(MyCasesText, which === 'MINE' ? { filterBy } : null, ({ myPoaiCases }) => myPoaiCases);
  const all = usePages(CasesText, which === 'ALL' ? { filterBy } : null, ({ poaiCases }) => poaiCases);
  const reload = which === 'MINE' ? mine.reload : all.reload;
  useLive(CaseChangesText, which === 'MINE' ? { mine: true } : {}, reload, reload);
  return (
    <Page
      title="PoAI cases"
      lead="Reviews by the Proof of Asset Integrity: what is checked, by whom, and what it came to."
      actions={
        <>
          <Segments
            label="Whose"
            value={which}
            options={[
              ['MINE', 'Mine'],
              ['ALL', isDecider ? 'All' : 'Public'],
            ]}
            onPick={setWhich}
          />
          {me.value?.roles?.includes('PROJECT_OWNER') === true && (
            <Button look="main" onClick={() => setOpening(true)}>
              Open a case
            </Button>
          )}
        </>
      }
    >
      <div class="card filters">
        <KindField kindLabel="How far" kinds={PoaiCaseStatusValues} kind={status} onKind={setStatus} />
        <div class="field-end">
          <CheckField checked={late} onCheck={setLate}>
            Only what is overdue
          </CheckField>
        </div>
      </div>
      <Card>{which === 'MINE' ? <CaseTable of={mine} /> : <CaseTable of={all} />}</Card>
      {opening && <OpenCaseDialog onClose={() => setOpening(false)} />}
    </Page>
  );
}

const CaseTable = <R,>({ of }: { readonly of: Pages<CasePartsFragment, R> }) => (
  <List
    of={of}
    empty={
      <Empty title="No case is like that.">
        It is opened by the owner of a project, here or on the page of the project.
      </Empty>
    }
  >
    {(cases) => (
      <Table
        caption="Cases"
        rows={cases}
        keyOf={({ id }) => id}
        columns={[
          {
            head: 'Project',
            cell: ({ id, project }) => <a href={`/cases/${encodeURIComponent(id)}`}>{project.name}</a>,
          },
          { head: 'How far', cell: ({ status }) => <CaseState status={status} /> },
          {
            head: 'Reviewers',
            cell: ({ reviewers }) => reviewers?.map(({ user }) => user.displayName).join(', ') || 'not assigned',
          },
          { head: 'Begun', cell: ({ createdAt }) => <span class="nowrap">{dayOf(createdAt)}</span> },
          { head: 'Due', cell: ({ dueAt, isOverdue }) => <Due at={dueAt} late={isOverdue} /> },
        ]}
      />
    )}
  </List>
);

const Due = ({ at, late }: { readonly at: string | null | undefined; readonly late: boolean }) => {
  if (at == null) return <span class="soft">nobody has to act</span>;
  return late ? <Badge tone="bad">{agoOf(at)}</Badge> : <span class="nowrap">{agoOf(at)}</span>;
};
