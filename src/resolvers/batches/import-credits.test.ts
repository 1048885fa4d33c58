import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { draftOf } from '../../../test/projects.ts';
import { readRegistryCsv } from '../../workers/outside/registry-csv.ts';
import { platformContext } from '../context.ts';
import { recordNewProjects } from '../projects/record.ts';
import type { RegistryImportReport } from '../registry-import.ts';
import { importCredits } from './import-credits.ts';
import { type CreditMapping, creditMappings } from './mapping.ts';

const REAL = '../shared/data/registries/verra_vcus_australia.csv';
const HEADER =
  'Issuance Date,Vintage Start,Vintage End,ID,Quantity Issued,Serial Number,Retirement/Cancellation Date,' +
  'Retirement Beneficiary,Retirement Reason,Retirement Details';

const [mapping] = creditMappings as [CreditMapping];

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
  const ids = ['2348', '641', '1285', '587', '605', '9001', '9002'];
  const deeds = ids.map((nativeId) => ({
    actorId: null,
    reason: 'import',
    fields: { registry: 'VERRA', nativeId, name: `Project ${nativeId}`, status: 'REGISTERED' as const },
  }));
  await t.db.transact((tx) => recordNewProjects(tx, deeds));
});
afterAll(() => t[Symbol.asyncDispose]());

const importText = (...lines: string[]): Promise<RegistryImportReport> =>
  importCredits(platformContext(t.app, 'test'), {
    mapping,
    rows: readRegistryCsv(() => Readable.from([[HEADER, ...lines].join('\n')]), mapping.columns),
  });

const importReal = (): Promise<RegistryImportReport> =>
  importCredits(platformContext(t.app, 'test'), {
    mapping,
    rows: readRegistryCsv(() => createReadStream(REAL), mapping.columns),
  });

interface Wish {
  readonly id?: string;
  readonly prefix?: number;
  readonly from: number;
  readonly to: number;
  readonly retired?: string;
  readonly beneficiary?: string;
}

/** A line of the registry's list. */
const line = ({ id = '9001', prefix = 77, from, to, retired = '', beneficiary = '' }: Wish): string =>
  `2022-01-01,2021-01-01,2021-12-31,${id},${to - from + 1},` +
  `${prefix}-${from}-${to}-VCS-VCU-1-VER-AU-7-${id}-01012021-31122021-1,${retired},${beneficiary},,`;

interface Shown {
  readonly blockStart: bigint;
  readonly blockEnd: bigint;
  readonly state: string;
  readonly serial: string;
}
const blocksOf = (prefix: number): Promise<Shown[]> =>
  t.db.sql<Shown[]>`select block_start, block_end, state, serial from serial_blocks
    where prefix = ${String(prefix)} order by block_start`;

test('takes in a real list: every row is a block with its retirement, and again nothing changes', async () => {
  const first = await importReal();
  const [told] = await t.db.sql`
    select sum(quantity)::text as counted, (select count(*)::int from external_retirements) as retirements,
      (select sum(block_end - block_start + 1)::text from serial_blocks) as of_blocks from batches`;
  expect(first).toEqual({ read: 731, stored: 731, changed: 0, unchanged: 0, refused: 0, refusals: [] });
  expect(told).toMatchObject({ retirements: 731, counted: (told as { ofBlocks: string }).ofBlocks });
  expect(await importReal()).toEqual({ read: 731, stored: 0, changed: 0, unchanged: 731, refused: 0, refusals: [] });
});

