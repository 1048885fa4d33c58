import { useState } from 'preact/hooks';
import { ConfirmSessionText, type CredentialPartsFragment } from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Card, Page } from '../../ui/layout.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/states.tsx';

interface WithFactorProps {
  readonly challenge: string;
  readonly onEnter: (credentials: CredentialPartsFragment) => void;
  readonly onBack: () => void;
}

/** The second step of signing in: a code of the authenticator, or one of those that were kept for when it is lost. */
export function WithFactor({ challenge, onEnter, onBack }: WithFactorProps) {
  const [given, setGiven] = useState('');
  const [isLost, setLost] = useState(false);
  const action = useAction(ConfirmSessionText);

  async function confirm(): Promise<void> {
    const proof = isLost ? { recoveryCode: given.trim() } : { code: given.replaceAll(/\s/g, '') };
    const done = await action.run({ input: { challenge, ...proof } });
    if (done) onEnter(done.credentials);
  }

  return (
    <Page title="Second factor" lead="Your password was right. One more proof that it is you.">
      <div class="narrow">
        <Card>
          <Form onSend={confirm}>
            {isLost ? (
              <TextField
                label="Recovery code"
                help="One of those that you kept. Each serves once."
                autocomplete="off"
                required
                value={given}
                onText={setGiven}
              />
            ) : (
              <TextField
                label="Code of your authenticator"
                help="Six digits; a new one every 30 seconds."
                inputMode="numeric"
                autocomplete="one-time-code"
                required
                value={given}
                onText={setGiven}
              />
            )}
            {action.error && <Problem error={action.error} />}
            <Button type="submit" look="main" busy={action.busy}>
              Sign in
            </Button>
            <div class="row">
              <Button
                size="small"
                look="plain"
                onClick={() => {
                  setLost(!isLost);
                  setGiven('');
                }}
              >
                {isLost ? 'I have the authenticator' : 'I lost the authenticator'}
              </Button>
              <Button size="small" look="plain" onClick={onBack}>
                Begin anew
              </Button>
            </div>
          </Form>
        </Card>
      </div>
    </Page>
  );
}
