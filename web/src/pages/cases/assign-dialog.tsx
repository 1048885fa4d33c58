import { useState } from 'preact/hooks';
import { AssignCaseText, UsersText } from '../../../operations.generated.ts';
import { useAction } from '../../api/use-action.ts';
import { useRead } from '../../api/use-read.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Shown } from '../../ui/states.tsx';
import type { CaseDialogProps } from './case-actions.tsx';

/** Two people who have nothing to do with the project nor with each other; the database holds that, too. */
export function AssignDialog({ of, onClose, onDone }: CaseDialogProps) {
  const read = useRead(UsersText, { filterBy: { role: 'POAI_REVIEWER' } });
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const action = useAction(AssignCaseText);

  async function assign(): Promise<void> {
    const input = { caseId: of.id, reviewer: { userId: first }, technicalReviewer: { userId: second } };
    if (!(await action.run({ input }))) return;
    onClose();
    onDone();
  }

  return (
    <Dialog title="Assign the reviewers" locked={action.busy} onClose={onClose}>
      <p>Neither may have had a part in the project, and they must be two.</p>
      <Shown of={read} lines={2}>
        {({ users }) => {
          const people = users.edges.map(({ node }) => [node.id, `${node.displayName} (${node.username})`] as const);
          const options = [['', 'Choose'] as const, ...people];
          return (
            <div class="form-row">
              <SelectField
                label="Reviewer"
                help="Goes through all checks."
                value={first}
                options={options}
                onPick={setFirst}
              />
              <SelectField
                label="Technical reviewer"
                help="Reviews the review."
                value={second}
                options={options}
                wrong={first !== '' && first === second ? 'Another person than the reviewer.' : undefined}
                onPick={setSecond}
              />
            </div>
          );
        }}
      </Shown>
      <Sending
        action={action}
        label="Assign"
        disabled={first === '' || second === '' || first === second}
        onSend={() => void assign()}
      />
    </Dialog>
  );
}
