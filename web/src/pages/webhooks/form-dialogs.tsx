import { useState } from 'preact/hooks';
import {
  CreateWebhookText,
  type NotificationTrigger,
  UpdateWebhookText,
  type WebhookPartsFragment,
} from '../../../operations.generated.ts';
import { type Action, issueOf, useAction } from '../../api/use-action.ts';
import { words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { Problem } from '../../ui/states.tsx';
import { TRIGGERS } from '../notifications/kinds.tsx';

interface Wish {
  readonly url: string;
  readonly description: string;
  /** Null: everything. */
  readonly triggers: readonly NotificationTrigger[] | null;
}

interface NewWebhookProps {
  readonly organizationId: string | null;
  readonly onClose: () => void;
}

export function NewWebhook({ organizationId, onClose }: NewWebhookProps) {
  const action = useAction(CreateWebhookText);
  const [secret, setSecret] = useState<string | undefined>(undefined);
  if (secret !== undefined) {
    return (
      <ShownOnce title="The secret of your webhook" secret={secret} onClose={onClose}>
        Your program checks with it that a message is ours; whoever else has it can write such messages.
      </ShownOnce>
    );
  }
  return (
    <WebhookForm
      title="New webhook"
      label="Make the webhook"
      begin={{ url: '', description: '', triggers: null }}
      action={action}
      onClose={onClose}
      onSend={async (wish) => {
        const done = await action.run({ input: { ...wish, organizationId } });
        if (done) setSecret(done.secret);
      }}
    />
  );
}

interface ChangeWebhookProps {
  readonly of: WebhookPartsFragment;
  readonly onKnown: (webhook: WebhookPartsFragment) => void;
  readonly onClose: () => void;
}

export function ChangeWebhook({ of, onKnown, onClose }: ChangeWebhookProps) {
  const action = useAction(UpdateWebhookText);
  return (
    <WebhookForm
      title="Change the webhook"
      label="Change it"
      begin={{ url: of.url, description: of.description, triggers: of.triggers ?? null }}
      action={action}
      onClose={onClose}
      onSend={async (wish) => {
        const done = await action.run({ input: { ...wish, webhookId: of.id } });
        if (!done) return;
        onKnown(done.webhook);
        onClose();
      }}
    />
  );
}

interface WebhookFormProps {
  readonly title: string;
  readonly label: string;
  readonly begin: Wish;
  readonly action: Pick<Action<object, never>, 'busy' | 'error'>;
  readonly onClose: () => void;
  readonly onSend: (wish: Wish) => Promise<void>;
}

function WebhookForm({ title, label, begin, action: { busy, error }, onClose, onSend }: WebhookFormProps) {
  const [url, setUrl] = useState(begin.url);
  const [description, setDescription] = useState(begin.description);
  const [triggers, setTriggers] = useState(begin.triggers);
  return (
    <Dialog title={title} wide locked={busy} onClose={onClose}>
      <Form onSend={() => onSend({ url, description, triggers })}>
        <TextField
          label="Address"
          help="It begins with https, on a host that everybody can reach."
          placeholder="https://example.org/hook"
          autocomplete="off"
          required
          value={url}
          wrong={issueOf(error, 'url')}
          onText={setUrl}
        />
        <TextField
          label="What you call it"
          autocomplete="off"
          maxLength={200}
          value={description}
          wrong={issueOf(error, 'description')}
          onText={setDescription}
        />
        <fieldset>
          <legend>What it hears of</legend>
          <div class="stack" data-gap="small">
            <CheckField checked={triggers === null} onCheck={(all) => setTriggers(all ? null : [])}>
              Everything, and what is yet to come
            </CheckField>
            {triggers && <Triggers of={triggers} onChange={setTriggers} />}
          </div>
        </fieldset>
        {error && <Problem error={error} />}
        <div class="actions">
          <Button type="submit" look="main" busy={busy} disabled={url.trim() === '' || triggers?.length === 0}>
            {label}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

interface TriggersProps {
  readonly of: readonly NotificationTrigger[];
  readonly onChange: (triggers: readonly NotificationTrigger[]) => void;
}

const Triggers = ({ of, onChange }: TriggersProps) => (
  <div class="filters">
    {TRIGGERS.map((trigger) => (
      <CheckField
        key={trigger}
        checked={of.includes(trigger)}
        onCheck={(on) => onChange(on ? [...of, trigger] : of.filter((each) => each !== trigger))}
      >
        {words(trigger)}
      </CheckField>
    ))}
  </div>
);
