import type { Logger } from 'pino';

export interface Pass {
  readonly name: string;
  /** Pause after a pass that found nothing more to do. */
  readonly everyMs: number;
  /** Whether events of the outbox cut the pause short. */
  readonly onEvents?: boolean;
  /**
   * Does what is due now; true asks for another pass at once. Takes no input, may run at any time, is idempotent. A pass
   * that waits for the world outside gives up when `stopping` is aborted.
   */
  readonly run: (stopping: AbortSignal) => Promise<boolean | void>;
}

export interface Kept {
  readonly name: string;
  readonly everyMs: number;
  /** When a pass last ended well; the start counts as one. */
  readonly lastPassAt: Date;
  readonly lastError: string | undefined;
  /** Cuts the pause short. */
  wake(): void;
  /** Ends after the pass that is running. */
  stop(): Promise<void>;
}

/** Keeps a pass running: one at a time, with a pause between, through every failure. */
export function keep(pass: Pass, log: Logger): Kept {
  let lastPassAt = new Date();
  let lastError: string | undefined;
  const stopping = new AbortController();
  let woken = false;
  let wake = (): void => void (woken = true);

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pass.everyMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (woken || stopping.signal.aborted) wake();
    });

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      woken = false;
      wake = () => void (woken = true);
      let more: boolean | void = false;
      try {
        more = await pass.run(stopping.signal);
        lastPassAt = new Date();
        lastError = undefined;
      } catch (error) {
        lastError = error instanceof Error ? error.message : String(error);
        if (!stopping.signal.aborted) log.error({ err: error, worker: pass.name }, 'worker pass failed');
      }
      if (!more) await pause();
    }
  }

  const running = loop();
  return {
    name: pass.name,
    everyMs: pass.everyMs,
    get lastPassAt() {
      return lastPassAt;
    },
    get lastError() {
      return lastError;
    },
    wake: () => {
      wake();
    },
    async stop() {
      stopping.abort();
      wake();
      await running;
    },
  };
}
