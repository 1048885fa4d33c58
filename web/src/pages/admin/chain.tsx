import { useState } from 'preact/hooks';
import {
  CancelIntentText,
  IntentChangesText,
  IntentsText,
  type IntentsQuery,
  RetryIntentText,
} from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive } from '../../api/use-read.ts';
import { momentOf } from '../../lib/time.ts';
import { shortened, words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { AreaField } from '../../ui/field.tsx';
import { Badge, Card, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Empty, Problem } from '../../ui/states.tsx';
import { Admin } from './admin.tsx';

type Intent = IntentsQuery['chainIntents']['edges'][number]['node'];

const TONES = {
  FINALIZED: 'good',
  MINED: 'good',
  BROADCAST: 'info',
  PREPARED: 'info',
  FAILED: 'bad',
  DROPPED: 'bad',
  ORPHANED: 'bad',
} as const;

/** What the platform itself sends to the chain. */
export function ChainIntents() {
  const pages = usePages(IntentsText, {}, ({ chainIntents }) => chainIntents);
  const [ending, setEnding] = useState<Intent | undefined>(undefined);
  useLive(IntentChangesText, {}, pages.reload, pages.reload);
  return (
    <Admin
      title="Transactions of the platform"
      lead="What the platform sends to the chain in its own name, and how far each is."
    >
      <Card>
        <List of={pages} empty={<Empty title="Nothing was sent yet." />}>
          {(rows) => (
            <Table
              caption="Transactions of the platform"
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                { head: 'Since', cell: ({ createdAt }) => <span class="nowrap">{momentOf(createdAt)}</span> },
                { head: 'What', cell: ({ kind }) => words(kind) },
                {
                  head: 'How far',
                  cell: ({ status, waitingFor, errorText }) => (
                    <>
                      <Badge tone={TONES[status as keyof typeof TONES]}>{words(status)}</Badge>
                      {(errorText ?? waitingFor) != null && <p class="small soft">{errorText ?? waitingFor}</p>}
                    </>
                  ),
                },
                {
                  head: 'Transaction',
                  cell: ({ txHash }) => (txHash == null ? '' : <code title={txHash}>{shortened(txHash)}</code>),
                },
                { head: 'Tries', right: true, cell: ({ tries }) => tries },
                {
                  head: 'Do',
                  cell: (intent) => <Acts intent={intent} onChanged={pages.reload} onCancel={setEnding} />,
                },
              ]}
            />
          )}
        </List>
      </Card>
      {ending && (
        <CancelDialog
          intent={ending}
          onClose={() => {
            setEnding(undefined);
            pages.reload();
          }}
        />
      )}
    </Admin>
  );
}

interface ActsProps {
  readonly intent: Intent;
  readonly onChanged: () => void;
  readonly onCancel: (intent: Intent) => void;
}

function Acts({ intent, onChanged, onCancel }: ActsProps) {
  const retrying = useAction(RetryIntentText);
  return (
    <>
      <span class="row">
        {intent.allowedActions.includes('RETRY') && (
          <Button
            size="small"
            busy={retrying.busy}
            onClick={async () => {
              if (await retrying.run({ input: { intentId: intent.id } })) onChanged();
            }}
          >
            Retry
          </Button>
        )}
        {intent.allowedActions.includes('CANCEL') && (
          <Button size="small" look="danger" onClick={() => onCancel(intent)}>
            Cancel
          </Button>
        )}
      </span>
      {retrying.error && <Problem error={retrying.error} />}
    </>
  );
}

function CancelDialog({ intent: { id, kind }, onClose }: { readonly intent: Intent; readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const action = useAction(CancelIntentText);
  return (
    <Dialog title={`Cancel: ${words(kind).toLowerCase()}?`} locked={action.busy} onClose={onClose}>
      <p>One that is under way is replaced by an empty one, and may yet be mined before it.</p>
      <AreaField label="Why" required value={reason} onText={setReason} />
      <Sending
        action={action}
        danger
        label="Cancel it"
        disabled={reason.trim() === ''}
        onSend={async () => {
          if (await action.run({ input: { intentId: id, reason } })) onClose();
        }}
      />
    </Dialog>
  );
}
