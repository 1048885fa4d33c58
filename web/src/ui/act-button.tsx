import type { ComponentChildren } from 'preact';
import type { Text } from '../../operations.generated.ts';
import { type Done, useAction } from '../api/use-action.ts';
import { Button } from './button.tsx';
import { Problem } from './states.tsx';

interface ActButtonProps<R extends object, V> {
  readonly text: Text<R, V>;
  readonly variables: V;
  readonly onDone: (done: Done<R>) => void;
  /** Where what stands on it does not say of which row it is. */
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** A small button that carries something out at once; what was refused is said beside it. */
export function ActButton<R extends object, V>({ text, variables, onDone, label, children }: ActButtonProps<R, V>) {
  const action = useAction(text);
  return (
    <>
      <Button
        size="small"
        aria-label={label}
        busy={action.busy}
        onClick={async () => {
          const done = await action.run(variables);
          if (done) onDone(done);
        }}
      >
        {children}
      </Button>
      {action.error && <Problem error={action.error} />}
    </>
  );
}
