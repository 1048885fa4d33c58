import { useEffect, useState } from 'preact/hooks';
import {
  RetryWebhookMessageText,
  type WebhookLogQuery,
  WebhookLogText,
  type WebhookMessageStatus,
  type WebhookPartsFragment,
} from '../../../operations.generated.ts';
import { type Pages, usePages } from '../../api/use-pages.ts';
import { agoOf, momentOf } from '../../lib/time.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/field.tsx';
import { Badge, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { LastAnswer } from './answer.tsx';
import { MessageDialog } from './message-dialog.tsx';

type Logged = Extract<NonNullable<WebhookLogQuery['node']>, { readonly __typename: 'Webhook' }>;
export type LoggedMessage = Logged['messages']['edges'][number]['node'];
type Which = WebhookMessageStatus | 'ALL';

export interface LogOfWebhook {
  readonly pages: Pages<LoggedMessage, WebhookLogQuery>;
  readonly which: Which;
  readonly setWhich: (which: Which) => void;
}

const SOONEST_MS = 2_000;
const webhookOf = (data: WebhookLogQuery | undefined): Logged | undefined =>
  data?.node?.__typename === 'Webhook' ? data.node : undefined;

/**
 * The log of a webhook; null reads none. No event says that a message was sent: while one waits, the log is read again
 * after its next try, and how the webhook is then is handed on.
 */
export function useLog(id: string | null, onKnown: (webhook: WebhookPartsFragment) => void): LogOfWebhook {
  const [which, setWhich] = useState<Which>('ALL');
  const variables = id === null ? null : { id, status: which === 'ALL' ? null : which };
  const pages = usePages(WebhookLogText, variables, (data) => webhookOf(data)?.messages);
  const webhook = webhookOf(pages.first.data);
  useEffect(() => {
    if (webhook) onKnown(webhook);
  }, [webhook]);

  const edges = webhook?.messages.edges ?? [];
  const waits = id !== null && edges.some(({ node }) => node.status === 'WAITING');
  // To read it again would take away the pages that somebody asked for beyond the first.
  const isFirstPage = pages.nodes.length <= edges.length;
  useEffect(() => {
    if (!waits || !isFirstPage || webhook?.nextAttemptAt == null) return undefined;
    const inMs = Math.max(0, Date.parse(webhook.nextAttemptAt) - Date.now()) + SOONEST_MS;
    const timer = setTimeout(pages.reload, inMs);
    return () => {
      clearTimeout(timer);
    };
  }, [webhook, waits, isFirstPage]);
  return { pages, which, setWhich };
}

interface LogProps {
  readonly of: LogOfWebhook;
  readonly webhook: WebhookPartsFragment;
}

/** What a webhook was told, and what became of each message. */
export function Log({ of: { pages, which, setWhich }, webhook }: LogProps) {
  const [shown, setShown] = useState<LoggedMessage | undefined>(undefined);
  return (
    <div class="stack">
      <div class="row">
        <Segments
          label="Which messages"
          value={which}
          options={[
            ['ALL', 'All'],
            ['WAITING', WORDS.WAITING],
            ['DELIVERED', WORDS.DELIVERED],
            ['DEAD', WORDS.DEAD],
          ]}
          onPick={setWhich}
        />
      </div>
      <List of={pages} lines={3} empty={<p class="soft">No message is like that.</p>}>
        {(messages) => (
          <Table
            caption="What it was told"
            rows={messages}
            keyOf={({ id }) => id}
            columns={[
              { head: 'When', cell: ({ createdAt }) => <span class="nowrap">{momentOf(createdAt)}</span> },
              { head: 'What', cell: ({ type }) => <code>{type}</code> },
              { head: 'What became of it', cell: ({ status }) => <Outcome status={status} webhook={webhook} /> },
              { head: 'Attempts', right: true, cell: ({ attempts }) => attempts.length },
              { head: 'Answer', cell: ({ attempts }) => <LastAnswer of={attempts} /> },
              {
                head: 'Do',
                cell: (message) => <Acts of={message} onShow={setShown} onChanged={pages.reload} />,
              },
            ]}
          />
        )}
      </List>
      {shown && <MessageDialog of={shown} onClose={() => setShown(undefined)} />}
    </div>
  );
}

const WORDS: Record<WebhookMessageStatus, string> = { WAITING: 'Waiting', DELIVERED: 'Taken', DEAD: 'Given up' };
const TONES = { WAITING: 'info', DELIVERED: 'good', DEAD: 'bad' } as const;

interface OutcomeProps {
  readonly status: WebhookMessageStatus;
  readonly webhook: WebhookPartsFragment;
}

/** A webhook takes its messages one after the other, so when it is called next is when the first of them is tried. */
const Outcome = ({ status, webhook: { nextAttemptAt } }: OutcomeProps) => (
  <>
    <Badge tone={TONES[status]}>{WORDS[status]}</Badge>
    {status === 'WAITING' && (
      <p class="small soft">
        {nextAttemptAt == null
          ? 'until it is resumed'
          : Date.parse(nextAttemptAt) <= Date.now()
            ? 'in its turn, now'
            : `in its turn, next try ${agoOf(nextAttemptAt)}`}
      </p>
    )}
  </>
);

interface ActsProps {
  readonly of: LoggedMessage;
  readonly onShow: (message: LoggedMessage) => void;
  readonly onChanged: () => void;
}

const Acts = ({ of, onShow, onChanged }: ActsProps) => (
  <span class="row">
    <Button size="small" onClick={() => onShow(of)}>
      Details
    </Button>
    {of.status !== 'WAITING' && (
      <ActButton text={RetryWebhookMessageText} variables={{ input: { webhookMessageId: of.id } }} onDone={onChanged}>
        Send again
      </ActButton>
    )}
  </span>
);
