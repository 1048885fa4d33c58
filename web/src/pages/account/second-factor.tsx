import { useEffect, useState } from 'preact/hooks';
import {
  DisableFactorText,
  EnableFactorText,
  type MySecurityQuery,
  PrepareFactorText,
  RenewRecoveryCodesText,
} from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { saveAs } from '../../lib/files.ts';
import { dayOf } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Badge, Card } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Loading, Problem } from '../../ui/states.tsx';

interface SecondFactorProps {
  readonly of: MySecurityQuery['mySecondFactor'];
  readonly onChanged: () => void;
}

/** An authenticator whose code is asked for beside the password. */
export function SecondFactor({ of: { enabledAt, recoveryCodesLeft }, onChanged }: SecondFactorProps) {
  const [open, setOpen] = useState<'enable' | 'disable' | 'renew' | undefined>(undefined);
  const close = (): void => {
    setOpen(undefined);
    onChanged();
  };
  const isOn = enabledAt != null;
  return (
    <Card title="Second factor" actions={isOn ? <Badge tone="good">On</Badge> : <Badge>Off</Badge>}>
      <div class="stack">
        <p class="small soft">
          {isOn
            ? `Since ${dayOf(enabledAt)}. ${recoveryCodesLeft} recovery codes are left.`
            : 'With it, a stolen password is not enough: signing in takes a code of your authenticator as well.'}
        </p>
        <div class="row">
          {isOn ? (
            <>
              <Button size="small" onClick={() => setOpen('renew')}>
                New recovery codes
              </Button>
              <Button size="small" look="danger" onClick={() => setOpen('disable')}>
                Turn it off
              </Button>
            </>
          ) : (
            <Button onClick={() => setOpen('enable')}>Turn it on</Button>
          )}
        </div>
      </div>
      {open === 'enable' && <Enable onClose={close} />}
      {open === 'disable' && <Disable onClose={close} />}
      {open === 'renew' && <Renew onClose={close} />}
    </Card>
  );
}

interface StepProps {
  readonly onClose: () => void;
}

function Enable({ onClose }: StepProps) {
  const preparing = useAction(PrepareFactorText);
  const enabling = useAction(EnableFactorText);
  const [prepared, setPrepared] = useState<{ readonly secret: string; readonly uri: string } | undefined>(undefined);
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const [codes, setCodes] = useState<readonly string[] | undefined>(undefined);
  useEffect(() => {
    void preparing.run({}).then(setPrepared);
  }, []);
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />;
  return (
    <Dialog title="Turn on the second factor" locked={enabling.busy} onClose={onClose}>
      {preparing.error && <Problem error={preparing.error} />}
      {!prepared && !preparing.error && <Loading lines={3} />}
      {prepared && (
        <>
          <p>
            <a href={prepared.uri}>Open your authenticator</a> on this device, or type this secret into it:
          </p>
          <p class="card" data-flat>
            <code>{prepared.secret.replaceAll(/(.{4})/g, '$1 ').trim()}</code>
          </p>
          <CodeField value={code} onText={setCode} />
          <TextField
            label="Your password"
            type="password"
            autocomplete="current-password"
            required
            value={password}
            onText={setPassword}
          />
          <Sending
            action={enabling}
            label="Turn it on"
            disabled={code.trim() === '' || password === ''}
            onSend={async () => {
              const done = await enabling.run({ input: { code: code.replaceAll(/\s/g, ''), password } });
              if (done) setCodes(done.recoveryCodes);
            }}
          />
        </>
      )}
    </Dialog>
  );
}

const CodeField = ({ value, onText }: { readonly value: string; readonly onText: (text: string) => void }) => (
  <TextField
    label="Code of your authenticator"
    help="Six digits."
    inputMode="numeric"
    autocomplete="one-time-code"
    required
    value={value}
    onText={onText}
  />
);

function Disable({ onClose }: StepProps) {
  const [code, setCode] = useState('');
  const action = useAction(DisableFactorText);
  return (
    <Dialog title="Turn off the second factor?" locked={action.busy} onClose={onClose}>
      <p>From then on whoever has your password can sign in as you.</p>
      <CodeField value={code} onText={setCode} />
      <Sending
        action={action}
        danger
        label="Turn it off"
        disabled={code.trim() === ''}
        onSend={async () => {
          if (await action.run({ input: { code: code.replaceAll(/\s/g, '') } })) onClose();
        }}
      />
    </Dialog>
  );
}

function Renew({ onClose }: StepProps) {
  const [code, setCode] = useState('');
  const [codes, setCodes] = useState<readonly string[] | undefined>(undefined);
  const action = useAction(RenewRecoveryCodesText);
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />;
  return (
    <Dialog title="New recovery codes" locked={action.busy} onClose={onClose}>
      <p>Those that you have do not serve any more.</p>
      <CodeField value={code} onText={setCode} />
      <Sending
        action={action}
        label="Make new ones"
        disabled={code.trim() === ''}
        onSend={async () => {
          const done = await action.run({ input: { code: code.replaceAll(/\s/g, '') } });
          if (done) setCodes(done.recoveryCodes);
        }}
      />
    </Dialog>
  );
}

const RecoveryCodes = ({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) => (
  <Dialog title="Keep these recovery codes" locked onClose={onClose}>
    <p>Each lets you in once where your authenticator is lost. They are shown this once.</p>
    <ul class="card figures" data-flat>
      {codes.map((code) => (
        <li key={code}>
          <code>{code}</code>
        </li>
      ))}
    </ul>
    <div class="actions">
      <Button onClick={() => saveAs(`${codes.join('\n')}\n`, 'text/plain', 'ecocoin-recovery-codes.txt')}>
        Save them
      </Button>
      <Button look="main" onClick={onClose}>
        I have them
      </Button>
    </div>
  </Dialog>
);
