import { useEffect, useState } from 'preact/hooks';
import { askHealth } from './send.ts';

/** What /ready says of the process that answers: each of its passes, and how long ago it last ended well. */
export interface Ready {
  readonly ready: boolean;
  readonly notReady: readonly string[];
  readonly outbox: { readonly ready: boolean; readonly lagMs: number };
  readonly workers: readonly { readonly name: string; readonly ready: boolean; readonly lagMs: number }[];
  readonly consumers?: readonly {
    readonly name: string;
    readonly lagMs?: number;
    readonly lagS?: number;
    readonly ready?: boolean;
  }[];
  readonly chainIntents?: { readonly counts: Readonly<Record<string, number>>; readonly oldestS: number };
}

const EVERY_MS = 5_000;

/** Looked at again and again while the page is open. */
export function useReady(): { readonly ready: Ready | undefined; readonly error: Error | undefined } {
  const [state, setState] = useState<{ readonly ready?: Ready; readonly error?: Error }>({});
  useEffect(() => {
    const leaving = new AbortController();
    const look = (): void => {
      askHealth<Ready>('/ready', leaving.signal).then(
        (ready) => {
          setState({ ready });
        },
        (error: unknown) => {
          if (!leaving.signal.aborted) setState(({ ready }) => ({ ...(ready && { ready }), error: error as Error }));
        },
      );
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => {
      leaving.abort();
      clearInterval(timer);
    };
  }, []);
  return { ready: state.ready, error: state.error };
}
