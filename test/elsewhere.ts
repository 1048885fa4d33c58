import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What a server that was started elsewhere answers to. */
interface Answer {
  url: string;
  port: number;
  adopted: boolean;
}

/**
 * Another node process that starts a server, prints what it got as one line of JSON, and stops it on SIGTERM. `code` is
 * of a module and names the server `server`.
 */
export function startElsewhere(code: string, env: NodeJS.ProcessEnv = process.env): ChildProcess {
  // It listens before it prints: who reads the line may send the signal at once.
  const module = `${code}
    process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
    const { url, port, adopted } = server;
    console.log(JSON.stringify({ url, port, adopted }));
    setInterval(() => undefined, 60_000);`;
  return spawn(process.execPath, ['--input-type=module', '-e', module], { stdio: ['ignore', 'pipe', 'pipe'], env });
}

/** What a process of `startElsewhere` got; throws what it said on stderr when it ended without a server. */
export async function answerOf(child: ChildProcess): Promise<Answer> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the child has no pipes');
  const closed = once(child, 'close');
  let complaint = '';
  stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  for await (const line of createInterface({ input: stdout })) return JSON.parse(line) as Answer;
  await closed;
  throw new Error(complaint);
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}
