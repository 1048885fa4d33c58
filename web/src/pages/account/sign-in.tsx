import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import {
  type CredentialPartsFragment,
  SignInText,
  SiweLoginText,
  SiweNonceText,
} from '../../../operations.generated.ts';
import { reconnect } from '../../api/live.ts';
import { keepSession, sessionNote } from '../../api/session.ts';
import { carryOut, useAction } from '../../api/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Card, Page } from '../../ui/layout.tsx';
import { Problem } from '../../ui/states.tsx';
import { addressOf, type BrowserWallet, signText } from '../../wallet/provider.ts';
import { ByProvider } from './by-provider.tsx';
import { challengeIn, type EnterProps } from './entering.ts';
import { WithFactor } from './with-factor.tsx';
import { WalletPicker } from '../../wallet/wallet-picker.tsx';

/** Where one wanted to go before; only ever a page of ours. */
const goalOf = ({ to = '/' }: Record<string, string>): string => (/^\/(?![/\\])/.test(to) ? to : '/');

export function SignIn() {
  const { route, query } = useLocation();
  const [challenge, setChallenge] = useState<string | undefined>(undefined);
  const enter = (credentials: CredentialPartsFragment): void => {
    keepSession(credentials);
    reconnect();
    route(goalOf(query), true);
  };
  if (challenge !== undefined) {
    return <WithFactor challenge={challenge} onEnter={enter} onBack={() => setChallenge(undefined)} />;
  }
  return (
    <Page title="Sign in">
      <div class="narrow stack">
        {sessionNote.value !== undefined && (
          <p class="hint" role="status">
            {sessionNote.value}
          </p>
        )}
        <ByPassword onEnter={enter} onFactor={setChallenge} />
        <ByProvider onEnter={enter} onFactor={setChallenge} />
        <ByWallet onEnter={enter} onFactor={setChallenge} />
        <p class="small">
          <a href="/sign-up">Open an account</a> · <a href="/forgot-password">Forgot the password?</a>
        </p>
      </div>
    </Page>
  );
}

function ByPassword({ onEnter, onFactor }: EnterProps) {
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const action = useAction(SignInText);
  const challenge = challengeIn(action.error);
  useEffect(() => {
    if (challenge !== undefined) onFactor(challenge);
  }, [challenge]);

  async function submit(): Promise<void> {
    const done = await action.run({ input: { login, password } });
    if (done) onEnter(done.credentials);
  }

  return (
    <Card>
      <Form onSend={submit}>
        <TextField label="User name or e-mail" autocomplete="username" required value={login} onText={setLogin} />
        <TextField
          label="Password"
          type="password"
          autocomplete="current-password"
          required
          value={password}
          onText={setPassword}
        />
        {action.error && <Problem error={action.error} />}
        <Button type="submit" look="main" busy={action.busy}>
          Sign in
        </Button>
      </Form>
    </Card>
  );
}

/** With an address that is linked to an account: the wallet signs a message of EIP-4361 that serves once. */
function ByWallet({ onEnter, onFactor }: EnterProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);

  async function enter(wallet: BrowserWallet): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const address = await addressOf(wallet);
      const { challenge } = await carryOut(SiweNonceText, { input: { address } });
      const message = challenge.message ?? '';
      const signature = await signText(wallet, address, message);
      onEnter((await carryOut(SiweLoginText, { input: { message, signature } })).credentials);
    } catch (error) {
      const challenge = challengeIn(error);
      if (challenge === undefined) setError(error as Error);
      else onFactor(challenge);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Card title="With your wallet">
      <div class="stack">
        <p class="small soft">
          Sign a message with an address that you have linked to your account. It costs nothing and moves nothing.
        </p>
        {error && <Problem error={error} />}
        <WalletPicker label={(name) => `Sign in with ${name}`} busy={busy} onPick={(wallet) => void enter(wallet)} />
      </div>
    </Card>
  );
}
