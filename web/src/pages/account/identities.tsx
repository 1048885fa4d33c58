import { useEffect, useState } from 'preact/hooks';
import {
  LinkIdentityText,
  type MySecurityQuery,
  ProvidersText,
  UnlinkIdentityText,
} from '../../../operations.generated.ts';
import { canUseProviders, leaveFor, type Returned, takeReturned } from '../../api/provider-flow.ts';
import { useAction } from '../../api/use-action.ts';
import { useRead } from '../../api/use-read.ts';
import { dayOf } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Card } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Problem } from '../../ui/states.tsx';

interface IdentitiesProps {
  readonly of: MySecurityQuery['myIdentities'];
  readonly onChanged: () => void;
}

/** What waits for the proof that the account is one’s own. */
type Asked = { readonly link: Returned } | { readonly unlink: string };

/** Accounts elsewhere that sign in as oneself; nothing where the platform knows no provider. */
export function Identities({ of, onChanged }: IdentitiesProps) {
  const { data } = useRead(ProvidersText, {});
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  const [error, setError] = useState<Error | undefined>(undefined);
  useEffect(() => {
    const returned = takeReturned();
    if (returned instanceof Error) setError(returned);
    else if (returned) setAsked({ link: returned });
  }, []);
  const providers = canUseProviders ? (data?.identityProviders ?? []) : [];
  if (providers.length === 0 && of.length === 0 && !error) return null;
  return (
    <Card title="Sign in with others">
      <div class="stack">
        {error && <Problem error={error} />}
        <ul class="tape">
          {of.map(({ id, provider, email, createdAt, lastUsedAt }) => (
            <li key={id}>
              <span>
                {provider} {email != null && <span class="soft">({email})</span>}
              </span>
              <Button size="small" onClick={() => setAsked({ unlink: id })}>
                Unlink
              </Button>
              <span class="small soft">
                Linked {dayOf(createdAt)}, last used {dayOf(lastUsedAt)}
              </span>
            </li>
          ))}
        </ul>
        <div class="row">
          {providers.map(({ name, label, startPath }) => (
            <Button key={name} size="small" onClick={() => leaveFor(startPath, '/account')}>
              Link {label}
            </Button>
          ))}
        </div>
      </div>
      {asked && (
        <Proof
          asked={asked}
          onClose={() => {
            setAsked(undefined);
            onChanged();
          }}
        />
      )}
    </Card>
  );
}

/** An identity is linked and unlinked by who knows the password, or has lately proven a second factor. */
function Proof({ asked, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  const [password, setPassword] = useState('');
  const linking = useAction(LinkIdentityText);
  const unlinking = useAction(UnlinkIdentityText);
  const isLink = 'link' in asked;
  const action = isLink ? linking : unlinking;

  async function send(): Promise<void> {
    const done =
      'link' in asked
        ? await linking.run({ input: { ...asked.link, password: password || null } })
        : await unlinking.run({ input: { identityId: asked.unlink, password: password || null } });
    if (done) onClose();
  }

  return (
    <Dialog title={isLink ? 'Link this account?' : 'Unlink this account?'} locked={action.busy} onClose={onClose}>
      <p>{isLink ? 'It signs in as you from now on.' : 'It does not sign in as you any more.'}</p>
      <TextField
        label="Your password"
        type="password"
        autocomplete="current-password"
        help="Not needed if you gave a code of your authenticator a moment ago."
        value={password}
        onText={setPassword}
      />
      <Sending action={action} label={isLink ? 'Link' : 'Unlink'} danger={!isLink} onSend={send} />
    </Dialog>
  );
}
