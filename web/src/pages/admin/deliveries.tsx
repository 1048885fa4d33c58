import { useState } from 'preact/hooks';
import {
  DeadWebhookMessagesText,
  DeliveriesText,
  type NotificationDeliveryChannel,
  type NotificationDeliveryStatus,
  RetryDeliveryText,
  RetryWebhookMessageText,
} from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { agoOf, momentOf } from '../../lib/time.ts';
import { shortened } from '../../lib/words.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Badge, Card, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Empty } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';
import { LastAnswer } from '../webhooks/answer.tsx';
import { Admin } from './admin.tsx';

/** What was given up, and the way to have it sent again. What it says stays its reader’s. */
export const Deliveries = () => (
  <Admin
    title="Deliveries"
    lead="What could not be delivered, to people and to webhooks. What is sent again has all of its attempts anew."
  >
    <ToPeople />
    <ToWebhooks />
  </Admin>
);

const STATUSES: readonly (readonly [NotificationDeliveryStatus, string])[] = [
  ['DEAD', 'Given up'],
  ['WAITING', 'Waiting'],
  ['SENT', 'Sent'],
  ['SKIPPED', 'Not wanted any more'],
];
const CHANNELS: readonly (readonly [NotificationDeliveryChannel, string])[] = [
  ['EMAIL', 'E-mail'],
  ['SMS', 'Text message'],
  ['PUSH', 'Push'],
];
const TONES = { DEAD: 'bad', WAITING: 'info', SENT: 'good', SKIPPED: undefined } as const;
const STATUS_WORDS = new Map(STATUSES);
const CHANNEL_WORDS = new Map(CHANNELS);

const Age = ({ of }: { readonly of: string }) => (
  <time class="nowrap" dateTime={of} title={momentOf(of)}>
    {agoOf(of)}
  </time>
);

function ToPeople() {
  const [status, setStatus] = useState<NotificationDeliveryStatus>('DEAD');
  const [channel, setChannel] = useState<NotificationDeliveryChannel | ''>('');
  const filterBy = { statuses: [status], channel: channel || null };
  const pages = usePages(DeliveriesText, { filterBy }, ({ notificationDeliveries }) => notificationDeliveries);
  return (
    <Card title="To people">
      <div class="stack">
        <div class="filters">
          <SelectField label="What became of it" value={status} options={STATUSES} onPick={setStatus} />
          <SelectField label="How" value={channel} options={[['', 'All'], ...CHANNELS]} onPick={setChannel} />
        </div>
        <List of={pages} lines={3} empty={<Empty title="No message is like that." />}>
          {(rows) => (
            <Table
              caption="Messages to people"
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                { head: 'Written', cell: ({ createdAt }) => <Age of={createdAt} /> },
                {
                  head: 'To',
                  cell: ({ user: { displayName, username } }) => (
                    <>
                      {displayName} <span class="soft small">{username}</span>
                    </>
                  ),
                },
                { head: 'How', cell: (row) => CHANNEL_WORDS.get(row.channel) },
                {
                  head: 'What became of it',
                  cell: ({ status: is, lastError, nextAttemptAt }) => (
                    <>
                      <Badge tone={TONES[is]}>{STATUS_WORDS.get(is)}</Badge>
                      {lastError != null && <p class="small soft">{lastError}</p>}
                      {nextAttemptAt != null && <p class="small soft">Next try {agoOf(nextAttemptAt)}</p>}
                    </>
                  ),
                },
                { head: 'Attempts', right: true, cell: ({ attempts }) => attempts },
                {
                  head: 'Do',
                  cell: ({ id, status: is }) =>
                    is === 'DEAD' && (
                      <ActButton
                        text={RetryDeliveryText}
                        variables={{ input: { notificationDeliveryId: id } }}
                        onDone={() => goesAgain(pages.reload)}
                      >
                        Send again
                      </ActButton>
                    ),
                },
              ]}
            />
          )}
        </List>
      </div>
    </Card>
  );
}

function ToWebhooks() {
  const pages = usePages(DeadWebhookMessagesText, {}, ({ deadWebhookMessages }) => deadWebhookMessages);
  return (
    <Card title="To webhooks">
      <List of={pages} lines={3} empty={<Empty title="No webhook has missed anything." />}>
        {(rows) => (
          <Table
            caption="Messages to webhooks that were given up"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { head: 'Written', cell: ({ createdAt }) => <Age of={createdAt} /> },
              { head: 'What', cell: ({ type }) => <code>{type}</code> },
              {
                head: 'webhook-id',
                cell: ({ webhookMessageId: id }) => <code title={id}>{shortened(id, 10)}</code>,
              },
              { head: 'Why', cell: ({ attempts }) => <LastAnswer of={attempts} /> },
              { head: 'Attempts', right: true, cell: ({ attempts }) => attempts.length },
              {
                head: 'Do',
                cell: ({ id }) => (
                  <ActButton
                    text={RetryWebhookMessageText}
                    variables={{ input: { webhookMessageId: id } }}
                    onDone={() => goesAgain(pages.reload)}
                  >
                    Send again
                  </ActButton>
                ),
              },
            ]}
          />
        )}
      </List>
    </Card>
  );
}

function goesAgain(reload: () => void): void {
  say('It is sent again.');
  reload();
}
