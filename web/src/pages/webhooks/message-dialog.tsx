import { momentOf } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Table } from '../../ui/layout.tsx';
import { answerOf } from './answer.tsx';
import type { LoggedMessage } from './log.tsx';

interface MessageDialogProps {
  readonly of: LoggedMessage;
  readonly onClose: () => void;
}

/** A message as its receiver gets it, and each attempt to bring it there. */
export const MessageDialog = ({
  of: { type, webhookMessageId, createdAt, data, attempts },
  onClose,
}: MessageDialogProps) => (
  <Dialog title={type} wide onClose={onClose}>
    <dl class="pairs">
      <dt>
        <code>webhook-id</code>
      </dt>
      <dd>
        <code>{webhookMessageId}</code>
      </dd>
      <dt>Written</dt>
      <dd>{momentOf(createdAt)}</dd>
      {data != null && (
        <>
          <dt>
            <code>data</code>
          </dt>
          <dd>
            <code class="verbatim">{JSON.stringify(JSON.parse(data), null, 2)}</code>
          </dd>
        </>
      )}
    </dl>
    {attempts.length > 0 && (
      <Table
        caption="Attempts"
        rows={attempts}
        keyOf={({ at }) => at}
        columns={[
          {
            head: 'When',
            cell: ({ at }) => (
              <time class="nowrap" dateTime={at} title={at}>
                {momentOf(at)}
              </time>
            ),
          },
          { head: 'Answer', cell: answerOf },
          { head: 'Took', right: true, cell: ({ durationMs }) => `${durationMs} ms` },
        ]}
      />
    )}
    <div class="actions">
      <Button look="main" onClick={onClose}>
        Done
      </Button>
    </div>
  </Dialog>
);
