import { useState } from 'preact/hooks';
import {
  RemovePhoneText,
  RequestPhoneCodeText,
  type SettingsPartsFragment,
  VerifyPhoneText,
} from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { clockOf, dayOf } from '../../lib/time.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Badge, Card } from '../../ui/layout.tsx';
import { Problem } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';

interface PhoneProps {
  readonly of: Pick<SettingsPartsFragment, 'phone' | 'textMessages'>;
  readonly onChanged: () => void;
}

/** The number that text messages go to, once one has proven to hold it. */
export const Phone = ({ of: { phone, textMessages }, onChanged }: PhoneProps) => (
  <Card title="Text messages">
    <div class="stack">
      {!textMessages && (
        <p class="hint">
          Text messages are not set up on this platform: what it would send stays in its files, and reaches no phone.
        </p>
      )}
      {phone == null ? (
        <p class="soft">They go to no number of yours.</p>
      ) : (
        <ul class="tape">
          <li>
            <span>
              <span class="num">{phone.number}</span> <Badge tone="good">Verified</Badge>
            </span>
            <ActButton text={RemovePhoneText} variables={{}} label="Remove the number" onDone={onChanged}>
              Remove
            </ActButton>
            <span class="small soft">Since {dayOf(phone.verifiedAt)}</span>
          </li>
        </ul>
      )}
      <Prove key={phone?.verifiedAt} isFirst={phone == null} onProven={onChanged} />
    </div>
  </Card>
);

interface ProveProps {
  readonly isFirst: boolean;
  readonly onProven: () => void;
}

type Sent = { readonly number: string; readonly expiresAt: string } | 'BEFORE' | undefined;

/** A number is named, and proven by the code that goes to it; the one of before stays until then. */
function Prove({ isFirst, onProven }: ProveProps) {
  const [sent, setSent] = useState<Sent>(undefined);
  const [number, setNumber] = useState('');
  const asking = useAction(RequestPhoneCodeText);
  if (sent !== undefined) return <Code sent={sent} onProven={onProven} onBack={() => setSent(undefined)} />;
  return (
    <Form
      onSend={async () => {
        const done = await asking.run({ input: { number } });
        if (done) setSent(done);
      }}
    >
      <TextField
        label={isFirst ? 'Your number' : 'Another number'}
        help="With its country, such as +41 44 668 18 00."
        type="tel"
        inputMode="tel"
        autocomplete="tel"
        required
        value={number}
        wrong={issueOf(asking.error, 'number')}
        onText={setNumber}
      />
      {asking.error && <Problem error={asking.error} />}
      <div class="actions">
        <Button onClick={() => setSent('BEFORE')}>I have a code</Button>
        <Button type="submit" busy={asking.busy} disabled={number.trim() === ''}>
          Send me a code
        </Button>
      </div>
    </Form>
  );
}

interface CodeProps {
  readonly sent: NonNullable<Sent>;
  readonly onProven: () => void;
  readonly onBack: () => void;
}

function Code({ sent, onProven, onBack }: CodeProps) {
  const [code, setCode] = useState('');
  const proving = useAction(VerifyPhoneText);
  return (
    <Form
      onSend={async () => {
        if (!(await proving.run({ input: { code: code.replaceAll(/\s/g, '') } }))) return;
        say('The number is verified.');
        onProven();
      }}
    >
      {sent !== 'BEFORE' && (
        <p>
          <span class="num">{sent.number}</span> <Badge tone="warn">Not verified yet</Badge>{' '}
          <span class="small soft">The code that goes to it counts until {clockOf(sent.expiresAt)}.</span>
        </p>
      )}
      <TextField
        label="Code of the text message"
        help="Six digits."
        inputMode="numeric"
        autocomplete="one-time-code"
        required
        value={code}
        wrong={issueOf(proving.error, 'code')}
        onText={setCode}
      />
      {proving.error && <Problem error={proving.error} />}
      <div class="actions">
        <Button disabled={proving.busy} onClick={onBack}>
          Back
        </Button>
        <Button type="submit" look="main" busy={proving.busy} disabled={code.trim() === ''}>
          Verify the number
        </Button>
      </div>
    </Form>
  );
}
