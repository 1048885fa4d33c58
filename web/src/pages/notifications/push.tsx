import { useState } from 'preact/hooks';
import { AddPushText, RemovePushText, type SettingsPartsFragment } from '../../../operations.generated.ts';
import { carryOut, useAction } from '../../api/use-action.ts';
import { canPush, subscribe } from '../../lib/push.ts';
import { dayOf } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/layout.tsx';
import { Problem } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';

interface PushProps {
  readonly of: SettingsPartsFragment['pushSubscriptions'];
  readonly pushKey: string | undefined;
  readonly onChanged: () => void;
}

/** Browsers that show notifications while no page is open. */
export const Push = ({ of, pushKey, onChanged }: PushProps) => {
  const removing = useAction(RemovePushText);
  return (
    <Card title="Browsers">
      <div class="stack">
        {of.length === 0 ? (
          <p class="soft">No browser of yours shows notifications while this page is closed.</p>
        ) : (
          <ul class="tape">
            {of.map(({ id, name, createdAt }) => (
              <li key={id}>
                <span>{name}</span>
                <Button
                  size="small"
                  aria-label={`Remove ${name}`}
                  onClick={async () => {
                    if (await removing.run({ input: { pushSubscriptionId: id } })) onChanged();
                  }}
                >
                  Remove
                </Button>
                <span class="small soft">Since {dayOf(createdAt)}</span>
              </li>
            ))}
          </ul>
        )}
        {removing.error && <Problem error={removing.error} />}
        <OptIn pushKey={pushKey} onChanged={onChanged} />
      </div>
    </Card>
  );
};

function OptIn({ pushKey, onChanged }: Pick<PushProps, 'pushKey' | 'onChanged'>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);
  if (pushKey === undefined) return <p class="small soft">This platform does not push to browsers.</p>;
  if (!canPush) return <p class="small soft">This browser cannot be pushed to, or only over https.</p>;

  async function optIn(key: string): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await carryOut(AddPushText, { input: { ...(await subscribe(key)), name: nameOfBrowser() } });
      say('This browser shows your notifications from now on.');
      onChanged();
    } catch (error) {
      setError(error as Error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      {error && <Problem error={error} />}
      <div class="actions">
        <Button busy={busy} onClick={() => optIn(pushKey)}>
          Show them in this browser
        </Button>
      </div>
    </>
  );
}

function nameOfBrowser(): string {
  const { userAgent } = navigator;
  const [browser = 'Browser'] = /Firefox|Edg|OPR|Chrome|Safari/.exec(userAgent) ?? [];
  const [system] = /Windows|Mac OS X|Android|iPhone|iPad|Linux/.exec(userAgent) ?? [];
  return system === undefined ? browser : `${browser} on ${system}`;
}
