import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** How a command ended, and what it said, without the white space around it. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs src/cli/<command>.ts as somebody at a shell would: with this environment alone, and `input` as its input. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { env = {}, input = '' }: { readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [`src/cli/${command}.ts`, ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], NODE_ENV: 'test', ...env },
  });
  child.stdin.end(input);
  const closed = once(child, 'close') as Promise<[number]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, out: out.trim(), err: err.trim() };
}

/** The numbers of a command's report, by name. */
export function countsOf({ out }: Ran): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [, name = '', count] of out.matchAll(/^ {2}(\w+) +(\d+) {2}/gm)) found[name] = Number(count);
  return found;
}
