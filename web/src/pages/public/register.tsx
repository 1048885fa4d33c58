import { useState } from 'preact/hooks';
import {
  RetirementRegisterText,
  type RetirementReason,
  RetirementReasonValues,
  RetirementSumsText,
} from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { useRead } from '../../api/use-read.ts';
import { Bars } from '../../charts/bars.tsx';
import { count, tonnes } from '../../lib/money.ts';
import { dayOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Badge, Card, Figure, Page, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Search } from '../../ui/search.tsx';
import { Empty, Shown } from '../../ui/states.tsx';

/** Everything that was used up for good, for everybody to see. */
export function Register() {
  const [beneficiary, setBeneficiary] = useState('');
  const [reason, setReason] = useState<RetirementReason | ''>('');
  const filterBy = { beneficiary: beneficiary || null, reasons: reason === '' ? null : [reason] };
  return (
    <Page
      title="Retired"
      lead="The public register of what was used up for ever: by whom, for what, and with which proof."
    >
      <Search
        label="Beneficiary"
        onSearch={setBeneficiary}
        kindLabel="Reason"
        kinds={RetirementReasonValues}
        kind={reason}
        onKind={setReason}
      />
      <Sums filterBy={filterBy} />
      <Retirements filterBy={filterBy} />
    </Page>
  );
}

interface OfFilter {
  readonly filterBy: { readonly beneficiary: string | null; readonly reasons: RetirementReason[] | null };
}

function Sums({ filterBy }: OfFilter) {
  const sums = useRead(RetirementSumsText, { filterBy });
  return (
    <Shown of={sums} lines={3}>
      {({ retirementTotals }) => (
        <>
          <div class="figures card">
            <Figure label="Retired for good" value={tonnes(retirementTotals.quantity)} />
            <Figure label="Retirements" value={count(retirementTotals.retirements)} />
            <Figure label="Beneficiaries" value={count(retirementTotals.beneficiaries)} />
            <Figure label="Projects" value={count(retirementTotals.projects)} />
          </div>
          {retirementTotals.byProject.length > 1 && (
            <Card title="By project">
              <Bars
                label="Tonnes retired by project"
                bars={retirementTotals.byProject.map(({ project, quantity }) => ({
                  name: project.name,
                  value: Number(quantity),
                  text: tonnes(quantity),
                  href: `/projects/${encodeURIComponent(project.id)}`,
                }))}
              />
            </Card>
          )}
        </>
      )}
    </Shown>
  );
}

function Retirements({ filterBy }: OfFilter) {
  const pages = usePages(RetirementRegisterText, { filterBy }, ({ retirements }) => retirements);
  return (
    <Card title="Retirements">
      <List of={pages} empty={<Empty title="Nothing like that was retired and is final." />}>
        {(rows) => (
          <Table
            caption="Retirements"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                head: 'When',
                cell: ({ retiredAt }) => <span class="nowrap">{retiredAt == null ? '' : dayOf(retiredAt)}</span>,
              },
              { head: 'For', cell: ({ beneficiary: who }) => who?.name ?? <Badge>Private</Badge> },
              {
                head: 'Of',
                cell: ({ project, batch }) =>
                  project ? (
                    <a href={`/projects/${encodeURIComponent(project.id)}`}>
                      {project.name}
                      {batch ? `, ${batch.vintage}` : ''}
                    </a>
                  ) : (
                    'CARBON'
                  ),
              },
              { head: 'Reason', cell: ({ reason: why }) => words(why) },
              { head: 'Tonnes', right: true, cell: ({ quantity }) => tonnes(quantity) },
              {
                head: 'Certificate',
                cell: ({ certificate }) =>
                  certificate?.url == null ? '' : <a href={new URL(certificate.url, location.href).pathname}>Open</a>,
              },
            ]}
          />
        )}
      </List>
    </Card>
  );
}
