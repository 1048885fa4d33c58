import { createReadStream } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { draftOf } from '../../../test/projects.ts';
import { type BatchRow, insertBlocks, selectBatchesById, takeBatches } from '../../db/batches.ts';
import { type ProjectRow, selectProjectByNativeId } from '../../db/projects.ts';
import { readRegistryCsv } from '../../workers/outside/registry-csv.ts';
import { platformContext } from '../context.ts';
import { encodeId } from '../ids.ts';
import { recordNewProjects } from '../projects/record.ts';
import { importCredits } from './import-credits.ts';
import { creditMappings, type CreditMapping } from './mapping.ts';
import { batchById, batchesOf, blocksOf, countsOf, creditsBySerial, externalRetirementsOf } from './read.ts';

const REAL = '../shared/data/registries/verra_vcus_australia.csv';
const [credits] = creditMappings as [CreditMapping];

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
  const deeds = ['2348', '641', '1285', '587', '605'].map((nativeId) => ({
    actorId: null,
    reason: 'import',
    fields: { registry: 'VERRA', nativeId, name: `Project ${nativeId}`, status: 'REGISTERED' as const },
  }));
  await t.db.transact((tx) => recordNewProjects(tx, deeds));
  const rows = readRegistryCsv(() => createReadStream(REAL), credits.columns);
  await importCredits(platformContext(t.app, 'test'), { mapping: credits, rows });
});
afterAll(() => t[Symbol.asyncDispose]());

async function projectOf(nativeId: string): Promise<ProjectRow> {
  const found = await selectProjectByNativeId(t.db, 'VERRA', nativeId);
  if (!found) throw new Error(`no project ${nativeId}`);
  return found;
}
async function firstBatch(nativeId: string): Promise<BatchRow> {
  const { items } = await batchesOf(t.nobody, await projectOf(nativeId), { first: 1 });
  if (!items[0]) throw new Error(`no batch of ${nativeId}`);
  return items[0];
}

