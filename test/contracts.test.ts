import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { buildContracts } from '../contracts/compile.ts';
import {
  changedGas,
  coverContracts,
  LEAST_BRANCH_COVERAGE,
  testContracts,
  testedBytecode,
} from '../contracts/forge.ts';

// forge's own tests (contracts/test), as a part of `npm test`. Where there is no forge, they fail and say so.

/** Compiling twice and 1,000 cases of each property take half a minute on two free cores. */
const TIMEOUT_MS = 300_000;

let ran: Awaited<ReturnType<typeof testContracts>>;
beforeAll(async () => {
  ran = await testContracts();
}, TIMEOUT_MS);

test('unit tests, properties of 1,000 cases and invariants hold, and none is left out', () => {
  const [, passed, failed, skipped] = /: (\d+) tests passed, (\d+) failed, (\d+) skipped/.exec(ran.output) ?? [];
  expect(Number(passed)).toBeGreaterThan(150);
  expect({ failed, skipped }).toEqual({ failed: '0', skipped: '0' });
  const runs = [...ran.output.matchAll(/testFuzz_\w+\(.*\) \(runs: (\d+)/g)].map(([, count]) => Number(count));
  expect(runs.length).toBeGreaterThan(10);
  expect(Math.min(...runs)).toBeGreaterThanOrEqual(1_000);
  for (const invariant of [
    'supplyIsMintedLessBurnt',
    'retiredNeverReturns',
    'whatIsStakedAndCoolingIsThere',
    'votesAddUpToTheStake',
  ]) {
    expect(ran.output).toMatch(new RegExp(`\\[PASS\\] invariant_${invariant}\\(\\) \\(runs: \\d+, calls: 3000`));
  }
});

test('no transaction costs more or less gas than contracts/gas says', () => {
  expect(changedGas(ran.gas)).toEqual([]);
});

test('a change of gas is noticed, be it another cost, a new call or one that is gone', () => {
  const [file, text] = [...ran.gas][0] ?? ['', ''];
  const [first, ...others] = Object.entries(JSON.parse(text) as Record<string, string>);
  const [call, cost] = first!;
  const changed = JSON.stringify(Object.fromEntries([...others, ['another', '1'], [call, '7']]));
  expect(changedGas(new Map([...ran.gas, [file, changed]]))).toEqual([
    `${file}: ${call}: ${cost} -> 7`,
    `${file}: another: not there -> 1`,
  ]);
  const gone = new Map([...ran.gas].filter(([name]) => name !== file));
  expect(changedGas(gone)).toContain(`${file}: ${call}: ${cost} -> not measured`);
});

test(
  'what forge tested is what gets deployed: its bytecode is that of a fresh build and of the artifacts',
  () => {
    for (const { name, bytecode } of buildContracts()) {
      const artifact = JSON.parse(readFileSync(`contracts/artifacts/${name}.json`, 'utf8')) as { bytecode: string };
      expect(artifact.bytecode === bytecode, name).toBe(true);
      expect(testedBytecode(name) === bytecode, name).toBe(true);
    }
  },
  TIMEOUT_MS,
);

test(
  `the tests take at least ${LEAST_BRANCH_COVERAGE} % of every contract's branches`,
  async () => {
    const coverage = await coverContracts();
    expect(coverage.map(({ source }) => source)).toContain('contracts/src/CarbonPayment.sol');
    const offences = coverage.filter(
      ({ branches, branchesTaken }) => !(branchesTaken >= (branches * LEAST_BRANCH_COVERAGE) / 100),
    );
    expect(offences).toEqual([]);
  },
  TIMEOUT_MS,
);
