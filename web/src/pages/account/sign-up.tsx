import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { RegisterText, SignInText } from '../../../operations.generated.ts';
import { reconnect } from '../../api/live.ts';
import { keepSession } from '../../api/session.ts';
import { carryOut, issueOf, useAction } from '../../api/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Card, Page } from '../../ui/layout.tsx';
import { Problem } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';

const EMPTY = { username: '', email: '', displayName: '', country: '', password: '', isSeller: false };

export function SignUp() {
  const { route } = useLocation();
  const [given, setGiven] = useState(EMPTY);
  const action = useAction(RegisterText);
  const set = (change: Partial<typeof EMPTY>): void => {
    setGiven({ ...given, ...change });
  };

  async function submit(): Promise<void> {
    const { displayName, country, ...rest } = given;
    const input = { ...rest, displayName: displayName || null, country: country || null };
    if (!(await action.run({ input }))) return;
    const { credentials } = await carryOut(SignInText, { input: { login: given.username, password: given.password } });
    keepSession(credentials);
    reconnect();
    say('Your account is open. A mail to verify your address is on its way.');
    route('/', true);
  }

  return (
    <Page title="Open an account" lead="With an account you can buy, sell and retire credits.">
      <div class="narrow">
        <Card>
          <Form onSend={submit}>
            <Fields given={given} set={set} error={action.error} />
            <CheckField checked={given.isSeller} onCheck={(isSeller) => set({ isSeller })}>
              I mean to sell credits, too
            </CheckField>
            {action.error && <Problem error={action.error} />}
            <Button type="submit" look="main" busy={action.busy}>
              Open the account
            </Button>
          </Form>
        </Card>
      </div>
    </Page>
  );
}

interface FieldsProps {
  readonly given: typeof EMPTY;
  readonly set: (change: Partial<typeof EMPTY>) => void;
  readonly error: Error | undefined;
}

const Fields = ({ given, set, error }: FieldsProps) => {
  const wrong = (name: keyof typeof EMPTY): string | undefined => issueOf(error, name);
  return (
    <>
      <TextField
        label="User name"
        autocomplete="username"
        required
        help="3 to 30 letters, digits or single . _ - between them."
        wrong={wrong('username')}
        value={given.username}
        onText={(username) => set({ username })}
      />
      <TextField
        label="E-mail"
        type="email"
        autocomplete="email"
        required
        wrong={wrong('email')}
        value={given.email}
        onText={(email) => set({ email })}
      />
      <TextField
        label="How you want to be called"
        autocomplete="name"
        wrong={wrong('displayName')}
        value={given.displayName}
        onText={(displayName) => set({ displayName })}
      />
      <TextField
        label="Country"
        help="Two letters, such as BR."
        maxLength={2}
        autocomplete="country"
        wrong={wrong('country')}
        value={given.country}
        onText={(country) => set({ country: country.toUpperCase() })}
      />
      <TextField
        label="Password"
        type="password"
        autocomplete="new-password"
        required
        help="10 to 128 characters; neither your name nor one of the commonest."
        wrong={wrong('password')}
        value={given.password}
        onText={(password) => set({ password })}
      />
    </>
  );
};
