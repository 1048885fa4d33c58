import { useState } from 'preact/hooks';
import {
  MyNotificationsText,
  NotificationReceivedText,
  type NotificationPartsFragment,
  ReadNotificationsText,
} from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { usePages } from '../../api/use-pages.ts';
import { useLive } from '../../api/use-read.ts';
import { momentOf } from '../../lib/time.ts';
import { unread } from '../../lib/unread.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Segments } from '../../ui/field.tsx';
import { Card, Page } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { Empty, Problem } from '../../ui/states.tsx';
import { Kind, placeOf } from './kinds.tsx';

export const Notifications = () => (
  <SignedIn title="Notifications">
    <MyNotifications />
  </SignedIn>
);

type Which = 'ALL' | 'UNREAD';

function MyNotifications() {
  const [which, setWhich] = useState<Which>('ALL');
  const pages = usePages(
    MyNotificationsText,
    { filterBy: which === 'UNREAD' ? { unread: true } : null },
    ({ myNotifications }) => myNotifications,
  );
  const reading = useAction(ReadNotificationsText);
  useLive(NotificationReceivedText, {}, pages.reload, pages.reload);
  const [newest] = pages.nodes;

  /** What came while one looked is not among them: it stays new. */
  async function read(input: {
    readonly untilId?: string;
    readonly notificationIds?: readonly string[];
  }): Promise<void> {
    const done = await reading.run({ input });
    if (!done) return;
    unread.value = done.unread;
    pages.reload();
  }

  return (
    <Page
      title="Notifications"
      lead="What concerns you, as it happens."
      actions={
        <>
          <LinkButton href="/notifications/settings">What you are told</LinkButton>
          <Segments
            label="Which"
            value={which}
            options={[
              ['ALL', 'All'],
              ['UNREAD', 'New'],
            ]}
            onPick={setWhich}
          />
        </>
      }
    >
      {reading.error && <Problem error={reading.error} />}
      <Card
        title={unread.value === 0 ? 'Nothing new' : `${unread.value} new`}
        actions={
          unread.value > 0 &&
          newest && (
            <Button size="small" busy={reading.busy} onClick={() => void read({ untilId: newest.id })}>
              Mark all as read
            </Button>
          )
        }
      >
        <List of={pages} empty={<NoNews />}>
          {(nodes) => (
            <ul class="news">
              {nodes.map((each) => (
                <Told key={each.id} of={each} onRead={() => void read({ notificationIds: [each.id] })} />
              ))}
            </ul>
          )}
        </List>
      </Card>
    </Page>
  );
}

const NoNews = () => (
  <Empty title="You have not been told anything yet.">Sales, payments and retirements appear here by themselves.</Empty>
);

interface ToldProps {
  readonly of: NotificationPartsFragment;
  readonly onRead: () => void;
}

function Told({ of, onRead }: ToldProps) {
  const { trigger, title, body, createdAt, readAt } = of;
  const place = placeOf(of);
  const isNew = readAt == null;
  return (
    <li class="told" data-new={isNew}>
      <Kind trigger={trigger} />
      <div class="told-text">
        <p class="strong">
          {isNew && <span class="hidden-visually">New: </span>}
          {place === undefined ? (
            title
          ) : (
            <a href={place} onClick={isNew ? onRead : undefined}>
              {title}
            </a>
          )}
        </p>
        <p class="soft">{body}</p>
      </div>
      <div class="told-end">
        <span class="small soft nowrap">{momentOf(createdAt)}</span>
        {isNew && (
          <Button size="small" look="plain" aria-label={`Mark as read: ${title}`} onClick={onRead}>
            Mark as read
          </Button>
        )}
      </div>
    </li>
  );
}
