import { useState } from 'preact/hooks';
import {
  DeleteWebhookText,
  RotateWebhookSecretText,
  type WebhookPartsFragment,
} from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Sending } from '../../ui/sending.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { say } from '../../ui/toasts.tsx';

const OVERLAP_HOURS = '24';

interface NewSecretProps {
  readonly of: WebhookPartsFragment;
  readonly onKnown: (webhook: WebhookPartsFragment) => void;
  readonly onClose: () => void;
}

/** Another secret; the one before serves a while, so that no message is refused while a program changes over. */
export function NewSecret({ of, onKnown, onClose }: NewSecretProps) {
  const [hours, setHours] = useState(OVERLAP_HOURS);
  const [secret, setSecret] = useState<string | undefined>(undefined);
  const action = useAction(RotateWebhookSecretText);
  if (secret !== undefined) {
    return (
      <ShownOnce title="The new secret" secret={secret} onClose={onClose}>
        Give it to your program before the old one ends.
      </ShownOnce>
    );
  }
  return (
    <Dialog title="A new secret?" locked={action.busy} onClose={onClose}>
      <p>Until the time is over, messages carry two signatures: by the new secret and by the old one.</p>
      <TextField
        label="Both sign for"
        unit="hours"
        help="At most a week. 0 ends the old one at once."
        inputMode="numeric"
        autocomplete="off"
        value={hours}
        wrong={issueOf(action.error, 'overlapHours')}
        onText={setHours}
      />
      <Sending
        action={action}
        label="Make a new secret"
        disabled={!/^\d{1,3}$/.test(hours.trim())}
        onSend={async () => {
          const done = await action.run({ input: { webhookId: of.id, overlapHours: Number(hours) } });
          if (!done) return;
          onKnown(done.webhook);
          setSecret(done.secret);
        }}
      />
    </Dialog>
  );
}

interface DeleteWebhookProps {
  readonly of: WebhookPartsFragment;
  readonly onClose: () => void;
  readonly onGone: () => void;
}

export function DeleteWebhook({ of: { id, url }, onClose, onGone }: DeleteWebhookProps) {
  const action = useAction(DeleteWebhookText);
  return (
    <Dialog title="Delete this webhook?" locked={action.busy} onClose={onClose}>
      <p>
        <code>{url}</code> is told nothing more. What waits for it is not sent, and its log is gone.
      </p>
      <Sending
        action={action}
        danger
        label="Delete it"
        back="Keep it"
        onBack={onClose}
        onSend={async () => {
          if (!(await action.run({ input: { webhookId: id } }))) return;
          say('The webhook is deleted.');
          onClose();
          onGone();
        }}
      />
    </Dialog>
  );
}
