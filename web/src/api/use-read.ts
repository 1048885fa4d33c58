import { useEffect, useRef, useState } from 'preact/hooks';
import type { Text } from '../../operations.generated.ts';
import { ask } from './ask.ts';
import { listen } from './live.ts';
import { me } from './session.ts';

export interface Read<R> {
  /** What was read last; it stays while it is read anew. */
  readonly data: R | undefined;
  readonly error: Error | undefined;
  readonly loading: boolean;
  /** Reads anew. */
  readonly reload: () => void;
  /** Changes what is shown by what is known for certain, such as an event. */
  readonly change: (to: (data: R) => R) => void;
}

/** Reads what a page shows, again whenever the variables or who is signed in change. `null` reads nothing. */
export function useRead<R, V>(text: Text<R, V>, variables: V | null): Read<R> {
  const key = variables === null ? null : `${me.value?.id ?? ''} ${text.length} ${JSON.stringify(variables)}`;
  const [state, setState] = useState<{ data?: R | undefined; error?: Error | undefined; loading: boolean }>({
    loading: key !== null,
  });
  const [turn, setTurn] = useState(0);
  const keyOfData = useRef<string | null>(null);

  useEffect(() => {
    if (key === null || variables === null) return undefined;
    const leaving = new AbortController();
    setState(({ data }) => ({ data, loading: true }));
    ask(text, variables, leaving.signal).then(
      (data) => {
        keyOfData.current = key;
        if (!leaving.signal.aborted) setState({ data, loading: false });
      },
      (error: unknown) => {
        if (leaving.signal.aborted) return;
        // What belongs to other variables, or to somebody else, is not shown below an error.
        const keep = keyOfData.current === key;
        setState(({ data }) => ({ data: keep ? data : undefined, error: error as Error, loading: false }));
      },
    );
    return () => {
      leaving.abort();
    };
  }, [key, turn]);

  return {
    data: state.data,
    error: state.error,
    loading: state.loading,
    reload: () => {
      setTurn((turn) => turn + 1);
    },
    change: (to) => {
      setState((state) => (state.data === undefined ? state : { ...state, data: to(state.data) }));
    },
  };
}

/** Listens as long as the page is there. `null` listens to nothing. */
export function useLive<R, V extends object>(
  text: Text<R, V>,
  variables: V | null,
  onEvent: (event: R) => void,
  onGap: () => void,
): void {
  const latest = useRef({ onEvent, onGap });
  latest.current = { onEvent, onGap };
  const key = variables === null ? null : JSON.stringify(variables);
  const who = me.value?.id;
  useEffect(() => {
    if (variables === null) return undefined;
    return listen(text, variables, {
      onEvent: (event) => {
        latest.current.onEvent(event);
      },
      onGap: () => {
        latest.current.onGap();
      },
    });
  }, [key, who]);
}
