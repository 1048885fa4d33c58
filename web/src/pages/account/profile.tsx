import { useState } from 'preact/hooks';
import { type MyAccountQuery, RequestVerificationText, UpdateProfileText } from '../../../operations.generated.ts';
import { updatePerson } from '../../api/session.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Badge, Card } from '../../ui/layout.tsx';
import { Problem } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';

interface ProfileProps {
  readonly person: MyAccountQuery['me'];
  readonly onChanged: () => void;
}

export function Profile({ person, onChanged }: ProfileProps) {
  const [displayName, setName] = useState(person.displayName);
  const [country, setCountry] = useState(person.country ?? '');
  const [isBuyer, setBuyer] = useState(person.isBuyer);
  const [isSeller, setSeller] = useState(person.isSeller);
  const action = useAction(UpdateProfileText);

  async function save(): Promise<void> {
    const done = await action.run({ input: { displayName, country: country || null, isBuyer, isSeller } });
    if (!done) return;
    updatePerson({ displayName: done.user.displayName });
    say('Saved.');
    onChanged();
  }

  return (
    <Card title="Profile">
      <Form onSend={save}>
        <Email person={person} />
        <div class="form-row">
          <TextField
            label="How you are called"
            required
            autocomplete="name"
            wrong={issueOf(action.error, 'displayName')}
            value={displayName}
            onText={setName}
          />
          <TextField
            label="Country"
            help="Two letters, such as BR."
            maxLength={2}
            wrong={issueOf(action.error, 'country')}
            value={country}
            onText={(text) => setCountry(text.toUpperCase())}
          />
        </div>
        <CheckField checked={isBuyer} onCheck={setBuyer}>
          I buy credits
        </CheckField>
        <CheckField checked={isSeller} onCheck={setSeller}>
          I sell credits
        </CheckField>
        {action.error && <Problem error={action.error} />}
        <div class="actions">
          <Button type="submit" look="main" busy={action.busy}>
            Save
          </Button>
        </div>
      </Form>
    </Card>
  );
}

function Email({ person: { email, emailVerified } }: { readonly person: MyAccountQuery['me'] }) {
  const action = useAction(RequestVerificationText);
  return (
    <div class="row">
      <span>{email}</span>
      {emailVerified ? (
        <Badge tone="good">Verified</Badge>
      ) : (
        <>
          <Badge tone="warn">Not verified</Badge>
          <Button
            size="small"
            busy={action.busy}
            onClick={async () => {
              if (await action.run({})) say('A mail is on its way.');
            }}
          >
            Send the mail again
          </Button>
          <a class="small" href="/verify-email">
            I have the token
          </a>
        </>
      )}
      {action.error && <Problem error={action.error} />}
    </div>
  );
}
