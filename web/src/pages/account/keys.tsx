import { useState } from 'preact/hooks';
import { CreateKeyText, MyKeysText, RevokeKeyText, ScopesForKeysText } from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { usePages } from '../../api/use-pages.ts';
import { useRead } from '../../api/use-read.ts';
import { dayOf } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Badge, Card } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { Problem, Shown } from '../../ui/states.tsx';

const DAYS = 90;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Keys with which programs call in one’s name, within their scopes. */
export function Keys() {
  const pages = usePages(MyKeysText, {}, ({ myApiKeys }) => myApiKeys);
  const [making, setMaking] = useState(false);
  const revoking = useAction(RevokeKeyText);
  return (
    <Card
      title="API keys"
      actions={
        <Button size="small" onClick={() => setMaking(true)}>
          New key
        </Button>
      }
    >
      {revoking.error && <Problem error={revoking.error} />}
      <List of={pages} lines={2} empty={<p class="soft">No program has a key of yours.</p>}>
        {(keys) => (
          <ul class="tape">
            {keys.map(({ id, name, prefix, scopes, expiresAt, revokedAt, lastUsedAt }) => (
              <li key={id}>
                <span>
                  {name} <code class="soft">{prefix}…</code>
                </span>
                {revokedAt == null ? (
                  <Button
                    size="small"
                    busy={revoking.busy}
                    onClick={async () => {
                      if (await revoking.run({ input: { apiKeyId: id } })) pages.reload();
                    }}
                  >
                    Revoke
                  </Button>
                ) : (
                  <Badge>Revoked</Badge>
                )}
                <span class="soft small">
                  {scopes.join(', ')}; until {dayOf(expiresAt)}
                  {lastUsedAt == null ? ', never used' : `, last used ${dayOf(lastUsedAt)}`}
                </span>
              </li>
            ))}
          </ul>
        )}
      </List>
      {making && (
        <NewKey
          onClose={() => {
            setMaking(false);
            pages.reload();
          }}
        />
      )}
    </Card>
  );
}

function NewKey({ onClose }: { readonly onClose: () => void }) {
  const permissions = useRead(ScopesForKeysText, {});
  const [name, setName] = useState('');
  const [until, setUntil] = useState(inDays(DAYS));
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [token, setToken] = useState<string | undefined>(undefined);
  const action = useAction(CreateKeyText);

  async function make(): Promise<void> {
    const done = await action.run({ input: { name, scopes: [...scopes], expiresAt: new Date(until).toISOString() } });
    if (done) setToken(done.token);
  }

  if (token !== undefined) {
    return (
      <ShownOnce title="Your new key" secret={token} onClose={onClose}>
        Whoever has it acts in your name within its scopes.
      </ShownOnce>
    );
  }
  return (
    <Dialog title="New API key" wide locked={action.busy} onClose={onClose}>
      <Form onSend={make}>
        <div class="form-row">
          <TextField label="Name" required wrong={issueOf(action.error, 'name')} value={name} onText={setName} />
          <TextField
            label="Until"
            type="date"
            required
            wrong={issueOf(action.error, 'expiresAt')}
            value={until}
            onText={setUntil}
          />
        </div>
        <Shown of={permissions}>
          {({ permissions: all }) => (
            <fieldset>
              <legend>What it may do</legend>
              <div class="filters">
                {all
                  .filter(({ byApiKey }) => byApiKey)
                  .map(({ action: scope }) => (
                    <CheckField
                      key={scope}
                      checked={scopes.includes(scope)}
                      onCheck={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((each) => each !== scope))}
                    >
                      <code>{scope}</code>
                    </CheckField>
                  ))}
              </div>
            </fieldset>
          )}
        </Shown>
        {action.error && <Problem error={action.error} />}
        <div class="actions">
          <Button type="submit" look="main" busy={action.busy} disabled={scopes.length === 0 || name === ''}>
            Make the key
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
