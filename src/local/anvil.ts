import { type ChildProcess, spawn } from 'node:child_process';
import { constants, copyFile, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { createRpc } from '../workers/chain/rpc.ts';
import { lastingPort } from './free-port.ts';
import { POLL_INTERVAL_MS, isRunning, listProcesses, sendSignal } from './processes.ts';
import { logTail, openLog } from './server-log.ts';
import { withStartLock } from './start-lock.ts';
import { claim, forgetStarter, writeStarter } from './starter.ts';

/** A running local chain. */
export interface LocalChain {
  /** JSON-RPC over HTTP; the same with ws: takes subscriptions. */
  url: string;
  port: number;
  pid: number;
  dataDir: string;
  /** True when it ran already. */
  adopted: boolean;
  /** Ends it, its state written, unless another process that still runs has started it. Can be called twice. */
  stop(): Promise<void>;
}

export interface AnvilOptions {
  /** The program, as `findAnvil` gives it. */
  binary: string;
  /** The folder of the chain, e.g. `.data/chain`; made when it is not there. */
  dataDir: string;
  chainId: number;
  /** Words from which the accounts follow, each with 10,000 ether. */
  mnemonic: string;
  /** How many blocks back a state can be asked for. Without a limit anvil fills its home folder with gigabytes. */
  historyBlocks: number;
  /** Seconds between copies of the state to the folder: what is lost at most when the chain is killed. */
  stateIntervalS: number;
  /** The port on 127.0.0.1 and no other. An adopted chain keeps its own. */
  port?: number;
  /** Where no port is given: the last one of this folder, else this one, else any, whichever is free. */
  preferredPort?: number;
  /** Blocks of an epoch: `safe` is one and `finalized` two of them behind the head. 32 when not given. */
  slotsInAnEpoch?: number;
  log?: (line: string) => void;
  /** For all of it; 30 seconds when not given. */
  startTimeoutMs?: number;
}

interface Running {
  pid: number;
  port: number;
}

interface Folder {
  dir: string;
  state: string;
  /** The last state that is known to have been read. */
  previous: string;
  port: string;
}

const START_TIMEOUT_MS = 30_000;
const START_ATTEMPTS = 5;
const STOP_LIMIT_MS = 30_000;
const KILL_LIMIT_MS = 5_000;
/** An answer about a chain id is some 50 bytes. */
const ANSWER_BYTES = 65_536;
const ANSWER_WITHIN_MS = 2_000;

/**
 * Starts anvil on the state in `dataDir`, or adopts the one that runs there already. It survives this process, and who
 * may stop it is as with the embedded PostgreSQL. A chain that was killed comes back as it was at its last copy, which
 * may be shorter than it was; a copy that was cut off is put aside for the one before.
 *
 * @throws Error in words, with the last lines of its log when it would not start.
 */
export async function startAnvil(options: AnvilOptions): Promise<LocalChain> {
  // Everybody can read what is in a chain, but the folder is also where its log and its settings are.
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dir = await realpath(options.dataDir);
  const folder = {
    dir,
    state: join(dir, 'state.json'),
    previous: join(dir, 'state.previous.json'),
    port: join(dir, 'port'),
  };
  const deadlineMs = Date.now() + (options.startTimeoutMs ?? START_TIMEOUT_MS);
  return withStartLock(dir, deadlineMs, async () => {
    const found = await findRunning(folder.state);
    const log = options.log ?? (() => undefined);
    if (found) {
      await awaitAnswer(found, options.chainId, deadlineMs, () => undefined);
      log(`anvil: adopted the chain that runs on ${dir} (process ${found.pid}, port ${found.port})`);
      return handOver(folder, found, { adopted: true, owner: await claim(dir), log });
    }
    const started = await startOn(folder, options, deadlineMs);
    await writeStarter(dir);
    log(`anvil: runs on 127.0.0.1:${started.port} (process ${started.pid}, state in ${dir})`);
    return handOver(folder, started, { adopted: false, owner: true, log });
  });
}

/** Where the chain of this folder answers, if one runs; it is neither started nor taken over. */
export async function findAnvilUrl(dataDir: string): Promise<string | undefined> {
  const dir = await realpath(dataDir).catch(() => undefined);
  const found = dir === undefined ? undefined : await findRunning(join(dir, 'state.json'));
  return found && `http://127.0.0.1:${found.port}`;
}

function handOver(
  { dir, state }: Folder,
  { pid, port }: Running,
  { adopted, owner, log }: { adopted: boolean; owner: boolean; log: (line: string) => void },
): LocalChain {
  const end = async (): Promise<void> => {
    if (!owner && !(await claim(dir))) {
      log(`anvil: left running on ${dir}, the process that started it still runs`);
      return;
    }
    // A start that comes meanwhile waits: it would adopt what is about to end.
    await withStartLock(dir, Date.now() + START_TIMEOUT_MS, async () => {
      await stopAnvil(pid, state);
      await forgetStarter(dir);
    });
    log(`anvil: stopped (process ${pid})`);
  };
  let ending: Promise<void> | undefined;
  return { url: `http://127.0.0.1:${port}`, port, pid, dataDir: dir, adopted, stop: async () => (ending ??= end()) };
}

/** The anvil that writes to this file, as its arguments say: no file of ours has to be believed. */
async function findRunning(state: string): Promise<Running | undefined> {
  for (const { pid, title } of await listProcesses()) {
    if (!title.includes(` --state ${state} `)) continue;
    const port = / --port (\d+) /u.exec(title)?.[1];
    if (port !== undefined && (await isRunning(pid))) return { pid, port: Number(port) };
  }
  return undefined;
}

async function startOn(folder: Folder, options: AnvilOptions, deadlineMs: number): Promise<Running> {
  const wish = Number(await readFile(folder.port, 'utf8').catch(() => options.preferredPort ?? 0));
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    const port = options.port ?? (await lastingPort(attempt === 1 ? wish : 0));
    const candidate = `${folder.state}.starting`;
    const copied = await copyFile(folder.state, candidate, constants.COPYFILE_FICLONE).then(
      () => true,
      () => false,
    );
    const outcome = await tryStart(folder, port, options, deadlineMs);
    if (typeof outcome === 'object') {
      // anvil writes its state in place, so a crash can cut it off: what was read now is good to fall back on.
      if (copied) await rename(candidate, folder.previous);
      await writeFile(folder.port, String(port));
      return outcome;
    }
    await rm(candidate, { force: true });
    if (outcome === 'broken state') await putAside(folder);
    else if (options.port !== undefined) {
      throw new Error(`anvil cannot listen on 127.0.0.1:${port}: the port is taken. Name another, or none.`);
    }
  }
  throw new Error(`anvil did not start on ${folder.dir} in ${START_ATTEMPTS} attempts.`);
}

