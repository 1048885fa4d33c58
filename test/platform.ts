import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface RunningPlatform extends AsyncDisposable {
  readonly url: string;
  /** What it printed so far. */
  output(): string;
  /** Sends the signal and gives the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
  /** Ctrl-C as it comes under npm: from the terminal, and a moment later from npm. */
  pressCtrlC(): Promise<number | NodeJS.Signals>;
}

const START_WITHIN_MS = 200_000;

/** Runs what `npm start` runs, on a free port with data of its own, and waits until it says that it is up. */
export async function startPlatformProcess(
  env: Record<string, string> = {},
  keptDataDir?: string,
): Promise<RunningPlatform> {
  const dataDir = keptDataDir ?? (await mkdtemp(join(tmpdir(), 'ecocoin-start-')));
  const child = spawn(process.execPath, ['src/start.ts'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'development',
      PRICE_SOURCES: '',
      LOG_LEVEL: 'warn',
      PORT: '0',
      CHAIN_LOCAL_PORT: '0',
      DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(signal ?? code ?? 0);
    });
  });
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`It did not start within ${START_WITHIN_MS} ms:\n${output}`));
    }, START_WITHIN_MS);
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      // Mails that are printed meanwhile name a place, too.
      const match = /GraphiQL, API\s+(http:\/\/[\d.]+:\d+)\/graphql[^]*Stop with Ctrl-C/.exec(output);
      if (!match) return;
      clearTimeout(late);
      resolve(match[1] as string);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then(() => {
      clearTimeout(late);
      reject(new Error(`It ended instead of starting:\n${output}`));
    });
  });
  const end = (signal: NodeJS.Signals): Promise<number | NodeJS.Signals> => {
    child.kill(signal);
    return ended;
  };
  const pressCtrlC = async (): Promise<number | NodeJS.Signals> => {
    child.kill('SIGINT');
    // Two that are not taken yet are one to the kernel.
    await pause(50);
    return end('SIGINT');
  };
  return {
    url,
    output: () => output,
    end,
    pressCtrlC,
    async [Symbol.asyncDispose]() {
      await end('SIGTERM');
      if (!keptDataDir) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
