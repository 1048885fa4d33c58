import { useState } from 'preact/hooks';
import { ChangePasswordText } from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { plural } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Card } from '../../ui/layout.tsx';
import { Problem } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';

export function Password() {
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const action = useAction(ChangePasswordText);

  async function change(): Promise<void> {
    const done = await action.run({ input: { currentPassword, newPassword } });
    if (!done) return;
    setCurrent('');
    setNew('');
    say(`The password is changed; ${plural(done.endedSessions, 'other session')} ended.`);
  }

  return (
    <Card title="Password">
      <Form onSend={change}>
        <TextField
          label="Current password"
          type="password"
          autocomplete="current-password"
          required
          value={currentPassword}
          onText={setCurrent}
        />
        <TextField
          label="New password"
          type="password"
          autocomplete="new-password"
          required
          help="10 to 128 characters."
          wrong={issueOf(action.error, 'newPassword')}
          value={newPassword}
          onText={setNew}
        />
        {action.error && <Problem error={action.error} />}
        <div class="actions">
          <Button type="submit" busy={action.busy}>
            Change the password
          </Button>
        </div>
      </Form>
    </Card>
  );
}
