import { MyAccountText, MySecurityText } from '../../../operations.generated.ts';
import { useRead } from '../../api/use-read.ts';
import { dayOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Badge, Page } from '../../ui/layout.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { Shown } from '../../ui/states.tsx';
import { Addresses } from './addresses.tsx';
import { Identities } from './identities.tsx';
import { Keys } from './keys.tsx';
import { Password } from './password.tsx';
import { Profile } from './profile.tsx';
import { SecondFactor } from './second-factor.tsx';
import { Sessions } from './sessions.tsx';

export const Account = () => (
  <SignedIn title="Account">
    <MyAccount />
  </SignedIn>
);

function MyAccount() {
  const read = useRead(MyAccountText, {});
  const roles = read.data?.me.roles ?? [];
  return (
    <Page
      title="Account"
      lead={read.data ? `${read.data.me.username}, since ${dayOf(read.data.me.createdAt)}` : undefined}
      actions={roles.map((role) => (
        <Badge key={role} tone="info">
          {words(role)}
        </Badge>
      ))}
    >
      <Shown of={read} lines={8}>
        {({ me, mySessions }) => (
          <div class="split">
            <div class="stack" data-gap="large">
              <Profile person={me} onChanged={read.reload} />
              <Addresses />
              <Keys />
            </div>
            <div class="stack" data-gap="large">
              <Password />
              <Security />
              <Sessions sessions={mySessions.edges.map(({ node }) => node)} onChanged={read.reload} />
            </div>
          </div>
        )}
      </Shown>
    </Page>
  );
}

/** What protects the account beside the password. */
function Security() {
  const read = useRead(MySecurityText, {});
  return (
    <Shown of={read} lines={3}>
      {({ mySecondFactor, myIdentities }) => (
        <>
          <SecondFactor of={mySecondFactor} onChanged={read.reload} />
          <Identities of={myIdentities} onChanged={read.reload} />
        </>
      )}
    </Shown>
  );
}
