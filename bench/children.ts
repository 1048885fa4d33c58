import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A process of the benchmark that answers questions (see `answerParent`). */
export interface Child {
  readonly pid: number;
  ask<T>(verb: string, given?: unknown): Promise<T>;
  /** The first line of its output that holds this text. */
  line(text: string): Promise<string>;
  stop(): Promise<void>;
}

export interface ChildOptions {
  /** File, relative to the project. */
  readonly file: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
}

type Question = { readonly id: number; readonly verb: string; readonly given: unknown };
type Reply = { readonly id: number; readonly answer?: unknown; readonly failure?: string };

const ROOT = join(import.meta.dirname, '..');
const OUTPUT_LINES = 1_000;

/** Starts a process whose end is this one's too. */
export function startChild({ file, env = {}, execArgv = [] }: ChildOptions): Child {
  const child = fork(join(ROOT, file), {
    cwd: ROOT,
    env: { ...env },
    execArgv: [...execArgv],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  const lines: string[] = [];
  const seekers = new Set<() => void>();
  child.on('message', ({ id, answer, failure }: Reply) => {
    const asked = open.get(id);
    open.delete(id);
    if (failure === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(`${file}: ${failure}`));
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of open.values()) reject(new Error(`${file} ended with ${signal ?? code}`));
    for (const seek of seekers) seek();
  });
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (lines.push(line) > OUTPUT_LINES) lines.shift();
      for (const seek of seekers) seek();
    });
  }
  let count = 0;
  return {
    pid: child.pid ?? 0,
    async ask<T>(verb: string, given?: unknown) {
      const asked = Promise.withResolvers<unknown>();
      count += 1;
      open.set(count, asked);
      child.send({ id: count, verb, given } satisfies Question);
      return (await asked.promise) as T;
    },
    line: (text) =>
      new Promise((resolve, reject) => {
        const seek = (): void => {
          const line = lines.find((each) => each.includes(text));
          if (line === undefined && !hasEnded(child)) return;
          seekers.delete(seek);
          if (line === undefined) reject(new Error(`${file} ended: ${lines.slice(-5).join('\n')}`));
          else resolve(line);
        };
        seekers.add(seek);
        seek();
      }),
    async stop() {
      if (hasEnded(child)) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** In a child: answers the parent's questions by verb, and ends with the parent. */
export function answerParent(verbs: Readonly<Record<string, (given: never) => unknown>>): void {
  process.on('message', ({ id, verb, given }: Question) => {
    void (async () => {
      try {
        const act = verbs[verb];
        if (!act) throw new Error(`does not know ${verb}`);
        process.send?.({ id, answer: await act(given as never) } satisfies Reply);
      } catch (error) {
        process.send?.({
          id,
          failure: error instanceof Error ? (error.stack ?? error.message) : String(error),
        } satisfies Reply);
      }
    })();
  });
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
