import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import {
  JoinOrganizationText,
  RequestResetText,
  ResetPasswordText,
  VerifyEmailText,
} from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Card, Page } from '../../ui/layout.tsx';
import { Problem } from '../../ui/states.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';

// What is done with a token that came by mail. It stands in the address, or is pasted.

export function ForgotPassword() {
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  const action = useAction(RequestResetText);
  return (
    <Page title="Forgot the password">
      <div class="narrow">
        <Card>
          {sent ? (
            <p class="hint" data-tone="good" role="status">
              If there is an account with this address, a mail is on its way. It has a token to set a new password with.{' '}
              <a href="/reset-password">I have the token</a>
            </p>
          ) : (
            <Form
              onSend={async () => {
                setSent((await action.run({ input: { email } })) !== undefined);
              }}
            >
              <TextField label="E-mail" type="email" autocomplete="email" required value={email} onText={setEmail} />
              {action.error && <Problem error={action.error} />}
              <Button type="submit" look="main" busy={action.busy}>
                Send me a token
              </Button>
            </Form>
          )}
        </Card>
      </div>
    </Page>
  );
}

export function ResetPassword() {
  const { query } = useLocation();
  const [token, setToken] = useState(query['token'] ?? '');
  const [newPassword, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const action = useAction(ResetPasswordText);
  return (
    <Page title="Set a new password">
      <div class="narrow">
        <Card>
          {done ? (
            <p class="hint" data-tone="good" role="status">
              The new password is set, and every session has ended. <a href="/sign-in">Sign in</a>
            </p>
          ) : (
            <Form
              onSend={async () => {
                setDone((await action.run({ input: { token, newPassword } })) !== undefined);
              }}
            >
              <TextField
                label="Token of the mail"
                autocomplete="one-time-code"
                required
                value={token}
                onText={setToken}
              />
              <TextField
                label="New password"
                type="password"
                autocomplete="new-password"
                required
                help="10 to 128 characters."
                wrong={issueOf(action.error, 'newPassword')}
                value={newPassword}
                onText={setPassword}
              />
              {action.error && <Problem error={action.error} />}
              <Button type="submit" look="main" busy={action.busy}>
                Set the password
              </Button>
            </Form>
          )}
        </Card>
      </div>
    </Page>
  );
}

export const VerifyEmail = () => {
  const action = useAction(VerifyEmailText);
  return (
    <ByToken
      title="Verify your e-mail"
      label="Verify"
      done="Your address is verified."
      busy={action.busy}
      error={action.error}
      onToken={async (token) => (await action.run({ input: { token } })) !== undefined}
    />
  );
};

export const Join = () => {
  const action = useAction(JoinOrganizationText);
  return (
    <SignedIn title="Join an organization">
      <ByToken
        title="Join an organization"
        label="Join"
        done="You are a member now."
        busy={action.busy}
        error={action.error}
        onToken={async (token) => (await action.run({ input: { token } })) !== undefined}
      />
    </SignedIn>
  );
};

interface ByTokenProps {
  readonly title: string;
  readonly label: string;
  readonly done: string;
  readonly busy: boolean;
  readonly error: Error | undefined;
  readonly onToken: (token: string) => Promise<boolean>;
}

function ByToken({ title, label, done, busy, error, onToken }: ByTokenProps) {
  const { query } = useLocation();
  const [token, setToken] = useState(query['token'] ?? '');
  const [isDone, setIsDone] = useState(false);
  return (
    <Page title={title}>
      <div class="narrow">
        <Card>
          {isDone ? (
            <div class="stack">
              <p class="hint" data-tone="good" role="status">
                {done}
              </p>
              <LinkButton href="/">To the market</LinkButton>
            </div>
          ) : (
            <Form
              onSend={async () => {
                setIsDone(await onToken(token));
              }}
            >
              <TextField
                label="Token of the mail"
                autocomplete="one-time-code"
                required
                value={token}
                onText={setToken}
              />
              {error && <Problem error={error} />}
              <Button type="submit" look="main" busy={busy}>
                {label}
              </Button>
            </Form>
          )}
        </Card>
      </div>
    </Page>
  );
}