describe('of blocks that are known', () => {
  let prefix = 100;
  beforeEach(() => {
    prefix += 1;
  });

  test('parts that are retired later are cut out, and nothing is lost', async () => {
    await importText(line({ prefix, from: 1, to: 100 }));
    const report = await importText(
      line({ prefix, from: 11, to: 20, retired: '2023-01-01', beneficiary: 'Ada' }),
      line({ prefix, from: 91, to: 100, retired: '2023-01-02' }),
    );
    expect(report).toMatchObject({ read: 2, changed: 2, refused: 0 });
    expect((await blocksOf(prefix)).map(({ blockStart, blockEnd, state }) => [blockStart, blockEnd, state])).toEqual([
      [1n, 10n, 'ACTIVE'],
      [11n, 20n, 'RETIRED'],
      [21n, 90n, 'ACTIVE'],
      [91n, 100n, 'RETIRED'],
    ]);
    const [batch] = await t.db.sql<{ quantity: bigint }[]>`
      select quantity from batches where id = (select batch_id from serial_blocks where prefix = ${String(prefix)} limit 1)`;
    expect(batch?.quantity).toBeGreaterThanOrEqual(100n);
    expect((await blocksOf(prefix))[2]?.serial).toBe(`${prefix}-21-90-VCS-VCU-1-VER-AU-7-9001-01012021-31122021-1`);
  });

  test('what is retired stays, whatever a later list says', async () => {
    const retired = line({ prefix, from: 1, to: 10, retired: '2023-01-01', beneficiary: 'Ada' });
    await importText(retired);
    const later = await importText(
      line({ prefix, from: 1, to: 10 }),
      line({ prefix: prefix + 1_000, from: 1, to: 10 }),
    );
    expect(later).toMatchObject({
      stored: 1,
      refusals: [{ line: 2, reason: expect.stringContaining('is RETIRED') as string }],
    });
    const other = await importText(line({ prefix, from: 1, to: 10, retired: '2023-01-01', beneficiary: 'Bob' }));
    expect(other.refusals[0]?.reason).toContain('another retirement');
    await expect(
      t.db.sql`update serial_blocks set state = 'ACTIVE' where prefix = ${String(prefix)}`,
    ).rejects.toMatchObject({ constraint_name: 'serial_blocks_steps' });
    await expect(t.db.sql`delete from serial_blocks where prefix = ${String(prefix)}`).rejects.toThrow(/./);
  });

  test('an overlap is refused with the line and what it overlaps, in the file and with what is known', async () => {
    const inFile = await importText(
      line({ prefix, from: 1, to: 10 }),
      line({ prefix, from: 10, to: 12 }),
      line({ prefix, from: 20, to: 30, id: '9002' }),
    );
    expect(inFile).toMatchObject({ stored: 2, refusals: [{ line: 3, reason: 'its serials are those of line 2' }] });
    const known = await importText(line({ prefix, from: 5, to: 15 }), line({ prefix, from: 20, to: 30 }));
    expect(known.refusals.map(({ line: at }) => at)).toEqual([2, 3]);
    expect(known.refusals[0]?.reason).toContain('overlap');
    expect(known.refusals[1]?.reason).toContain('another project');
  });

  test('the database itself refuses an overlap', async () => {
    await importText(line({ prefix, from: 1, to: 10 }));
    await expect(
      t.db
        .sql`insert into serial_blocks (batch_id, registry, prefix, block_start, block_end, suffix, serial, state, holder)
        select batch_id, registry, prefix, 10, 20, '', 'x', 'ACTIVE', 'REGISTRY_ACCOUNT'
        from serial_blocks where prefix = ${String(prefix)}`,
    ).rejects.toMatchObject({ constraint_name: 'serial_blocks_overlap' });
  });
});

test('a row that is wrong is refused with its line and reason, and the others are taken', async () => {
  const report = await importText(
    line({ prefix: 5_000, from: 1, to: 10 }).replace(',10,', ',11,'),
    line({ prefix: 5_000, from: 1, to: 10, id: '404' }),
    line({ prefix: 5_000, from: 1, to: 10 }).replace('2021-01-01', '01/01/2021'),
    line({ prefix: 5_000, from: 1, to: 10 }).replace('-VCS-VCU-', '-XXX-'),
    '1,2,3',
    line({ prefix: 5_000, from: 1, to: 10 }),
  );
  expect(report).toMatchObject({ read: 6, stored: 1 });
  expect(report.refusals.map(({ line: at, reason }) => `${at}: ${reason}`)).toEqual([
    '2: the serial counts 10, the quantity is 11',
    '3: project 404 is not known: import the projects of VERRA first',
    '4: the Vintage Start is not a day: "01/01/2021"',
    expect.stringMatching(/^5: the serial .* has no form of VERRA$/) as string,
    '6: the row has 3 columns, the header 10',
  ]);
});

test('credits are not given to a project that a user has written and nobody validated', async () => {
  const owner = await t.user('squatter', { roles: ['PROJECT_OWNER'] });
  await draftOf(owner, { nativeId: '1396' });
  const report = await importText(line({ id: '1396', prefix: 6_000, from: 1, to: 10 }));
  expect(report).toMatchObject({ stored: 0, refused: 1 });
  expect(report.refusals[0]?.reason).toMatch(/^a user has written a project of this number here/);
});

test('a file of another registry is refused whole', async () => {
  const rows = readRegistryCsv(() => Readable.from(['Project,Serial\n1,2\n']), mapping.columns);
  await expect(importCredits(platformContext(t.app, 'test'), { mapping, rows })).rejects.toThrow(/no column "ID"/);
});
