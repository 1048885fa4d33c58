import { spawn } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

// The tests of the contracts: forge, offline, with the solc of the lock file (solc-wrapper.mjs).

/** How much of the branches of contracts/src the tests must take, in percent. */
export const LEAST_BRANCH_COVERAGE = 95;

const GAS = 'contracts/gas';
/** All that forge writes; contracts/cache is ignored by git. */
const OUT = 'contracts/cache/out';
const GAS_MEASURED = 'contracts/cache/gas';
const COVERAGE = 'contracts/cache/coverage';

/** How much of one source the tests ran through. */
export interface Coverage {
  readonly source: string;
  readonly branches: number;
  readonly branchesTaken: number;
  readonly lines: number;
  readonly linesTaken: number;
}

interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs every test: unit, fuzz and invariant. Throws with what forge said when one fails.
 * @returns what forge said, and what each transaction cost now, by file of contracts/gas.
 */
export async function testContracts(): Promise<{ output: string; gas: Map<string, string> }> {
  rmSync(GAS_MEASURED, { recursive: true, force: true });
  const settings = { FOUNDRY_SNAPSHOTS: GAS_MEASURED, FORGE_SNAPSHOT_EMIT: 'true' };
  const { code, output } = await forge(['test'], settings);
  if (code !== 0) throw new Error(output);
  return { output, gas: readGas(GAS_MEASURED) };
}

/** What got dearer or cheaper since contracts/gas was written, a line each; empty when nothing did. */
export function changedGas(measured: ReadonlyMap<string, string>): string[] {
  const committed = existsSync(GAS) ? readGas(GAS) : new Map<string, string>();
  const files = [...new Set([...committed.keys(), ...measured.keys()])];
  return files.flatMap((file) => {
    const before = readCosts(committed.get(file));
    const now = readCosts(measured.get(file));
    return [...new Set([...Object.keys(before), ...Object.keys(now)])]
      .filter((call) => before[call] !== now[call])
      .map((call) => `${file}: ${call}: ${before[call] ?? 'not there'} -> ${now[call] ?? 'not measured'}`);
  });
}

/** Makes contracts/gas say what was measured. */
export function keepGas(measured: ReadonlyMap<string, string>): void {
  rmSync(GAS, { recursive: true, force: true });
  mkdirSync(GAS);
  for (const [file, text] of measured) writeFileSync(join(GAS, file), text);
}

/**
 * Measures what the tests run through. Forge compiles without the optimizer for it, and its count knows both ways out of
 * an `if` that goes on, one out of an `if` that only refuses, and none inside of `&&` and `||`.
 */
export async function coverContracts(): Promise<Coverage[]> {
  const report = `${COVERAGE}/lcov.info`;
  mkdirSync(COVERAGE, { recursive: true });
  // Invariants and gas run the same lines again; a few cases of each property reach what a thousand do.
  const settings = {
    FOUNDRY_OUT: `${COVERAGE}/out`,
    FOUNDRY_CACHE_PATH: COVERAGE,
    FOUNDRY_FUZZ_RUNS: '20',
  };
  const chosen = ['--no-match-contract', 'Invariants|Gas', '--no-match-coverage', 'contracts/test'];
  const reported = ['--report', 'lcov', '--report-file', report];
  const { code, output } = await forge(['coverage', ...chosen, ...reported], settings);
  if (code !== 0) throw new Error(output);
  return readLcov(readFileSync(report, 'utf8'));
}

/** The creation code that the tests ran, hex with 0x. testContracts() must have run before. */
export function testedBytecode(name: string): string {
  const artifact = JSON.parse(readFileSync(`${OUT}/${name}.sol/${name}.json`, 'utf8')) as {
    bytecode: { object: string };
  };
  return artifact.bytecode.object;
}

/** https://ltp.sourceforge.net/coverage/lcov/geninfo.1.php: records of `SF:`, BRF/BRH and LF/LH, `end_of_record`. */
function readLcov(text: string): Coverage[] {
  return text
    .split('end_of_record')
    .filter((record) => record.includes('SF:'))
    .map((record) => {
      const number = (field: string) => Number(new RegExp(`^${field}:(\\d+)$`, 'm').exec(record)?.[1] ?? Number.NaN);
      return {
        source: /^SF:(.+)$/m.exec(record)?.[1] ?? '',
        branches: number('BRF'),
        branchesTaken: number('BRH'),
        lines: number('LF'),
        linesTaken: number('LH'),
      };
    });
}

function readGas(folder: string): Map<string, string> {
  return new Map(
    readdirSync(folder)
      .toSorted()
      .map((file) => [file, `${readFileSync(join(folder, file), 'utf8').trimEnd()}\n`]),
  );
}

function readCosts(text: string | undefined): Record<string, string> {
  return text === undefined ? {} : (JSON.parse(text) as Record<string, string>);
}

function forge(args: readonly string[], settings: Record<string, string>): Promise<Finished> {
  const path = process.env['PATH'] ?? '';
  const env = {
    ...process.env,
    // solc-wrapper.mjs asks for `node`: this one, and not an older one of the system.
    PATH: `${dirname(process.execPath)}${delimiter}${path}`,
    FOUNDRY_CONFIG: 'contracts/foundry.toml',
    FOUNDRY_DISABLE_NIGHTLY_WARNING: '1',
    NO_COLOR: '1',
    ...settings,
  };
  const file = findForge(path);
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args, '--root', '.'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

/** The forge that npm installed, else the first in PATH. */
function findForge(path: string): string {
  const name = `@foundry-rs/forge-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  let packaged: string | undefined;
  try {
    packaged = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'bin', 'forge');
  } catch {
    // Not every platform has a package in every registry.
  }
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const found = [packaged, ...folders.map((folder) => join(folder, 'forge'))].find(
    (file) => file !== undefined && isExecutable(file),
  );
  if (found !== undefined) return found;
  throw new Error(
    `There is no forge here, so the contracts cannot be tested: the package ${name} is not installed and PATH has none. ` +
      'Run `npm ci` without --omit=optional (Linux on x64), or install Foundry (https://getfoundry.sh).',
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
