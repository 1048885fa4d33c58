import type { Logger } from 'pino';
import type { Database } from '../db/client.ts';
import { openLeaderLocks } from '../db/leader-locks.ts';
import type { Pass } from './keep.ts';

export interface Leaders {
  /** The pass, which does nothing while another process does it. Give all of them before the first runs. */
  guard(pass: Pass): Pass;
  /** What this process leads just now. */
  readonly led: ReadonlySet<string>;
  /** Lets others lead at once. */
  stop(): Promise<void>;
}

/** A lock that was lost is noticed within this time, and one that is free taken. */
const LOOK_EVERY_MS = 1_000;

/**
 * Passes that only one process does at a time: the one that holds the lock of their name. What such a pass does must be
 * harmless also if two do it for a moment, since a process learns a little late that it lost its connection.
 */
export function createLeaders(db: Database, log: Logger): Leaders {
  const locks = openLeaderLocks(db);
  const names: string[] = [];
  let led: ReadonlySet<string> = new Set();
  let looking: Promise<void> | undefined;
  let lookedAt = -Infinity;
  let stopped = false;

  async function look(): Promise<void> {
    const held = new Set(await locks.hold(names));
    const [gained, lost] = [held.difference(led), led.difference(held)];
    if (gained.size > 0) log.info({ passes: [...gained] }, 'this process leads');
    if (lost.size > 0) log.warn({ passes: [...lost] }, 'this process leads no more');
    led = held;
    lookedAt = performance.now();
  }

  return {
    guard(pass) {
      names.push(pass.name);
      return {
        ...pass,
        run: async (stopping) => {
          if (performance.now() - lookedAt > LOOK_EVERY_MS && !stopped) {
            // Many passes ask; one of them looks.
            looking ??= look().finally(() => {
              looking = undefined;
            });
            await looking;
          }
          return led.has(pass.name) ? pass.run(stopping) : false;
        },
      };
    },
    get led() {
      return led;
    },
    async stop() {
      stopped = true;
      await looking;
      led = new Set();
      await locks.close();
    },
  };
}
