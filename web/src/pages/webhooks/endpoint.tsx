import { useState } from 'preact/hooks';
import {
  TestWebhookText,
  UpdateWebhookText,
  type WebhookPartsFragment,
  type WebhookStatus,
} from '../../../operations.generated.ts';
import { momentOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { Button } from '../../ui/button.tsx';
import { Badge, Card } from '../../ui/layout.tsx';
import { DeleteWebhook, NewSecret } from './end-dialogs.tsx';
import { ChangeWebhook } from './form-dialogs.tsx';
import { Log, useLog } from './log.tsx';

const TONES = {
  ACTIVE: 'good',
  PAUSED: 'warn',
  DISABLED: 'bad',
  DELETED: undefined,
} as const satisfies Record<WebhookStatus, string | undefined>;

interface EndpointProps {
  readonly of: WebhookPartsFragment;
  /** It is known to be so by now. */
  readonly onKnown: (webhook: WebhookPartsFragment) => void;
  readonly onGone: () => void;
}

/** One webhook: its state, what can be done with it, and its log where somebody looks at it. */
export function Endpoint({ of, onKnown, onGone }: EndpointProps) {
  const [isOpen, setOpen] = useState(false);
  const [dialog, setDialog] = useState<'change' | 'secret' | 'delete' | undefined>(undefined);
  const log = useLog(isOpen ? of.id : null, onKnown);
  const close = (): void => {
    setDialog(undefined);
  };
  const { id, url, description, status } = of;
  return (
    <Card
      title={description === '' ? new URL(url).host : description}
      actions={<Badge tone={TONES[status]}>{words(status)}</Badge>}
    >
      <div class="stack">
        <Facts of={of} />
        <div class="row">
          {status === 'ACTIVE' && (
            <ActButton
              text={TestWebhookText}
              variables={{ input: { webhookId: id } }}
              onDone={() => {
                setOpen(true);
                log.pages.reload();
              }}
            >
              Send a test
            </ActButton>
          )}
          <Button size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            What it was told
          </Button>
          <Button size="small" onClick={() => setDialog('change')}>
            Change
          </Button>
          <ActButton
            text={UpdateWebhookText}
            variables={{ input: { webhookId: id, paused: status === 'ACTIVE' } }}
            onDone={({ webhook }) => onKnown(webhook)}
          >
            {status === 'ACTIVE' ? 'Pause' : 'Resume'}
          </ActButton>
          <Button size="small" onClick={() => setDialog('secret')}>
            New secret
          </Button>
          <Button size="small" look="danger" onClick={() => setDialog('delete')}>
            Delete
          </Button>
        </div>
        {isOpen && <Log of={log} webhook={of} />}
      </div>
      {dialog === 'change' && <ChangeWebhook of={of} onKnown={onKnown} onClose={close} />}
      {dialog === 'secret' && <NewSecret of={of} onKnown={onKnown} onClose={close} />}
      {dialog === 'delete' && <DeleteWebhook of={of} onClose={close} onGone={onGone} />}
    </Card>
  );
}

function Facts({ of }: { readonly of: WebhookPartsFragment }) {
  const { url, triggers, status, statusReason, failingSince, lastDeliveredAt, previousSecretUntil } = of;
  const isTurning = previousSecretUntil != null && Date.parse(previousSecretUntil) > Date.now();
  return (
    <>
      {status === 'DISABLED' && (
        <p class="hint" data-tone="bad">
          It was switched off{statusReason != null && `: ${statusReason}`}. What happens meanwhile is not kept for it.
        </p>
      )}
      <dl class="pairs">
        <dt>Address</dt>
        <dd>
          <code>{url}</code>
        </dd>
        <dt>Hears of</dt>
        <dd>{triggers == null ? 'Everything' : triggers.map(words).join(', ')}</dd>
        <dt>Last took one</dt>
        <dd>{lastDeliveredAt == null ? 'Nothing yet' : momentOf(lastDeliveredAt)}</dd>
        {failingSince != null && (
          <>
            <dt>Fails</dt>
            <dd>Since {momentOf(failingSince)}</dd>
          </>
        )}
        {isTurning && (
          <>
            <dt>Old secret</dt>
            <dd>Signs too until {momentOf(previousSecretUntil)}</dd>
          </>
        )}
      </dl>
    </>
  );
}
