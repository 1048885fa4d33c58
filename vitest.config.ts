import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);

/** Recorded pages, answers and exports that tests read. Most carry no licence, so they lie beside the project. */
const REAL_INPUTS = '../shared/data';

/** The tests that cannot run without them. CI always has them: there, missing ones fail. */
function withoutRealInputs(): string[] {
  if (existsSync(REAL_INPUTS) || process.env['CI']) return [];
  const tests = globSync('{src,test}/**/*.test.ts').filter((file) =>
    readFileSync(file, 'utf8').includes('shared/data'),
  );
  console.warn(`Left out, since ${REAL_INPUTS} is not there:\n${tests.map((file) => `  ${file}\n`).join('')}`);
  return tests;
}

/**
 * The tests that need librdkafka, whose mock cluster they talk to, and kcat (Debian: apt-get install kcat). Where they are
 * asked for (CI, KAFKA_TESTS) they are never left out: there, missing it fails.
 */
function withoutKafka(): string[] {
  if (process.env['CI'] || process.env['KAFKA_TESTS'] === 'required') return [];
  const library = ['-c', "import ctypes; ctypes.CDLL('librdkafka.so.1')"];
  if (spawnSync('kcat', ['-V']).status === 0 && spawnSync('python3', library).status === 0) return [];
  const tests = globSync('{src,test}/**/*.test.ts').filter((file) =>
    readFileSync(file, 'utf8').includes('/kafka-brokers.ts'),
  );
  console.warn(`Left out, since kcat or python3 is not there:\n${tests.map((file) => `  ${file}\n`).join('')}`);
  return tests;
}

export default defineConfig({
  // One copy of graphql, whatever asks for it: two of them do not know each other's types.
  resolve: { alias: { graphql: require.resolve('graphql') } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', ...withoutRealInputs(), ...withoutKafka()],
    globalSetup: ['test/global-setup.ts'],
    // Where a test that hangs is ended. How long one takes depends on what else the machine does, and is not tried.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Two cores: more files at once would only make the timing of each less true.
    maxWorkers: 2,
    pool: 'forks',
    // Files of one process share what it has read in: each has an app and a database of its own, so nothing else of theirs
    // meets. To read it in anew for each of them took a quarter of the run.
    isolate: false,
  },
});
