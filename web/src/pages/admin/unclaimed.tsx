import { UnclaimedText } from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { amount } from '../../lib/money.ts';
import { momentOf } from '../../lib/time.ts';
import { shortened, words } from '../../lib/words.ts';
import { Badge, Card, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';

/** What reached the custody from addresses that nobody has linked. */
export function Unclaimed() {
  const pages = usePages(UnclaimedText, {}, ({ unclaimedDeposits }) => unclaimedDeposits);
  return (
    <Card title="Unclaimed deposits over the chain">
      <List of={pages} lines={2} empty={<p class="soft">Everything that came belongs to somebody.</p>}>
        {(rows) => (
          <Table
            caption="Unclaimed deposits"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { head: 'When', cell: ({ blockTime }) => <span class="nowrap">{momentOf(blockTime)}</span> },
              { head: 'From', cell: ({ sender }) => <code title={sender}>{shortened(sender)}</code> },
              { head: 'Amount', right: true, cell: (row) => amount(row.amount, row.asset) },
              { head: 'Transaction', cell: ({ txHash }) => <code title={txHash}>{shortened(txHash)}</code> },
              { head: 'How sure', cell: ({ finality }) => <Badge>{words(finality)}</Badge> },
            ]}
          />
        )}
      </List>
    </Card>
  );
}
