import { reconnect } from '../api/live.ts';
import { forgetSession, type Person } from '../api/session.ts';
import { ask } from '../api/ask.ts';
import { SignOutText } from '../../operations.generated.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { ActFor } from './act-for.tsx';
import { Bell } from './bell.tsx';

export const Account = ({ person }: { readonly person: Person }) => (
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

async function signOut(): Promise<void> {
  // Signed out here in any case; the session ends by itself where the server cannot be told.
  await ask(SignOutText, { input: {} }).catch(() => undefined);
  forgetSession();
  reconnect();
}
