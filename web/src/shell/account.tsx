import { useEffect } from 'preact/hooks';
import { reconnect } from '../api/live.ts';
import { forgetSession, type Person, updatePerson } from '../api/session.ts';
import { useRead } from '../api/use-read.ts';
import { ask } from '../api/ask.ts';
import { SignOutText, WhoAmIText } from '../../operations.generated.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { ActFor } from './act-for.tsx';
import { Bell } from './bell.tsx';

export function Account({ person }: { readonly person: Person }) {
  const { data } = useRead(WhoAmIText, {});
  useEffect(() => {
    if (data) updatePerson({ displayName: data.me.displayName, roles: data.me.roles });
  }, [data]);
  return (
    <div class="row account">
      <ActFor />
      <Bell />
      <a class="button" data-look="plain" href="/account" aria-label={`Your account, ${person.displayName}`}>
        <Icon name="person" />
        <span class="account-name">{person.displayName}</span>
      </a>
      <Button look="plain" class="icon-button" aria-label="Sign out" onClick={() => void signOut()}>
        <Icon name="out" />
      </Button>
    </div>
  );
}

async function signOut(): Promise<void> {
  // Signed out here in any case; the session ends by itself where the server cannot be told.
  await ask(SignOutText, { input: {} }).catch(() => undefined);
  forgetSession();
  reconnect();
}
