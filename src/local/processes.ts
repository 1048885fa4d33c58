import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process as the system lists it; `title` is its arguments joined by spaces, or what it calls itself. */
interface Listed {
  pid: number;
  title: string;
}

/** Pause between looks at a process that is about to start or to end. */
export const POLL_INTERVAL_MS = 10;

const run = promisify(execFile);

/** When a process began, in a form that only compares equal for the same process; undefined when it is gone. */
export async function beginningOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
    const [state = 'Z', ...started] = stdout.trim().split(/\s+/u);
    return state === '' || state.startsWith('Z') ? undefined : started.join(' ');
  }
  // proc_pid_stat(5): the name in brackets may hold anything, so count from the last bracket: state, ..., starttime.
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [state = 'X', ...fields] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  // The first thread can be a zombie while others still end: until the last one has, its files and ports are taken.
  const isOver = state === 'X' || (state === 'Z' && Number(fields[16]) <= 1);
  return line === '' || isOver ? undefined : fields[18];
}

/** False for a zombie too: nothing of it runs any more, though its number is still taken until it is reaped. */
export async function isRunning(pid: number): Promise<boolean> {
  return (await beginningOf(pid)) !== undefined;
}

/** Sends a signal to a process that may be gone by now. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

/** The arguments of a process, or what it calls itself; undefined when it is gone, empty for a zombie. */
export async function titleOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    return (await listProcesses()).find((listed) => listed.pid === pid)?.title;
  }
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return text?.replaceAll('\0', ' ').trim();
}

/** Every process of this machine that we may see. */
export async function listProcesses(): Promise<Listed[]> {
  if (process.platform === 'linux') {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name)).map(Number);
    return Promise.all(pids.map(async (pid) => ({ pid, title: (await titleOf(pid)) ?? '' })));
  }
  const { stdout } = await run('ps', ['-axo', 'pid=,command='], { maxBuffer: 16 * 1024 * 1024 });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, title] = /^\s*(\d+)\s+(.*)$/u.exec(line) ?? [];
    return pid === undefined || title === undefined ? [] : [{ pid: Number(pid), title }];
  });
}
