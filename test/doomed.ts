import { text } from 'node:stream/consumers';
import { openDyingWire } from './dying-wire.ts';

/** What a process that is to die at a step of its work is given, and says. See `openDoomed` for who gives it. */
export interface Doom<Given> {
  readonly given: Given;
  /** The database, over a wire on which every statement that leaves and every answer that comes is a step. */
  readonly databaseUrl: string;
  /** By which its sessions are known to the server. */
  readonly applicationName: string;
  /** A step of another kind. */
  readonly onStep: () => void;
  /** Waits until its turn has come, and counts steps from then on. Gives what is wished for this time. */
  readonly begin: () => Promise<unknown>;
  /** It came to the end of its work, and says how many steps it took. */
  readonly end: () => void;
}

/** How the sessions of the process with this id are named. */
export const nameOf = (pid: number | undefined): string => `doomed ${pid}`;

/** To be called first in a script for `openDoomed`. After the step at which it is to die it kills itself with SIGKILL. */
export async function readDoom<Given extends { databaseUrl: string }>(): Promise<Doom<Given>> {
  const given = JSON.parse(process.argv[2] ?? '') as Given;
  let [steps, dieAfter] = [-Infinity, Infinity];
  const onStep = (): void => {
    if (++steps === dieAfter) process.kill(process.pid, 'SIGKILL');
  };
  const wire = await openDyingWire(given.databaseUrl, onStep);
  return {
    given,
    databaseUrl: wire.url,
    applicationName: nameOf(process.pid),
    onStep,
    async begin() {
      const turn = JSON.parse(await text(process.stdin)) as { dieAfter: number; wish: unknown };
      [steps, dieAfter] = [0, turn.dieAfter];
      return turn.wish;
    },
    end() {
      process.stdout.write(String(steps));
      wire.close();
    },
  };
}
