import { useState } from 'preact/hooks';
import type { PoaiCaseAction } from '../../../operations.generated.ts';
import { words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/layout.tsx';
import { AssignDialog } from './assign-dialog.tsx';
import { AttestDialog } from './attest-dialog.tsx';
import type { OfCase } from './case.tsx';
import { STEPS, type StepAction, StepDialog } from './step-dialog.tsx';

export interface CaseDialogProps {
  readonly of: OfCase;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** What is done to the case as a whole; checks and findings have their buttons beside them. */
type Act = StepAction | 'ASSIGN' | 'ATTEST';
const LABELS: Partial<Record<PoaiCaseAction, string>> = { ASSIGN: 'Assign the reviewers', ATTEST: 'Sign the proof' };
const isStep = (action: PoaiCaseAction): action is StepAction => action in STEPS;
const isAct = (action: PoaiCaseAction): action is Act => isStep(action) || action in LABELS;
const ENDS: ReadonlySet<PoaiCaseAction> = new Set(['REJECT', 'REVOKE']);

/** What the one who looks may do to the case now; nothing where it is the turn of others. */
export function CaseActions({ of, onDone }: Omit<CaseDialogProps, 'onClose'>) {
  const [open, setOpen] = useState<Act | undefined>(undefined);
  const acts = of.allowedActions.filter(isAct);
  if (acts.length === 0) return null;
  const close = (): void => {
    setOpen(undefined);
  };
  return (
    <Card title="Your turn">
      <div class="row">
        {acts.map((act) => (
          <Button key={act} look={ENDS.has(act) ? 'danger' : 'main'} onClick={() => setOpen(act)}>
            {isStep(act) ? STEPS[act].label : (LABELS[act] ?? words(act))}
          </Button>
        ))}
      </div>
      {open === 'ASSIGN' && <AssignDialog of={of} onClose={close} onDone={onDone} />}
      {open === 'ATTEST' && <AttestDialog of={of} onClose={close} onDone={onDone} />}
      {open !== undefined && isStep(open) && <StepDialog act={open} of={of} onClose={close} onDone={onDone} />}
    </Card>
  );
}
