import { createReadStream } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { batchFact, blockFact, factsWith } from '../../../test/check-facts.ts';
import { readRegistryCsv } from '../../workers/outside/registry-csv.ts';
import { identity, noOverlap, notRetiredAtSource, saidBy, serialBlocks } from './serial-checks.ts';

const checks = { serialBlocks, noOverlap, notRetiredAtSource, identity };

test('a project with which nothing is wrong passes, and each check says what it read with date or hash', () => {
  for (const [name, check] of Object.entries(checks)) {
    const { result, read } = check(factsWith());
    expect(result, name).toBe('PASS');
    expect(read.join(), name).toMatch(
      /1 serial blocks as taken in at 2026-11-21T09:30:00Z: SHA-256 of their lines [\da-f]{64}/,
    );
  }
});

test('without blocks there is nothing to check; of too many the platform looks at none', () => {
  const none = factsWith({ batches: [], blocks: [] });
  for (const check of [serialBlocks, noOverlap, notRetiredAtSource]) {
    expect(check(none)).toMatchObject({ result: 'NOT_APPLICABLE' });
    expect(check(factsWith({ blocks: undefined }))).toMatchObject({ result: 'INCONCLUSIVE' });
  }
  expect(identity(none)).toMatchObject({ result: 'PASS' });
});

describe('SERIAL_BLOCKS', () => {
  test.each([
    [{ serial: 'VCU 1 to 114' }, 'has no form of VERRA'],
    [{ blockEnd: 531686770n }, 'is stored as 531686656 to 531686770'],
    [{ suffix: 'VCU-1' }, 'is stored as'],
    [{ prefix: '13862' }, 'is stored as'],
  ])('fails for %o', (given, said) => {
    const { result, finding } = serialBlocks(factsWith({ blocks: [blockFact(given)] }));
    expect(result).toBe('FAIL');
    expect(finding).toContain(said);
  });

  test('fails where a batch counts another quantity, also where another one makes up for it', () => {
    const batches = [batchFact({ quantity: 115n }), batchFact({ id: 'other', vintage: 2022, quantity: 0n })];
    const { result, finding } = serialBlocks(factsWith({ batches }));
    expect(result).toBe('FAIL');
    expect(finding).toContain('2021-01-01 to 2021-11-30 counts 114, and says 115');
    const moved = [batchFact({ quantity: 113n }), batchFact({ id: 'other', quantity: 1n })];
    expect(serialBlocks(factsWith({ batches: moved }))).toMatchObject({ result: 'FAIL' });
  });
});

test('NO_OVERLAP fails for what the look finds, and is not sure without the constraint', () => {
  const overlaps = [{ serial: 'a', other: 'b' }];
  expect(noOverlap(factsWith({ overlaps: { isEnforced: true, overlaps } })).finding).toBe('Blocks overlap: a and b.');
  expect(noOverlap(factsWith({ overlaps: { isEnforced: false, overlaps } }))).toMatchObject({ result: 'FAIL' });
  expect(noOverlap(factsWith({ overlaps: { isEnforced: false, overlaps: [] } }))).toMatchObject({
    result: 'INCONCLUSIVE',
  });
});

test.each([
  [{ state: 'RETIRED', retiredOn: '2023-08-09' } as const, 'RETIRED on 2023-08-09'],
  [{ state: 'CANCELLED' } as const, 'CANCELLED'],
  [{ state: 'EXPIRED' } as const, 'EXPIRED'],
  [{ retiredOn: '2023-08-09' }, 'on 2023-08-09'],
])('NOT_RETIRED_AT_SOURCE fails for %o', (given, said) => {
  const { result, finding } = notRetiredAtSource(factsWith({ blocks: [blockFact(given)] }));
  expect(result).toBe('FAIL');
  expect(finding).toContain(`114 t in 1 blocks have ended at the registry: ${blockFact().serial} `);
  expect(finding).toContain(said);
});

describe('IDENTITY', () => {
  test.each([
    [{ methodologies: [] }, 'FAIL', 'names no methodology'],
    [{ methodologies: [{ program: 'NOBODY', code: 'X1', version: '1' }] }, 'FAIL', 'NOBODY X1'],
    [{ methodologies: [{ program: 'CDM', code: 'ACM0002', version: null }] }, 'INCONCLUSIVE', 'CDM ACM0002'],
    [{ project: { registry: null, nativeId: null } }, 'INCONCLUSIVE', 'No registry'],
    [{ project: { createdBy: 'somebody' } }, 'INCONCLUSIVE', 'whoever wrote the project'],
    [{ project: { nativeId: '2349' } }, 'FAIL', 'names project 2348 of 2021-01-01 to 2021-11-30'],
    [{ batches: [batchFact({ vintageEnd: '2021-12-31' })] }, 'FAIL', 'names project 2348'],
    [{}, 'PASS', 'VERRA 2348 with VERRA VM0038 v1.0'],
  ] as const)('%o', (given, result, said) => {
    const outcome = identity(factsWith(given));
    expect(outcome.result).toBe(result);
    expect(outcome.finding).toContain(said);
  });

  test('reads what serials of other registries say, and takes GS11603 and 11603 for the same', () => {
    expect(saidBy('GOLD_STANDARD', 'GS1-1-KE-GS11603-16-2025-30256-110-5463')).toEqual({
      project: '11603',
      vintage: '2025',
    });
    expect(saidBy('ACR', 'ACR-US-192-2010-203-1-5000')).toEqual({ project: '192', vintage: '2010' });
    expect(saidBy('CAR', 'CAR-1-US-1335-31-983-KS-2025-9205-1 to 5000')).toBeUndefined();
    const serial = 'GS1-1-KE-GS11603-16-2021-30256-110-5463';
    const blocks = [blockFact({ registry: 'GOLD_STANDARD', serial })];
    for (const nativeId of ['GS11603', '11603']) {
      expect(identity(factsWith({ blocks, project: { nativeId } })).result).toBe('PASS');
    }
    expect(identity(factsWith({ blocks, project: { nativeId: 'GS1160' } })).result).toBe('FAIL');
  });

  test('every serial of the real list names the project and vintage of its row', async () => {
    const file = '../shared/data/registries/verra_vcus_australia.csv';
    const columns = ['ID', 'Serial Number', 'Vintage Start', 'Vintage End'];
    let rows = 0;
    for await (const row of readRegistryCsv(() => createReadStream(file), columns)) {
      if ('refused' in row) expect.fail(row.refused);
      const { ID, 'Serial Number': serial = '', 'Vintage Start': start, 'Vintage End': end } = row.cells;
      expect(saidBy('VERRA', serial), serial).toEqual({ project: ID, vintage: [start, end] });
      rows += 1;
    }
    expect(rows).toBe(731);
  });
});
