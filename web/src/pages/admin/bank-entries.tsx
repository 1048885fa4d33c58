import { useState } from 'preact/hooks';
import { type BankLineStatus, BankEntriesText } from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { amount } from '../../lib/money.ts';
import { dayOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Segments } from '../../ui/field.tsx';
import { Badge, Card, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';

const WHICH = [
  ['UNMATCHED', 'Unmatched'],
  ['WAITING', 'Waiting'],
  ['MATCHED', 'Matched'],
  ['IGNORED', 'Ignored'],
] as const satisfies readonly (readonly [BankLineStatus, string])[];

/** Entries of the bank’s statements, first those that name no payment. */
export function BankEntries() {
  const [status, setStatus] = useState<(typeof WHICH)[number][0]>('UNMATCHED');
  const pages = usePages(BankEntriesText, { status }, ({ bankLines }) => bankLines);
  return (
    <Card
      title="Entries of the bank"
      actions={<Segments label="Which entries" value={status} options={WHICH} onPick={setStatus} />}
    >
      <List of={pages} lines={3} empty={<p class="soft">None of these.</p>}>
        {(rows) => (
          <Table
            caption="Entries of the bank"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { head: 'Booked', cell: ({ bookedOn }) => <span class="nowrap">{dayOf(bookedOn)}</span> },
              { head: 'From', cell: ({ counterparty }) => counterparty ?? 'unknown' },
              {
                head: 'Says',
                cell: ({ remittance, note }) => (
                  <>
                    {remittance}
                    {note != null && <p class="small soft">{note}</p>}
                  </>
                ),
              },
              { head: 'Amount', right: true, cell: (row) => amount(row.amount, row.currency) },
              { head: 'Standing', cell: ({ status: standing }) => <Badge>{words(standing)}</Badge> },
            ]}
          />
        )}
      </List>
    </Card>
  );
}