/** The state before takes the place of one that cannot be read; if there is none either, the chain begins anew. */
async function putAside({ state, previous }: Folder): Promise<void> {
  await rename(state, `${state}.broken`);
  await rename(previous, state).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

async function tryStart(
  folder: Folder,
  port: number,
  options: AnvilOptions,
  deadlineMs: number,
): Promise<Running | 'port taken' | 'broken state'> {
  const logHandle = await openLog(folder.dir);
  const logStart = (await logHandle.stat()).size;
  const child = spawn(options.binary, argumentsOf(folder, port, options), {
    cwd: folder.dir,
    // A home of its own: nothing of the person's settings or caches is read or written.
    env: { HOME: join(folder.dir, 'home') },
    stdio: ['ignore', logHandle.fd, logHandle.fd],
    detached: true,
  });
  const ended = endOf(child);
  // Who awaits nothing else may end: the chain is meant to outlive a process that does not stop it.
  child.unref();
  await logHandle.close();
  const running = { pid: child.pid ?? 0, port };
  try {
    await awaitAnswer(running, options.chainId, deadlineMs, ended);
    return running;
  } catch (error) {
    const how = ended();
    const tail = await logTail(folder.dir, logStart);
    if (how === undefined) child.kill('SIGKILL');
    if (how !== undefined && /Address already in use/u.test(tail)) return 'port taken';
    if (how !== undefined && /failed to parse json file|invalid value .* for '--state/u.test(tail))
      return 'broken state';
    throw new Error(`anvil did not start (${how ?? 'it was not ready in time'}); the end of its log:\n${tail}`, {
      cause: error,
    });
  }
}

/** The state's path stands between spaces, by which `findRunning` knows it. */
function argumentsOf(folder: Folder, port: number, options: AnvilOptions): string[] {
  const settings: Record<string, string | number> = {
    host: '127.0.0.1',
    port,
    state: folder.state,
    'state-interval': options.stateIntervalS,
    'chain-id': options.chainId,
    mnemonic: options.mnemonic,
    'prune-history': options.historyBlocks,
    'slots-in-an-epoch': options.slotsInAnEpoch ?? 32,
  };
  // Without CORS no page of a browser can make the chain's own accounts send; wallets do not need it.
  return [
    ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    '--no-cors',
    '--silent',
  ];
}

/** Heard from this very tick on: how a child ended, or undefined while it runs. */
function endOf(child: ChildProcess): () => string | undefined {
  let ended: string | undefined;
  child.once('error', (error) => (ended ??= error.message));
  child.once('exit', (code, signal) => (ended ??= `ended with ${signal ?? String(code)}`));
  return () => ended;
}

/** @throws Error when the process ends, when the time is over, or when what answers is another chain. */
async function awaitAnswer(
  { pid, port }: Running,
  chainId: number,
  deadlineMs: number,
  ended: () => string | undefined,
): Promise<void> {
  const url = `http://127.0.0.1:${port}`;
  const rpc = createRpc({ url, timeoutMs: ANSWER_WITHIN_MS, maxBytes: ANSWER_BYTES, batchCalls: 1 });
  for (;;) {
    const answer = await rpc.call<string>('eth_chainId', []).catch((error: unknown) => ({ error }));
    if (ended() !== undefined || !(await isRunning(pid))) throw new Error('it ended');
    if (typeof answer === 'string' && Number(answer) === chainId) return;
    if (typeof answer === 'string') throw new Error(`the chain of process ${pid} has the id ${answer}, not ${chainId}`);
    if (Date.now() > deadlineMs) throw new Error(`process ${pid} does not answer`, { cause: answer.error });
    await pause(POLL_INTERVAL_MS);
  }
}

/** SIGTERM writes the state and ends. Resolves when the process is gone. @throws Error when it survives SIGKILL too. */
async function stopAnvil(pid: number, state: string): Promise<void> {
  for (const [signal, limitMs] of [
    ['SIGTERM', STOP_LIMIT_MS],
    ['SIGKILL', KILL_LIMIT_MS],
  ] as const) {
    if ((await findRunning(state))?.pid !== pid) return;
    sendSignal(pid, signal);
    const untilMs = Date.now() + limitMs;
    while (Date.now() < untilMs) {
      if (!(await isRunning(pid))) return;
      await pause(POLL_INTERVAL_MS);
    }
  }
  throw new Error(`anvil (process ${pid}) does not stop; it was asked with SIGTERM and then with SIGKILL.`);
}
