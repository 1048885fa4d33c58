import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { SignInText } from '../../../operations.generated.ts';
import { askAs } from '../../api/send.ts';
import { reconnect } from '../../api/live.ts';
import { keepSession, sessionNote } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Card, Page } from '../../ui/layout.tsx';
import { Problem } from '../../ui/states.tsx';

/** Where one wanted to go before; only ever a page of ours. */
const goalOf = (query: Record<string, string>): string => {
  const { to = '/' } = query;
  return to.startsWith('/') && !to.startsWith('//') ? to : '/';
};

export function SignIn() {
  const { route, query } = useLocation();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);

  async function submit(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const { sessionLogin } = await askAs(SignInText, { input: { login, password } });
      if (sessionLogin.__typename !== 'SessionLoginPayload') throw new Error(sessionLogin.message);
      keepSession(sessionLogin.credentials);
      reconnect();
      route(goalOf(query), true);
    } catch (error) {
      setError(error as Error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Page title="Sign in">
      <div class="narrow stack">
        {sessionNote.value !== undefined && <p class="hint">{sessionNote.value}</p>}
        <Card>
          <form
            class="form"
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            <TextField label="User name or e-mail" autocomplete="username" required value={login} onText={setLogin} />
            <TextField
              label="Password"
              type="password"
              autocomplete="current-password"
              required
              value={password}
              onText={setPassword}
            />
            {error && <Problem error={error} />}
            <Button type="submit" look="main" busy={busy}>
              Sign in
            </Button>
          </form>
        </Card>
      </div>
    </Page>
  );
}
