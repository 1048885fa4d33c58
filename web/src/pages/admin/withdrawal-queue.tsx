import { useState } from 'preact/hooks';
import {
  ApproveWithdrawalText,
  OpenWithdrawalsText,
  type OpenWithdrawalsQuery,
  RejectWithdrawalText,
} from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { usePages } from '../../api/use-pages.ts';
import { amount } from '../../lib/money.ts';
import { agoOf } from '../../lib/time.ts';
import { newKey, shortened } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { AreaField } from '../../ui/field.tsx';
import { Bill, Card, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Empty } from '../../ui/states.tsx';

type Withdrawal = OpenWithdrawalsQuery['openWithdrawals']['edges'][number]['node'];
interface Deciding {
  readonly withdrawal: Withdrawal;
  readonly to: 'APPROVE' | 'REJECT';
}

/** What waits for a decision, the oldest first. */
export function WithdrawalQueue() {
  const pages = usePages(OpenWithdrawalsText, {}, ({ openWithdrawals }) => openWithdrawals);
  const [deciding, setDeciding] = useState<Deciding | undefined>(undefined);
  return (
    <Card title="Withdrawals to decide">
      <List of={pages} lines={3} empty={<Empty title="Nothing waits." />}>
        {(rows) => (
          <Table
            caption="Withdrawals to decide"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { head: 'Asked', cell: ({ createdAt }) => <span class="nowrap">{agoOf(createdAt)}</span> },
              { head: 'Who', cell: ({ wallet }) => wallet.owner?.displayName ?? 'an organization' },
              { head: 'To', cell: ({ destination }) => <span title={destination}>{shortened(destination, 10)}</span> },
              { head: 'Amount', right: true, cell: (row) => amount(row.amount, row.asset) },
              {
                head: 'Do',
                cell: (withdrawal) => (
                  <span class="row">
                    {withdrawal.allowedActions.includes('APPROVE') && (
                      <Button size="small" look="main" onClick={() => setDeciding({ withdrawal, to: 'APPROVE' })}>
                        Approve
                      </Button>
                    )}
                    {withdrawal.allowedActions.includes('REJECT') && (
                      <Button size="small" look="danger" onClick={() => setDeciding({ withdrawal, to: 'REJECT' })}>
                        Reject
                      </Button>
                    )}
                  </span>
                ),
              },
            ]}
          />
        )}
      </List>
      {deciding && (
        <DecideDialog
          {...deciding}
          onClose={() => {
            setDeciding(undefined);
            pages.reload();
          }}
        />
      )}
    </Card>
  );
}

function DecideDialog({ withdrawal, to, onClose }: Deciding & { readonly onClose: () => void }) {
  const { id, asset, destination, wallet } = withdrawal;
  const [reason, setReason] = useState('');
  const [key] = useState(newKey);
  const approving = useAction(ApproveWithdrawalText);
  const rejecting = useAction(RejectWithdrawalText);
  const isApproved = to === 'APPROVE';
  const action = isApproved ? approving : rejecting;
  const sum = amount(withdrawal.amount, asset);

  async function decide(): Promise<void> {
    const done = isApproved
      ? await approving.run({ input: { withdrawalId: id, idempotencyKey: key } })
      : await rejecting.run({ input: { withdrawalId: id, idempotencyKey: key, reason } });
    if (done) onClose();
  }

  return (
    <Dialog
      title={isApproved ? 'Approve this withdrawal?' : 'Reject this withdrawal?'}
      locked={action.busy}
      onClose={onClose}
    >
      <Bill
        lines={[
          ['Of', wallet.owner?.displayName ?? 'an organization'],
          ['To', destination],
        ]}
        sum={[isApproved ? 'Is paid out' : 'Goes back to the wallet', sum]}
      />
      {!isApproved && <AreaField label="Why" help="The owner reads it." required value={reason} onText={setReason} />}
      <Sending
        action={action}
        danger={!isApproved}
        disabled={!isApproved && reason.trim() === ''}
        label={isApproved ? `Pay out ${sum}` : `Reject ${sum}`}
        onSend={() => void decide()}
      />
    </Dialog>
  );
}
