import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process of the platform that is started again whenever it ends, as whatever runs it in production does. */
export interface Slot {
  readonly name: string;
  /** Where its API listens; undefined while it does not (yet), and for workers. */
  readonly url: string | undefined;
  readonly isUp: boolean;
  /** The process that runs just now. */
  readonly pid: number;
  kill(): void;
  /** Ends it for good, with SIGTERM, and waits; gives how it ended. */
  stop(): Promise<number | NodeJS.Signals>;
}

export interface SlotOptions {
  readonly name: string;
  /** `src/server.ts` or `src/worker.ts`. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** Hears of an end that nobody has asked for. */
  readonly onCrash: (what: string) => void;
}

const TAIL = 20;

export function openSlot({ name, file, env, onCrash }: SlotOptions): Slot {
  let ending: PromiseWithResolvers<number | NodeJS.Signals> | undefined;
  let running = launch();

  function launch() {
    const child = spawn(process.execPath, [file], { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const now = { child, url: undefined as string | undefined, isUp: false, killed: false };
    const tail: string[] = [];
    const keep = (line: string): void => {
      if (tail.push(line) > TAIL) tail.shift();
    };
    createInterface({ input: child.stderr }).on('line', keep);
    createInterface({ input: child.stdout }).on('line', (line) => {
      keep(line);
      if (!/"the API listens"|"the workers run"/.test(line)) return;
      now.url = (JSON.parse(line) as { url?: string }).url;
      now.isUp = true;
    });
    child.once('close', (code, signal) => {
      if (ending) {
        ending.resolve(signal ?? code ?? 0);
        return;
      }
      if (now.killed) running = launch();
      else onCrash(`${name} ended with ${signal ?? code}:\n${tail.join('\n')}`);
    });
    return now;
  }

  return {
    name,
    get url() {
      return running.url;
    },
    get isUp() {
      return running.isUp;
    },
    get pid() {
      return running.child.pid ?? 0;
    },
    kill() {
      running.killed = true;
      running.url = undefined;
      running.isUp = false;
      running.child.kill('SIGKILL');
    },
    async stop() {
      const { child } = running;
      if (child.exitCode !== null) return child.exitCode;
      ending ??= Promise.withResolvers();
      child.kill('SIGTERM');
      return ending.promise;
    },
  };
}
