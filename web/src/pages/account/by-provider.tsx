import { useEffect, useState } from 'preact/hooks';
import { LoginIdentityText, ProvidersText } from '../../../operations.generated.ts';
import { canUseProviders, leaveFor, takeReturned } from '../../api/provider-flow.ts';
import { carryOut } from '../../api/use-action.ts';
import { useRead } from '../../api/use-read.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/layout.tsx';
import { Problem } from '../../ui/states.tsx';
import { challengeIn, type EnterProps } from './entering.ts';

/** With an account elsewhere (OpenID Connect); nothing where the platform knows no provider. */
export function ByProvider({ onEnter, onFactor }: EnterProps) {
  const { data } = useRead(ProvidersText, {});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);
  useEffect(() => {
    const returned = takeReturned();
    if (returned instanceof Error) setError(returned);
    else if (returned) void enter(returned);
  }, []);

  async function enter(input: { readonly code: string; readonly verifier: string }): Promise<void> {
    setBusy(true);
    try {
      onEnter((await carryOut(LoginIdentityText, { input })).credentials);
    } catch (error) {
      const challenge = challengeIn(error);
      if (challenge === undefined) setError(error as Error);
      else onFactor(challenge);
    } finally {
      setBusy(false);
    }
  }

  const providers = canUseProviders ? (data?.identityProviders ?? []) : [];
  if (providers.length === 0 && !error) return null;
  return (
    <Card title="With an account elsewhere">
      <div class="stack">
        {error && <Problem error={error} />}
        <div class="row">
          {providers.map(({ name, label, startPath }) => (
            <Button key={name} busy={busy} onClick={() => leaveFor(startPath, '/sign-in')}>
              Sign in with {label}
            </Button>
          ))}
        </div>
      </div>
    </Card>
  );
}