test('the batches of a project come page by page, the newest vintage first, and add up', async () => {
  const project = await projectOf('641');
  const all = await batchesOf(t.nobody, project, { first: 100 });
  expect(all.items.map(({ vintageStart }) => vintageStart)).toEqual(
    all.items
      .map(({ vintageStart }) => vintageStart)
      .toSorted()
      .toReversed(),
  );
  const paged: BatchRow[] = [];
  for (let after: string | undefined, more = true; more;) {
    const page = await batchesOf(t.nobody, project, { first: 2, after });
    paged.push(...page.items);
    more = page.hasNextPage;
    after = page.items.map(page.cursorOf).at(-1);
  }
  expect(paged).toEqual(all.items);
  for (const batch of all.items) {
    const counts = await countsOf(t.nobody, batch);
    expect(counts.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(batch.quantity);
    expect(await batchById(t.nobody, encodeId('CreditBatch', batch.id))).toEqual(batch);
  }
  await expect(batchesOf(t.nobody, project, { after: 'x' })).rejects.toThrow(/is not a cursor/);
  const madeUp = Buffer.from('2026-99-99\n2026-99-99').toString('base64url');
  expect((await batchesOf(t.nobody, project, { after: madeUp })).items).toEqual(all.items.slice(0, 20));
});

test('blocks and retirements of a batch come page by page', async () => {
  const batch = await firstBatch('641');
  const every = await blocksOf(t.nobody, batch, { first: 100 });
  const one = await blocksOf(t.nobody, batch, { first: 1, state: 'RETIRED' });
  expect(one.items[0]).toEqual(every.items.find(({ state }) => state === 'RETIRED'));
  expect((await blocksOf(t.nobody, batch, { state: 'ACTIVE' })).items).toEqual([]);
  await expect(blocksOf(t.nobody, batch, { state: 'GONE' })).rejects.toThrow(/./);
  const retired = await externalRetirementsOf(t.nobody, batch, { first: 90 });
  const days = retired.items.map(({ retirement }) => retirement.retiredOn);
  expect(days).toEqual(days.toSorted().toReversed());
  const [first, ...others] = retired.items;
  const next = await externalRetirementsOf(t.nobody, batch, { after: first && retired.cursorOf(first), first: 89 });
  expect(next.items).toEqual(others);
});

test('credits are found by the serial of their block, of a part of it, and of one of them', async () => {
  const batch = await firstBatch('641');
  const [block] = (await blocksOf(t.nobody, batch, {})).items;
  if (!block) throw new Error('no block');
  const { prefix, blockStart, blockEnd, suffix } = block;
  expect(await creditsBySerial(t.nobody, ` ${block.serial} `)).toMatchObject([
    { block, credits: { text: block.serial } },
  ]);
  expect(await creditsBySerial(t.nobody, `${prefix}-${blockEnd}`)).toMatchObject([
    {
      block: { id: block.id, state: 'RETIRED', holder: 'REGISTRY_ACCOUNT' },
      credits: { start: blockEnd, end: blockEnd },
    },
  ]);
  expect(await creditsBySerial(t.nobody, `${prefix}-${blockStart}-${suffix}`)).toHaveLength(1);
  // A serial that says otherwise what it is of is no serial.
  expect(await creditsBySerial(t.nobody, block.serial.replace('-VCU-', '-VCU-9'))).toEqual([]);
  expect(await creditsBySerial(t.nobody, '1-1')).toEqual([]);
  for (const wrong of ['', 'x', '1-2-1-VCU-1', '9'.repeat(400), '1-9223372036854775807']) {
    await expect(creditsBySerial(t.nobody, wrong), wrong).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  }
});

/** `count` blocks of ten credits each, one after the other, of a new project or this one. */
async function insertRun(projectId: string, prefix: string, count: number): Promise<BatchRow> {
  return await t.db.transact(async (tx) => {
    const wish = { projectId, vintageStart: '2020-01-01', vintageEnd: '2020-12-31' };
    const [batchId = ''] = await takeBatches(tx, [wish]);
    const blocks = Array.from({ length: count }, (_, index) => {
      const [blockStart, blockEnd] = [BigInt(index * 10), BigInt(index * 10 + 9)];
      const serial = `${prefix}-${blockStart}-${blockEnd}-VCU-1`;
      const place = { batchId, registry: 'VERRA', prefix, blockStart, blockEnd, suffix: 'VCU-1', serial };
      return {
        ...place,
        id: crypto.randomUUID(),
        state: 'ACTIVE',
        holder: 'REGISTRY_ACCOUNT',
        issuedOn: null,
      } as const;
    });
    await insertBlocks(tx, blocks);
    return (await selectBatchesById(tx, [batchId]))[0] as BatchRow;
  });
}

test('what is in several blocks comes in parts, and not in more than a page holds', async () => {
  await insertRun((await projectOf('1285')).id, '900001', 101);
  const parts = await creditsBySerial(t.nobody, '900001-5-25-VCU-1');
  expect(parts.map(({ credits }) => credits.text)).toEqual([
    '900001-5-9-VCU-1',
    '900001-10-19-VCU-1',
    '900001-20-25-VCU-1',
  ]);
  await expect(creditsBySerial(t.nobody, '900001-0-4611686018427387903-VCU-1')).rejects.toMatchObject({
    issues: [{ path: ['serial'], message: 'is in more than 100 blocks: ask for a part of it' }],
  });
});

test('credits of a project that nobody may see are not told of', async () => {
  const owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  const draft = await draftOf(owner);
  const batch = await insertRun(draft.id, '900002', 1);
  const id = encodeId('CreditBatch', batch.id);
  expect([await batchById(t.nobody, id), await creditsBySerial(t.nobody, '900002-1')]).toEqual([undefined, []]);
  expect(await batchById(owner.ctx, id)).toEqual(batch);
  expect(await creditsBySerial(owner.ctx, '900002-1')).toHaveLength(1);
});
