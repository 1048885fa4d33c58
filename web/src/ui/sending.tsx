import type { ComponentChildren } from 'preact';
import type { Action } from '../api/use-action.ts';
import { Button } from './button.tsx';
import { Problem } from './states.tsx';

interface SendingProps {
  readonly action: Pick<Action<object, never>, 'busy' | 'error' | 'unsure'>;
  /** Names what the button does, with its amount where it moves one. */
  readonly label: ComponentChildren;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSend: () => void | Promise<void>;
  readonly onBack?: () => void;
  readonly back?: string;
}

/**
 * The end of every form: what was refused and why, and the button. When no answer came it is not known what happened, so it says
 * that, and sends the very same again.
 */
export const Sending = ({ action, label, danger, disabled, onSend, onBack, back = 'Back' }: SendingProps) => (
  <>
    {action.error && <Problem error={action.error} />}
    {action.unsure && (
      <p class="hint">
        No answer came, so it is not known whether it was carried out. Send it again: it is carried out once at most.
      </p>
    )}
    <div class="actions">
      {onBack && (
        <Button disabled={action.busy} onClick={onBack}>
          {back}
        </Button>
      )}
      <Button
        look={danger ? 'danger' : 'main'}
        busy={action.busy}
        {...(disabled !== undefined && { disabled })}
        onClick={() => void onSend()}
      >
        {action.unsure ? 'Send again' : label}
      </Button>
    </div>
  </>
);
