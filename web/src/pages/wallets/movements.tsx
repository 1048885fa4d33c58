import {
  DepositChangesText,
  MyDepositsText,
  MyTransfersText,
  MyWithdrawalsText,
  WalletChangesText,
} from '../../../operations.generated.ts';
import { useLive } from '../../api/use-read.ts';
import { usePages } from '../../api/use-pages.ts';
import { amount } from '../../lib/money.ts';
import { momentOf } from '../../lib/time.ts';
import { shortened, words } from '../../lib/words.ts';
import { me } from '../../api/session.ts';
import { Badge, Card, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';

/** What is on its way in and out, and what was sent between people. */
export const Movements = () => (
  <>
    <Withdrawals />
    <ChainDeposits />
    <Transfers />
  </>
);

const TONES = {
  SETTLED: 'good',
  CREDITED: 'good',
  REJECTED: 'bad',
  FAILED: 'bad',
  REVERSED: 'bad',
  ORPHANED: 'bad',
} as const;
const toneOf = (status: string) => TONES[status as keyof typeof TONES] ?? 'info';

function Withdrawals() {
  const pages = usePages(MyWithdrawalsText, {}, ({ myWithdrawals }) => myWithdrawals);
  useLive(WalletChangesText, {}, pages.reload, pages.reload);
  if (pages.first.data && pages.nodes.length === 0) return null;
  return (
    <Card title="Withdrawals">
      <List of={pages} empty={null}>
        {(rows) => (
          <Table
            caption="Withdrawals"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { head: 'When', cell: ({ createdAt }) => momentOf(createdAt) },
              { head: 'To', cell: ({ destination }) => <span title={destination}>{shortened(destination, 10)}</span> },
              { head: 'Amount', right: true, cell: (row) => amount(row.amount, row.asset) },
              {
                head: 'How far',
                cell: ({ status, reason }) => (
                  <>
                    <Badge tone={toneOf(status)}>{words(status)}</Badge>
                    {reason != null && <p class="small soft">{reason}</p>}
                  </>
                ),
              },
            ]}
          />
        )}
      </List>
    </Card>
  );
}

function ChainDeposits() {
  const pages = usePages(MyDepositsText, {}, ({ myChainDeposits }) => myChainDeposits);
  useLive(DepositChangesText, {}, pages.reload, pages.reload);
  if (pages.first.data && pages.nodes.length === 0) return null;
  return (
    <Card title="Deposits over the chain">
      <List of={pages} empty={null}>
        {(rows) => (
          <Table
            caption="Deposits over the chain"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { head: 'When', cell: ({ blockTime }) => momentOf(blockTime) },
              { head: 'From', cell: ({ sender }) => <code title={sender}>{shortened(sender)}</code> },
              { head: 'Amount', right: true, cell: (row) => amount(row.amount, row.asset) },
              {
                head: 'How far',
                cell: ({ status, confirmations, confirmationsNeeded }) => (
                  <Badge tone={toneOf(status)}>
                    {status === 'PENDING' ? `${confirmations} of ${confirmationsNeeded} confirmations` : words(status)}
                  </Badge>
                ),
              },
            ]}
          />
        )}
      </List>
    </Card>
  );
}

function Transfers() {
  const pages = usePages(MyTransfersText, { organizationId: null }, ({ myTransfers }) => myTransfers);
  useLive(WalletChangesText, {}, pages.reload, pages.reload);
  if (pages.first.data && pages.nodes.length === 0) return null;
  return (
    <Card title="Sent and received">
      <List of={pages} empty={null}>
        {(rows) => (
          <Table
            caption="Sent and received"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { head: 'When', cell: ({ createdAt }) => momentOf(createdAt) },
              {
                head: 'With',
                cell: ({ sender, senderOrganization, recipient, recipientOrganization }) =>
                  sender?.id === me.value?.id
                    ? `to ${recipientOrganization?.legalName ?? recipient?.displayName ?? ''}`
                    : `from ${senderOrganization?.legalName ?? sender?.displayName ?? ''}`,
              },
              { head: 'Note', cell: ({ note }) => note },
              {
                head: 'Amount',
                right: true,
                cell: (row) => `${row.sender?.id === me.value?.id ? '−' : '+'}${amount(row.amount, row.asset)}`,
              },
            ]}
          />
        )}
      </List>
    </Card>
  );
}
