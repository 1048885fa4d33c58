import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';

// `npm run check`: every step runs, two or more at a time, even when an earlier one failed; each prints its name, its
// time and, when it fails, what it said.

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** For a tool whose exit code does not tell: what its output must hold. */
  readonly mustPrint?: string;
}

const STEPS: Step[] = [
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'types of the pages', command: ['tsc', '--noEmit', '--project', 'web'] },
  { name: 'lint and floors', command: ['oxlint'] },
  { name: 'names and sizes', command: ['vitest', 'run', 'test/tidy.test.ts', 'test/floors.test.ts'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'generated files', command: ['node', 'codegen.ts', '--check'] },
  { name: 'contracts', command: ['node', 'src/cli/contracts.ts', 'verify'] },
  { name: 'breaking changes', command: ['node', 'test/breaking.ts'] },
  {
    name: 'migrations',
    command: ['drizzle-kit', 'generate', '--explain', '--output', 'json'],
    mustPrint: '"status":"no_changes"',
  },
];

const waiting = [...STEPS];
const failed: string[] = [];
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(', ')}`);
  process.exitCode = 1;
}

async function work(): Promise<void> {
  for (let step = waiting.shift(); step; step = waiting.shift()) await take(step);
}

async function take(step: Step): Promise<void> {
  const startedAt = performance.now();
  const { code, output } = await run(step.command);
  const ok = code === 0 && output.includes(step.mustPrint ?? '');
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name.padEnd(18)} ${seconds.padStart(5)} s`);
  if (ok) return;
  failed.push(step.name);
  console.log(`${output.trimEnd()}\n`);
}

/** Commands are found in node_modules/.bin, which npm puts on the PATH of its scripts. */
function run([file, ...args]: Step['command']): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
